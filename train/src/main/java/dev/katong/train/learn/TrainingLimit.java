package dev.katong.train.learn;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The end of a training: after a number of steps or some time, whichever comes first.
 *
 * @param steps at least 1; empty for any number
 * @param limit above 0; empty for any time
 */
public record TrainingLimit(OptionalInt steps, Optional<Duration> limit) {
  public TrainingLimit {
    if (steps.isEmpty() && limit.isEmpty()) {
      throw new IllegalArgumentException("a training ends after some steps or some time");
    }
    if (steps.isPresent() && steps.getAsInt() < 1) {
      throw new IllegalArgumentException("a training has at least 1 step, not " + steps.getAsInt());
    }
    if (limit.isPresent() && (limit.get().isNegative() || limit.get().isZero())) {
      throw new IllegalArgumentException("a training takes a time above 0, not " + limit.get());
    }
  }

  /** Limits the steps. */
  public static TrainingLimit steps(int steps) {
    return new TrainingLimit(OptionalInt.of(steps), Optional.empty());
  }

  /** Limits the time. */
  public static TrainingLimit time(Duration limit) {
    return new TrainingLimit(OptionalInt.empty(), Optional.of(limit));
  }

  /** The part that is done after these steps and this time, 0 to 1. */
  public double fraction(int done, Duration spent) {
    double bySteps = steps.isPresent() ? (double) done / steps.getAsInt() : 0;
    double byTime = limit.map(l -> (double) spent.toMillis() / l.toMillis()).orElse(0.0);
    return Math.min(1, Math.max(bySteps, byTime));
  }
}
