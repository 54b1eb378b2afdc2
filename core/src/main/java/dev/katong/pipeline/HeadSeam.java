package dev.katong.pipeline;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REFLECT_101;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.absdiff;
import static org.bytedeco.opencv.global.opencv_core.subtract;
import static org.bytedeco.opencv.global.opencv_imgproc.boxFilter;

import dev.katong.memory.NativeMemory;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A head with an edge that does not show: it runs where head and surroundings agree, and their
 * colours are equal there.
 *
 * <p>The edge is the closed path of the least difference within the ring of the style's mask, by
 * dynamic programming over the directions from the mask's middle (as S. Avidan, A. Shamir, "Seam
 * Carving for Content-Aware Image Resizing", ACM TOG 26(3), 2007, find theirs over rows). What
 * still differs there is added to the head, smoothed, and fades out towards the face.
 */
final class HeadSeam implements AutoCloseable {
  private static final int CHANNELS = 3;

  /** The window in which head and surroundings are compared, in shares of the crop's side. */
  private static final double COST_WINDOW = 0.025;

  /** The width over which the mask fades to each side of the seam. */
  private static final double FADE = 0.025;

  /** The window in which colours are compared, and the width over which they fade. */
  private static final double COLOUR_WINDOW = 0.07;

  private static final double COLOUR_FADE = 0.16;

  private final Mat picture;
  private final Mat mask;

  private HeadSeam(Mat picture, Mat mask) {
    this.picture = picture;
    this.mask = mask;
  }

  /**
   * Fits a head to its surroundings. Both are squares of the ring's size.
   *
   * @param head 8-bit BGR: the face as it was drawn
   * @param around 8-bit BGR: the picture into which it will be blended, aligned as the face
   * @param ring of the style's mask
   */
  static HeadSeam of(Mat head, Mat around, SeamRing ring) {
    Mat fitted = head.clone();
    Mat edge = new Mat(head.rows(), head.cols(), CV_32F);
    try (Mat difference = new Mat();
        Mat everywhere = new Mat();
        Mat apart = new Mat()) {
      subtract(around, head, difference, everywhere, CV_32F);
      absdiff(around, head, apart);
      try (Mat cost = mean(apart, side(head, COST_WINDOW));
          Mat colours = mean(difference, side(head, COLOUR_WINDOW))) {
        double[] seam = ring.leastPath(cost);
        paint(ring, seam, ring.along(seam, colours), fitted, edge);
      }
      return new HeadSeam(fitted, edge);
    } catch (RuntimeException e) {
      NativeMemory.release(fitted, edge);
      throw e;
    }
  }

  /** The head with its colours matched, 8-bit BGR; owned by this. */
  Mat picture() {
    return picture;
  }

  /** The share of the head that shows, 32-bit float, 0..1; owned by this. */
  Mat mask() {
    return mask;
  }

  private static int side(Mat head, double share) {
    return 2 * (int) Math.round(share * head.cols() / 2) + 1;
  }

  private static Mat mean(Mat values, int side) {
    Mat mean = new Mat();
    try (Size window = new Size(side, side);
        Point middle = new Point(-1, -1)) {
      boxFilter(values, mean, CV_32F, window, middle, true, BORDER_REFLECT_101);
      return mean;
    } catch (RuntimeException e) {
      mean.close();
      throw e;
    }
  }

  /** Fades the mask over the seam, and adds the seam's colours to the head up to it. */
  private static void paint(SeamRing ring, double[] seam, float[][] colours, Mat head, Mat mask) {
    double fade = FADE * mask.cols();
    double colourFade = COLOUR_FADE * mask.cols();
    try (UByteIndexer pixels = head.createIndexer();
        FloatIndexer shares = mask.createIndexer()) {
      for (int y = 0; y < mask.rows(); y++) {
        for (int x = 0; x < mask.cols(); x++) {
          int direction = ring.direction(x, y);
          double inside = seam[direction] - ring.distance(x, y);
          shares.put(y, x, (float) smooth(0.5 + inside / (2 * fade)));
          double colour = smooth(1 - inside / colourFade);
          if (colour > 0) {
            for (int c = 0; c < CHANNELS; c++) {
              double value = pixels.get(y, x, c) + colour * colours[direction][c];
              pixels.put(y, x, c, (int) Math.max(0, Math.min(255, value + 0.5)));
            }
          }
        }
      }
    }
  }

  /** From 0 to 1 without a bend. */
  private static double smooth(double share) {
    double t = Math.max(0, Math.min(1, share));
    return t * t * (3 - 2 * t);
  }

  @Override
  public void close() {
    NativeMemory.release(picture, mask);
  }
}
