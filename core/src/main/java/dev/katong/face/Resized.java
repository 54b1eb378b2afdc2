package dev.katong.face;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** Copies of a picture in the size at which a detector looks at it; closed by the caller. */
final class Resized {
  private Resized() {}

  /**
   * Scales a picture to the largest size that fits into {@code width} × {@code height}: shrunk by
   * area or enlarged linearly.
   */
  static Mat fitted(Mat picture, int width, int height) {
    return by(Math.min((double) width / picture.cols(), (double) height / picture.rows()), picture);
  }

  /** Shrunk by area until the long side is at most {@code side}. */
  static Mat shrunk(Mat picture, int side) {
    return by(Math.min(1, (double) side / Math.max(picture.cols(), picture.rows())), picture);
  }

  private static Mat by(double factor, Mat picture) {
    Mat copy = new Mat();
    try (Size size = new Size(pixels(picture.cols() * factor), pixels(picture.rows() * factor))) {
      resize(picture, copy, size, 0, 0, factor < 1 ? INTER_AREA : INTER_LINEAR);
      return copy;
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  private static int pixels(double length) {
    return Math.max(1, (int) Math.round(length));
  }
}
