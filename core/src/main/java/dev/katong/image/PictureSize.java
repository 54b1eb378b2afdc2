package dev.katong.image;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * The size of a picture, and the fit of a picture to a size.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 */
public record PictureSize(int width, int height) {

  public PictureSize {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("a picture has pixels, not " + width + "×" + height);
    }
  }

  public static PictureSize of(Mat picture) {
    return new PictureSize(picture.cols(), picture.rows());
  }

  /**
   * The working size: this one, shrunk so that the short side is at most {@code shortSide}. The
   * long side is rounded down, as in the original pipeline, and is at least 1.
   */
  public PictureSize withShortSideAtMost(int shortSide) {
    int least = Math.min(width, height);
    if (least <= shortSide) {
      return this;
    }
    return new PictureSize(
        (int) ((long) width * shortSide / least), (int) ((long) height * shortSide / least));
  }

  /** This proportion with a long side of {@code longSide} pixels; rounded, at least 1. */
  public PictureSize withLongSide(int longSide) {
    double factor = (double) longSide / Math.max(width, height);
    return new PictureSize(
        (int) Math.max(1, Math.round(width * factor)),
        (int) Math.max(1, Math.round(height * factor)));
  }

  /** So many times as wide and high. */
  public PictureSize times(int scale) {
    return new PictureSize(width * scale, height * scale);
  }

  /** The next larger size whose sides are multiples of {@code step}. */
  public PictureSize roundedUpTo(int step) {
    return new PictureSize(roundUp(width, step), roundUp(height, step));
  }

  /** Such as {@code 640×480}. */
  public String text() {
    return width + "×" + height;
  }

  /** The number of pixels. */
  public long pixels() {
    return (long) width * height;
  }

  /** The shorter side in pixels. */
  public int shortSide() {
    return Math.min(width, height);
  }

  /**
   * The picture at this size: shrunk by area averaging, enlarged by bicubic interpolation.
   *
   * @return closed by the caller; it shares its pixels with a picture that has this size already
   */
  public Mat fit(Mat picture) {
    if (of(picture).equals(this)) {
      return new Mat(picture);
    }
    boolean shrinks = width <= picture.cols() && height <= picture.rows();
    Mat fitted = new Mat();
    try (Size size = new Size(width, height)) {
      resize(picture, fitted, size, 0, 0, shrinks ? INTER_AREA : INTER_CUBIC);
      return fitted;
    } catch (RuntimeException e) {
      fitted.close();
      throw e;
    }
  }

  private static int roundUp(int value, int step) {
    return (value + step - 1) / step * step;
  }
}
