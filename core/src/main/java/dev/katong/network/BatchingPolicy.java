package dev.katong.network;

import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Limits for joining several pictures in one run of a network. A GPU draws several in hardly more
 * time than one; a processor does not, there each is drawn alone.
 *
 * @param most the most pictures whose tiles or heads one run takes; 1 for each alone
 * @param delay the longest time for which a run waits for more pictures
 * @param drawing the number of pictures that are being drawn now: once all of them wait, none can
 *     come
 */
public record BatchingPolicy(int most, Duration delay, IntSupplier drawing) {
  /** Runs each picture alone. */
  public static final BatchingPolicy ALONE = new BatchingPolicy(1, Duration.ZERO, () -> 1);

  public BatchingPolicy {
    if (most < 1) {
      throw new IllegalArgumentException("a run takes at least 1 picture, not " + most);
    }
    if (delay.isNegative()) {
      throw new IllegalArgumentException("a delay is not negative, unlike " + delay);
    }
  }
}
