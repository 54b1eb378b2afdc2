package dev.katong.pipeline;

import dev.katong.Cancellation;
import dev.katong.Options;
import dev.katong.face.Face;
import dev.katong.face.FaceDetector;
import dev.katong.face.HeadChoice;
import dev.katong.image.PictureSize;
import dev.katong.memory.NativeMemory;
import dev.katong.network.Network.Arena;
import dev.katong.network.Tiling;
import dev.katong.plan.TileGrid;
import dev.katong.style.Style;
import dev.katong.tone.PictureFinish;
import dev.katong.tone.StyleFinish;
import dev.katong.tone.Tone;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * One photo on its way to a cartoon. Its steps are called in this order: {@link #findFaces} or
 * {@link #placeFaces}, {@link #drawBackground}, {@link #drawHeads}, {@link #finish}; it owns what
 * lies between them until it is closed. A drawing step that ran out of memory may be called again.
 *
 * <p>This is the pipeline of DCT-Net (Men et al., "DCT-Net: Domain-Calibrated Translation for
 * Portrait Stylization", ACM TOG 2022), with these differences: a photo without a face goes all the
 * way, heads run in batches, the background may be drawn in tiles and at any size, the photo's
 * colours may be kept, and the result is enlarged by bicubic interpolation and may get the photo's
 * own detail. Unless it is {@link dev.katong.Options.Composition#REFERENCE}, the frame is continued
 * beyond its border and heads are fitted to their surroundings.
 */
public final class Pipeline implements AutoCloseable {
  private final Style style;
  private final Sizes sizes;
  private final Options.Composition composition;
  private final FinishOptions finishing;
  private final Cancellation cancellation;
  private final Mat photo;
  private final Mat view;
  private final Mat frame;
  private List<Face> faces = List.of();
  private int headsDone;
  private @Nullable FineHeads fineHeads;
  private Mat canvas = new Mat();

  /**
   * The sizes on the way.
   *
   * @param view the photo at working size, in which faces are found and from which they are cut out
   * @param frame the input of the background network
   * @param result the cartoon's
   */
  public record Sizes(PictureSize view, PictureSize frame, PictureSize result) {}

  /**
   * Fits the photo to the sizes that the networks get.
   *
   * @param photo 8-bit BGR; not changed. It may be closed after this: the pipeline keeps what it
   *     needs
   * @param composition the way in which heads are put into the frame
   * @param finishing the steps after the networks
   * @param cancellation stops the networks
   */
  public Pipeline(
      Style style,
      Mat photo,
      Sizes sizes,
      Options.Composition composition,
      FinishOptions finishing,
      Cancellation cancellation) {
    this.style = style;
    this.sizes = sizes;
    this.composition = composition;
    this.finishing = finishing;
    this.cancellation = cancellation;
    this.photo = finishing.strength() < 1 || lacksDetail() ? new Mat(photo) : new Mat();
    this.view = sizes.view().fit(photo);
    this.frame = sizes.frame().equals(sizes.view()) ? new Mat(view) : sizes.frame().fit(photo);
  }

  /** Looks for faces in the largest picture that is kept of the photo. */
  public void findFaces(FaceDetector detector) {
    Mat searched = largest();
    PictureSize size = PictureSize.of(searched);
    boolean fitted = composition == Options.Composition.FITTED;
    faces =
        detector.detect(searched).stream()
            .map(face -> fitted ? HeadChoice.of(face, searched) : face)
            .map(face -> face.scaled(size, sizes.view()))
            .toList();
  }

  /** The largest copy of the photo that is kept; owned by this pipeline. */
  private Mat largest() {
    if (photo.cols() > view.cols()) {
      return photo;
    }
    return frame.cols() > view.cols() ? frame : view;
  }

  /**
   * Sets faces that are known already.
   *
   * @param known in pixels of the view, the largest first
   */
  public void placeFaces(List<Face> known) {
    faces = List.copyOf(known);
  }

  /** The faces, in pixels of the view. */
  public List<Face> faces() {
    return faces;
  }

  /**
   * Runs the background network over the frame.
   *
   * @param grid the tiles of the frame
   * @param tiling decides whether seams between tiles are blended
   * @param progress receives the share that is done
   */
  public void drawBackground(TileGrid grid, Tiling tiling, DoubleConsumer progress) {
    canvas.close();
    canvas = Frame.draw(frame, style.background(), grid, tiling, cancellation, progress);
  }

  /**
   * Runs the head network over the faces that it draws and blends the heads in, the smallest first:
   * of two people the nearer one covers the other.
   *
   * @param batch the most faces of one run, at least 1
   * @param progress receives the share that is done
   */
  public void drawHeads(int batch, DoubleConsumer progress) {
    style.head().ifPresent(head -> drawHeads(head, batch, progress));
  }

  private void drawHeads(Style.Head head, int batch, DoubleConsumer progress) {
    if (fineHeads == null && lacksDetail()) {
      fineHeads = new FineHeads(head.size(), sizes.view());
    }
    Heads heads =
        new Heads(
            head,
            view,
            canvas,
            finishing.photoDetail() || isDrawnLarge() ? frame : null,
            largest(),
            fineHeads,
            composition == Options.Composition.FITTED,
            cancellation);
    List<Face> drawn = new ArrayList<>(faces.stream().filter(Face::hasHead).toList());
    Collections.reverse(drawn);
    while (headsDone < drawn.size()) {
      int end = Math.min(headsDone + batch, drawn.size());
      heads.draw(
          drawn.subList(headsDone, end), end == drawn.size() ? Arena.GIVEN_BACK : Arena.KEPT);
      headsDone = end;
      progress.accept((double) headsDone / drawn.size());
    }
  }

  /** The picture so far, 8-bit BGR, of the frame's size or larger; owned by this pipeline. */
  public Mat canvas() {
    return canvas;
  }

  /**
   * The cartoon. Nothing else can be asked of the pipeline after this.
   *
   * @return 8-bit BGR; the caller closes it
   */
  public Mat finish() {
    frame.close();
    if (finishing.strength() > 0) {
      finish(finishing.finish());
    }
    if (!lacksDetail()) {
      view.close();
      return Finisher.finish(canvas, photo, null, fineHeads, finishing.strength(), sizes.result());
    }
    PictureSize drawn = PictureSize.of(canvas);
    try (Mat same = drawn.equals(sizes.view()) ? new Mat(view) : drawn.fit(photo)) {
      return Finisher.finish(canvas, photo, same, fineHeads, finishing.strength(), sizes.result());
    }
  }

  /**
   * True if the background network draws more than the view, so that heads lack detail beside it.
   */
  private boolean isDrawnLarge() {
    return composition == Options.Composition.FITTED
        && sizes.frame().pixels() > sizes.view().pixels();
  }

  private void finish(StyleFinish finish) {
    if (finish.changesPictures()) {
      PictureFinish.apply(canvas, view, faces, finish);
    }
    if (finish.tone() > 0) {
      Tone.keep(canvas, view, faces, finish.tone());
    }
  }

  /** True if the result is larger than it was drawn and gets the photo's detail. */
  private boolean lacksDetail() {
    return finishing.photoDetail()
        && sizes.result().pixels() > sizes.view().times(style.background().scale()).pixels()
        && sizes.frame().equals(sizes.view());
  }

  /** The faces in pixels of the result. */
  public List<Face> facesInResult() {
    return faces.stream().map(face -> face.scaled(sizes.view(), sizes.result())).toList();
  }

  @Override
  public void close() {
    NativeMemory.release(photo, view, frame, canvas, fineHeads);
  }
}
