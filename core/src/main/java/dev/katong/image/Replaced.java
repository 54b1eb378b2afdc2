package dev.katong.image;

import java.util.function.BiConsumer;
import org.bytedeco.opencv.opencv_core.Mat;

/** One step from a Mat to the next, in which the former is let go at once. */
final class Replaced {
  private Replaced() {}

  /**
   * The result of a step.
   *
   * @param from closed, whatever happens
   * @param step fills its second Mat from its first
   * @return closed by the caller
   */
  static Mat by(Mat from, BiConsumer<Mat, Mat> step) {
    Mat to = new Mat();
    try (Mat source = from) {
      step.accept(source, to);
      return to;
    } catch (RuntimeException e) {
      to.close();
      throw e;
    }
  }
}
