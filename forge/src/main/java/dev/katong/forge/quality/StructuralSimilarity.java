package dev.katong.forge.quality;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REFLECT;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.mean;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import org.bytedeco.javacpp.indexer.FloatRawIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * The mean structural similarity of two pictures' luma. Means, variances and the covariance are
 * weighted by a Gaussian window of 11×11 pixels with a deviation of 1.5, at every place where the
 * window lies inside the picture.
 *
 * <p>Z. Wang, A. C. Bovik, H. R. Sheikh and E. P. Simoncelli, "Image Quality Assessment: From Error
 * Visibility to Structural Similarity", IEEE Transactions on Image Processing 13(4), 2004, with its
 * own constants.
 */
final class StructuralSimilarity {
  private static final int WINDOW = 11;
  private static final double DEVIATION = 1.5;
  private static final double C1 = 0.01 * 255 * 0.01 * 255;
  private static final double C2 = 0.03 * 255 * 0.03 * 255;

  private StructuralSimilarity() {}

  /**
   * The mean over the picture, up to 1.
   *
   * @param one 8-bit BGR, at least 11×11 pixels
   * @param other of the same size
   */
  static double of(Mat one, Mat other) {
    if (one.rows() < WINDOW || one.cols() < WINDOW) {
      throw new IllegalArgumentException(
          "SSIM needs pictures of at least %d×%d pixels, not %d×%d"
              .formatted(WINDOW, WINDOW, one.cols(), one.rows()));
    }
    try (Mat x = luma(one);
        Mat y = luma(other);
        Mat xx = x.mul(x).asMat();
        Mat yy = y.mul(y).asMat();
        Mat xy = x.mul(y).asMat();
        Mat meanX = windowMeans(x);
        Mat meanY = windowMeans(y);
        Mat meanXx = windowMeans(xx);
        Mat meanYy = windowMeans(yy);
        Mat meanXy = windowMeans(xy);
        Mat map = similarity(meanX, meanY, meanXx, meanYy, meanXy);
        Scalar mean = mean(map)) {
      return Math.min(1, mean.get(0));
    }
  }

  private static Mat luma(Mat bgr) {
    Mat grey = new Mat();
    try (Mat floats = new Mat()) {
      bgr.convertTo(floats, CV_32F);
      cvtColor(floats, grey, COLOR_BGR2GRAY);
      return grey;
    }
  }

  private static Mat windowMeans(Mat values) {
    int edge = WINDOW / 2;
    try (Mat blurred = new Mat();
        Size window = new Size(WINDOW, WINDOW);
        Rect inside =
            new Rect(edge, edge, values.cols() - WINDOW + 1, values.rows() - WINDOW + 1)) {
      GaussianBlur(values, blurred, window, DEVIATION, DEVIATION, BORDER_REFLECT, 0);
      try (Mat part = new Mat(blurred, inside)) {
        return part.clone();
      }
    }
  }

  private static Mat similarity(Mat meanX, Mat meanY, Mat meanXx, Mat meanYy, Mat meanXy) {
    Mat map = new Mat(meanX.rows(), meanX.cols(), CV_32F);
    try (FloatRawIndexer x = meanX.createIndexer();
        FloatRawIndexer y = meanY.createIndexer();
        FloatRawIndexer xx = meanXx.createIndexer();
        FloatRawIndexer yy = meanYy.createIndexer();
        FloatRawIndexer xy = meanXy.createIndexer();
        FloatRawIndexer out = map.createIndexer()) {
      for (long row = 0; row < map.rows(); row++) {
        for (long column = 0; column < map.cols(); column++) {
          double mx = x.get(row, column);
          double my = y.get(row, column);
          double covariance = xy.get(row, column) - mx * my;
          double variances = xx.get(row, column) - mx * mx + yy.get(row, column) - my * my;
          double value =
              (2 * mx * my + C1)
                  * (2 * covariance + C2)
                  / ((mx * mx + my * my + C1) * (variances + C2));
          out.put(row, column, (float) value);
        }
      }
    }
    return map;
  }
}
