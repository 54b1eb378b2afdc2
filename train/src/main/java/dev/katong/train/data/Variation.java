package dev.katong.train.data;

import static org.bytedeco.opencv.global.opencv_core.flip;

import java.util.random.RandomGenerator;
import org.bytedeco.opencv.opencv_core.Mat;

/** Chance changes to a piece of a photo, after which it is still what a camera might have seen. */
final class Variation {
  /**
   * Far darker, a little brighter: dark skin and dim rooms are rarer in photos than among people.
   */
  private static final double LEAST_GAIN = 0.6;

  private static final double MOST_GAIN = 1.2;
  private static final double MOST_SHIFT = 12;
  private static final int LEFT_TO_RIGHT = 1;

  private Variation() {}

  /**
   * A copy of a piece; every second one is mirrored, and the light of every second one is another.
   *
   * @return closed by the caller
   */
  static Mat of(Mat piece, RandomGenerator random) {
    boolean mirrored = random.nextBoolean();
    boolean lit = random.nextBoolean();
    double gain = lit ? random.nextDouble(LEAST_GAIN, MOST_GAIN) : 1;
    double shift = lit ? spread(random, MOST_SHIFT) : 0;
    Mat varied = new Mat();
    try {
      piece.convertTo(varied, -1, gain, shift);
      if (mirrored) {
        flip(varied, varied, LEFT_TO_RIGHT);
      }
      return varied;
    } catch (RuntimeException e) {
      varied.close();
      throw e;
    }
  }

  /** A number from −most to most. */
  static double spread(RandomGenerator random, double most) {
    return (2 * random.nextDouble() - 1) * most;
  }
}
