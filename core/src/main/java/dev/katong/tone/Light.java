package dev.katong.tone;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A breath of the photo's light on a person: how light the person's skin is in a wide neighbourhood
 * of each place, softened to a part of its strength. It is so wide that no feature of the face can
 * show in it; the style's own shading lies on top.
 */
final class Light {
  /** What one step of a byte is worth: 128 is 1. */
  static final double STEP = 1 / 128.0;

  private static final double STRENGTH = 0.6;
  private static final double DARKEST = 0.7;
  private static final double LIGHTEST = 1.3;

  /** Nothing is lost if so wide a neighbourhood is looked at in a small picture. */
  private static final int REDUCTION = 4;

  /** Where there is no skin far and wide, the light is 1; in values of 0 to 255. */
  private static final double ANCHOR = 4;

  private Light() {}

  /**
   * The light.
   *
   * @param photo in L*a*b*
   * @param skin 8-bit: the share of the person's skin in the photo
   * @param lightness of the skin where the light is 1
   * @param width of the neighbourhood, in pixels
   * @return 8-bit of one channel, in steps of {@link #STEP}; closed by the caller
   */
  static Mat of(Mat photo, Mat skin, double lightness, double width) {
    Mat light = new Mat();
    int columns = Math.max(1, photo.cols() / REDUCTION);
    int rows = Math.max(1, photo.rows() / REDUCTION);
    try (Size small = new Size(columns, rows);
        Size large = new Size(photo.cols(), photo.rows());
        Size anySize = new Size();
        Mat values = new Mat();
        Mat shares = new Mat();
        Mat steps = new Mat(rows, columns, CV_8UC1)) {
      try (Mat whole = weighted(photo, skin)) {
        resize(whole, values, small, 0, 0, INTER_AREA);
      }
      resize(skin, shares, small, 0, 0, INTER_AREA);
      shares.convertTo(shares, CV_32F);
      GaussianBlur(values, values, anySize, Math.max(1, width / REDUCTION));
      GaussianBlur(shares, shares, anySize, Math.max(1, width / REDUCTION));
      fill(steps, values, shares, lightness);
      resize(steps, light, large, 0, 0, INTER_LINEAR);
      return light;
    } catch (RuntimeException e) {
      light.close();
      throw e;
    }
  }

  private static Mat weighted(Mat photo, Mat skin) {
    Mat values = new Mat(photo.rows(), photo.cols(), CV_32FC1);
    try (FloatIndexer to = values.createIndexer();
        FloatIndexer from = photo.createIndexer();
        UByteIndexer shares = skin.createIndexer()) {
      for (long y = 0; y < photo.rows(); y++) {
        for (long x = 0; x < photo.cols(); x++) {
          to.put(y, x, from.get(y, x, 0) * shares.get(y, x));
        }
      }
      return values;
    } catch (RuntimeException e) {
      values.close();
      throw e;
    }
  }

  private static void fill(Mat steps, Mat values, Mat shares, double lightness) {
    try (UByteIndexer to = steps.createIndexer();
        FloatIndexer sums = values.createIndexer();
        FloatIndexer weights = shares.createIndexer()) {
      for (long y = 0; y < steps.rows(); y++) {
        for (long x = 0; x < steps.cols(); x++) {
          double local = (sums.get(y, x) / lightness + ANCHOR) / (weights.get(y, x) + ANCHOR);
          double softened = Math.pow(local, STRENGTH);
          double light = Math.max(DARKEST, Math.min(LIGHTEST, softened));
          to.put(y, x, (int) (light / STEP + 0.5));
        }
      }
    }
  }
}
