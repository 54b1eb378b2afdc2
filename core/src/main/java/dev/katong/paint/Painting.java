package dev.katong.paint;

import dev.katong.NativeMemory;
import dev.katong.face.Face;
import dev.katong.face.FaceDetector;
import dev.katong.style.Style;
import java.util.List;
import java.util.OptionalInt;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * One photo on its way to a cartoon. Its steps are called in this order: {@link #findFaces} or
 * {@link #placeFaces}, {@link #paintBackground}, {@link #paintHeads}, {@link #finish}; it owns what
 * lies between them until it is closed.
 *
 * <p>This is the pipeline of DCT-Net (Men et al., "DCT-Net: Domain-Calibrated Translation for
 * Portrait Stylization", ACM TOG 2022), with these differences: a photo without a face goes all the
 * way, heads run in one batch, and the result is enlarged by bicubic interpolation.
 */
public final class Painting implements AutoCloseable {
  private final Style style;
  private final Mat photo;
  private final Mat frame;
  private List<Face> faces = List.of();
  private Mat canvas = new Mat();

  /**
   * Shrinks the photo to the style's working size.
   *
   * @param photo 8-bit BGR; not changed, and not closed
   */
  public Painting(Style style, Mat photo) {
    this.style = style;
    this.photo = photo;
    this.frame =
        PictureSize.of(photo).withShortSideAtMost(style.manifest().workingSize()).fit(photo);
  }

  /** Looks for faces at working size. */
  public void findFaces(FaceDetector detector) {
    faces = detector.detect(frame);
  }

  /**
   * Takes faces that are known already.
   *
   * @param known in pixels of the working size, the largest first
   */
  public void placeFaces(List<Face> known) {
    faces = List.copyOf(known);
  }

  /** The faces, in pixels of the working size. */
  public List<Face> faces() {
    return faces;
  }

  /** Runs the background network over the whole frame. */
  public void paintBackground() {
    canvas.close();
    canvas = Frame.paint(frame, style.background(), style.manifest().background().multipleOf());
  }

  /** Runs the head network over all faces and blends the heads in. */
  public void paintHeads() {
    if (faces.isEmpty()) {
      return;
    }
    style
        .head()
        .ifPresent(
            head -> {
              try (Heads heads = Heads.paint(frame, faces, head)) {
                heads.blendInto(canvas, head.mask());
              }
            });
  }

  /** The picture so far, 8-bit BGR at working size; owned by this painting. */
  public Mat canvas() {
    return canvas;
  }

  /**
   * The cartoon.
   *
   * @param strength 0 (the photo) to 1 (the network's picture)
   * @param resolution the long side in pixels; empty for the photo's own size
   * @return 8-bit BGR; the caller closes it
   */
  public Mat finish(double strength, OptionalInt resolution) {
    return Finish.finish(canvas, photo, strength, resolution);
  }

  /** The faces in pixels of a picture of that width and height. */
  public List<Face> facesIn(int width, int height) {
    double factorX = (double) width / frame.cols();
    double factorY = (double) height / frame.rows();
    return faces.stream().map(face -> face.scaled(factorX, factorY)).toList();
  }

  @Override
  public void close() {
    NativeMemory.release(frame, canvas);
  }
}
