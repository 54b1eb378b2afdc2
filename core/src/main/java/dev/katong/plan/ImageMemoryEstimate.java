package dev.katong.plan;

import dev.katong.image.PictureSize;
import dev.katong.pipeline.FinishOptions;
import dev.katong.tone.StyleFinish;

/**
 * The buffers of whole pictures that live at once while one cartoon is made, in bytes; one that two
 * steps share counts once.
 *
 * @param decoded the photo as it was decoded
 * @param view the photo at working size
 * @param frame the background network's input
 * @param canvas its picture, of the frame's size or larger
 * @param result the cartoon
 * @param mixes true if the photo is mixed in at the end
 * @param details true if the photo's detail is added at the end
 * @param finish the changes of the networks' picture
 * @param transparent true if parts of the photo are transparent: one byte for each pixel of the
 *     result while it is drawn, and a copy of it with its transparent parts taken out at the end
 */
public record ImageMemoryEstimate(
    PictureSize decoded,
    PictureSize view,
    PictureSize frame,
    PictureSize canvas,
    PictureSize result,
    boolean mixes,
    boolean details,
    StyleFinish finish,
    boolean transparent) {
  private static final int BYTES_OF_PIXEL = 3;
  private static final int BYTES_OF_TRANSPARENT_PIXEL = 4;

  /** While view and frame are made of the photo. */
  long whileFitting() {
    long fittedFrame = frame.equals(decoded) || frame.equals(view) ? 0 : bytes(frame);
    return bytes(decoded)
        + (view.equals(decoded) ? 0 : bytes(view))
        + fittedFrame
        + (transparent ? decoded.pixels() + result.pixels() : 0);
  }

  /** While the networks run. */
  long whileDrawing() {
    boolean kept = keepsPhoto() || view.equals(decoded) || frame.equals(decoded);
    return whileFitting()
        - (kept ? 0 : bytes(decoded))
        - (transparent ? decoded.pixels() : 0)
        + bytes(canvas);
  }

  /** While the result is made of the networks' picture. */
  long whileFinishing() {
    long kept = keepsPhoto() ? bytes(decoded) : 0;
    long finishBytes = FinishOptions.finishBytes(view, finish);
    long changing = finishBytes == 0 ? 0 : kept + bytes(canvas) + bytesOfView() + finishBytes;
    long sloping =
        details ? kept + bytes(canvas) + bytesToCompare() + FinishOptions.slopeBytes(drawn()) : 0;
    return Math.max(whileCompleting(), Math.max(changing, sloping));
  }

  private long whileCompleting() {
    long fittedPhoto = result.equals(decoded) ? 0 : bytes(result);
    return bytes(canvas)
        + (result.equals(canvas) ? 0 : bytes(result))
        + (keepsPhoto() ? bytes(decoded) + fittedPhoto : 0)
        + (details ? bytesToCompare() + FinishOptions.detailBytes(drawn()) : 0)
        + (transparent ? result.pixels() : 0);
  }

  private boolean keepsPhoto() {
    return mixes || details;
  }

  /** The size at which photo and cartoon are compared where the photo's detail is added. */
  private PictureSize drawn() {
    return canvas.equals(frame) ? view : canvas;
  }

  /** The photo at that size, beside the view. */
  private long bytesToCompare() {
    return bytesOfView() + (canvas.equals(frame) ? 0 : bytes(canvas));
  }

  /** The view, unless it is the photo itself and is kept with it. */
  private long bytesOfView() {
    return keepsPhoto() && view.equals(decoded) ? 0 : bytes(view);
  }

  /** The memory while the result is encoded, without that of the encoder. */
  long whileEncoding() {
    return whileEncoding(result, transparent);
  }

  static long whileEncoding(PictureSize result, boolean transparent) {
    long cutOut = BYTES_OF_TRANSPARENT_PIXEL * result.pixels();
    return bytes(result) + (transparent ? result.pixels() + cutOut : 0);
  }

  /** The most of these at a moment at which no network runs. */
  long withoutNetworks() {
    return Math.max(whileFitting(), Math.max(whileFinishing(), whileEncoding()));
  }

  public static long bytes(PictureSize size) {
    return BYTES_OF_PIXEL * size.pixels();
  }
}
