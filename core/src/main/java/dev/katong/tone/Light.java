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
  /** The value of one step of a byte: 128 is 1. */
  static final double STEP = 1 / 128.0;

  private static final double STRENGTH = 0.6;
  private static final double DARKEST = 0.7;
  private static final double LIGHTEST = 1.3;

  /** Nothing is lost if so wide a neighbourhood is looked at in a small picture. */
  private static final int REDUCTION = 4;

  /** The weight, in values of 0 to 255, that makes the light 1 where no skin is near. */
  private static final double ANCHOR = 4;

  private Light() {}

  /**
   * Computes the light.
   *
   * @param photo in L*a*b*
   * @param cartoon in L*a*b*
   * @param skin 8-bit: the share of the person's skin in the photo
   * @param own the skin in the photo
   * @param drawn the skin in the cartoon
   * @param width of the neighbourhood, in pixels
   * @return 8-bit of one channel, in steps of {@link #STEP}; closed by the caller
   */
  static Mat of(Mat photo, Mat cartoon, Mat skin, SkinColour own, SkinColour drawn, double width) {
    Mat light = new Mat();
    try (Size small =
            new Size(Math.max(1, photo.cols() / REDUCTION), Math.max(1, photo.rows() / REDUCTION));
        Size large = new Size(photo.cols(), photo.rows());
        Mat shares = wide(skin, small, width);
        Mat inPhoto = wideOf(photo, skin, small, width);
        Mat inCartoon = wideOf(cartoon, skin, small, width);
        Mat steps = new Mat(small.height(), small.width(), CV_8UC1)) {
      fill(steps, shares, inPhoto, own.lightness(), inCartoon, drawn.lightness());
      resize(steps, light, large, 0, 0, INTER_LINEAR);
      return light;
    } catch (RuntimeException e) {
      light.close();
      throw e;
    }
  }

  private static Mat wideOf(Mat lab, Mat skin, Size small, double width) {
    try (Mat values = weighted(lab, skin)) {
      return wide(values, small, width);
    }
  }

  /** Values summed up over the neighbourhood, in a small picture. */
  private static Mat wide(Mat values, Size small, double width) {
    Mat wide = new Mat();
    try (Mat reduced = new Mat();
        Mat floats = new Mat();
        Size anySize = new Size()) {
      resize(values, reduced, small, 0, 0, INTER_AREA);
      reduced.convertTo(floats, CV_32F);
      GaussianBlur(floats, wide, anySize, Math.max(1, width / REDUCTION));
      return wide;
    } catch (RuntimeException e) {
      wide.close();
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

  private static void fill(
      Mat steps, Mat shares, Mat inPhoto, double own, Mat inCartoon, double drawn) {
    try (UByteIndexer to = steps.createIndexer();
        FloatIndexer weights = shares.createIndexer();
        FloatIndexer photoSums = inPhoto.createIndexer();
        FloatIndexer cartoonSums = inCartoon.createIndexer()) {
      for (long y = 0; y < steps.rows(); y++) {
        for (long x = 0; x < steps.cols(); x++) {
          double weight = weights.get(y, x) + ANCHOR;
          double inThePhoto = (photoSums.get(y, x) / own + ANCHOR) / weight;
          double already = (cartoonSums.get(y, x) / drawn + ANCHOR) / weight;
          double softened = Math.pow(missing(inThePhoto, already), STRENGTH);
          double light = Math.max(DARKEST, Math.min(LIGHTEST, softened));
          to.put(y, x, (int) (light / STEP + 0.5));
        }
      }
    }
  }

  /** The light that is still to be drawn, where some of it, or more, is drawn already. */
  private static double missing(double wanted, double already) {
    double rest = wanted / Math.max(0.01, already);
    if (wanted < 1) {
      return already < 1 ? Math.min(1, rest) : wanted;
    }
    return already > 1 ? Math.max(1, rest) : wanted;
  }
}
