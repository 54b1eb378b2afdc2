package dev.katong.train.data;

import static org.bytedeco.opencv.global.opencv_core.flip;

import java.util.random.RandomGenerator;
import org.bytedeco.opencv.opencv_core.Mat;

/** Chance changes to a piece of a photo, after which it is still what a camera might have seen. */
final class Variation {
  private static final double MOST_GAIN = 0.2;
  private static final double MOST_SHIFT = 12;
  private static final int LEFT_TO_RIGHT = 1;

  private Variation() {}

  /** Mirrors every second piece, and changes the light of every second one, in place. */
  static void apply(Mat piece, RandomGenerator random) {
    if (random.nextBoolean()) {
      flip(piece, piece, LEFT_TO_RIGHT);
    }
    if (random.nextBoolean()) {
      double gain = 1 + spread(random, MOST_GAIN);
      piece.convertTo(piece, -1, gain, spread(random, MOST_SHIFT));
    }
  }

  /** A number from −most to most. */
  static double spread(RandomGenerator random, double most) {
    return (2 * random.nextDouble() - 1) * most;
  }
}
