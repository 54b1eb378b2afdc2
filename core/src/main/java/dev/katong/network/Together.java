package dev.katong.network;

import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * How pictures that are drawn at the same time share the runs of a network. A GPU draws several in
 * hardly more time than one; a processor does not, there each is drawn alone.
 *
 * @param most of how many pictures one run takes tiles or heads at most; 1 for each alone
 * @param delay how long a run waits for more pictures
 * @param drawing tells how many pictures are being drawn now: when all of them wait, none can come
 */
public record Together(int most, Duration delay, IntSupplier drawing) {
  /** Each alone. */
  public static final Together ALONE = new Together(1, Duration.ZERO, () -> 1);

  public Together {
    if (most < 1) {
      throw new IllegalArgumentException("a run takes at least 1 picture, not " + most);
    }
    if (delay.isNegative()) {
      throw new IllegalArgumentException("a delay is not negative, unlike " + delay);
    }
  }
}
