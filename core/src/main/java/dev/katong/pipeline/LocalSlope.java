package dev.katong.pipeline;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REFLECT_101;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.divide;
import static org.bytedeco.opencv.global.opencv_core.multiply;
import static org.bytedeco.opencv.global.opencv_core.sqrt;
import static org.bytedeco.opencv.global.opencv_core.subtract;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.THRESH_TOZERO;
import static org.bytedeco.opencv.global.opencv_imgproc.boxFilter;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.threshold;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * The degree to which a cartoon follows its photo, place by place: the slope of the straight line
 * that gives the cartoon's lightness from the photo's in a small window.
 *
 * <p>It is the coefficient of the guided filter (He, Sun, Tang, "Guided Image Filtering", IEEE
 * TPAMI 35(6), 2013) with the photo as the guide: {@code a = cov(photo, cartoon) / (var(photo) +
 * ε)}. A straight line can have a slope without telling much of the cartoon, as where large eyes
 * are drawn over small ones; so the slope counts as much as the two correlate, r. Where the cartoon
 * goes against the photo, it is 0.
 */
final class LocalSlope {
  /** The steepest slope that counts; a byte holds 0 to this. */
  static final double MOST = 1.2;

  /** The value of one step of a byte. */
  static final double STEP = MOST / 255;

  /** The memory of one pixel: nine pictures of 32-bit values, and a grey one. */
  static final long BYTES_OF_PIXEL = 9 * 4 + 1;

  /** The window is 2·3 + 1 = 7 pixels wide: two strokes of a network that draws at this size. */
  private static final int RADIUS = 3;

  /** ε, the variance of a photo's noise, of values 0 to 255: 3 steps squared. */
  private static final double NOISE = 9;

  private LocalSlope() {}

  /**
   * Computes the slopes.
   *
   * @param photo 8-bit BGR
   * @param cartoon 8-bit BGR, of the photo's size
   * @return 8-bit of one channel, in steps of {@link #STEP}; closed by the caller
   */
  static Mat of(Mat photo, Mat cartoon) {
    try (Mat guide = lightness(photo);
        Mat drawn = lightness(cartoon);
        Mat guideMean = mean(guide);
        Mat drawnMean = mean(drawn);
        Mat together = covariance(guide, drawn, guideMean, drawnMean);
        Mat guideSpread = covariance(guide, guide, guideMean, guideMean);
        Mat drawnSpread = covariance(drawn, drawn, drawnMean, drawnMean)) {
      threshold(together, together, 0, 0, THRESH_TOZERO);
      addNoise(guideSpread);
      addNoise(drawnSpread);
      // slope·r = (c / g) · (c / √(g·d))
      multiply(guideSpread, drawnSpread, drawnSpread, 1, CV_32F);
      sqrt(drawnSpread, drawnSpread);
      divide(together, guideSpread, guideSpread, 1, CV_32F);
      divide(together, drawnSpread, drawnSpread, 1, CV_32F);
      multiply(guideSpread, drawnSpread, together, 1, CV_32F);
      return smoothed(together);
    }
  }

  private static void addNoise(Mat spread) {
    spread.convertTo(spread, CV_32F, 1, NOISE);
  }

  private static Mat smoothed(Mat slope) {
    Mat bytes = new Mat();
    try (Mat smooth = mean(slope)) {
      // What exceeds a byte is cut off.
      smooth.convertTo(bytes, CV_8U, 1 / STEP, 0);
      return bytes;
    } catch (RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private static Mat lightness(Mat picture) {
    Mat values = new Mat();
    try (Mat grey = new Mat()) {
      cvtColor(picture, grey, COLOR_BGR2GRAY);
      grey.convertTo(values, CV_32F);
      return values;
    } catch (RuntimeException e) {
      values.close();
      throw e;
    }
  }

  private static Mat mean(Mat values) {
    Mat mean = new Mat();
    try (Size window = new Size(2 * RADIUS + 1, 2 * RADIUS + 1);
        Point middle = new Point(-1, -1)) {
      boxFilter(values, mean, CV_32F, window, middle, true, BORDER_REFLECT_101);
      return mean;
    } catch (RuntimeException e) {
      mean.close();
      throw e;
    }
  }

  private static Mat covariance(Mat one, Mat other, Mat oneMean, Mat otherMean) {
    try (Mat products = new Mat();
        Mat ofMeans = new Mat()) {
      multiply(one, other, products, 1, CV_32F);
      multiply(oneMean, otherMean, ofMeans, 1, CV_32F);
      Mat covariance = mean(products);
      subtract(covariance, ofMeans, covariance);
      return covariance;
    }
  }
}
