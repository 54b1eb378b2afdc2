package dev.katong.train.learn;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How long a training takes: so many steps, or so much time, whichever is over first.
 *
 * @param steps at least 1; empty for any number
 * @param limit above 0; empty for any time
 */
public record Pace(OptionalInt steps, Optional<Duration> limit) {
  public Pace {
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

  /** A training of so many steps. */
  public static Pace steps(int steps) {
    return new Pace(OptionalInt.of(steps), Optional.empty());
  }

  /** A training of so much time. */
  public static Pace time(Duration limit) {
    return new Pace(OptionalInt.empty(), Optional.of(limit));
  }

  /** How much is done after so many steps and so much time, 0 to 1. */
  public double fraction(int done, Duration spent) {
    double bySteps = steps.isPresent() ? (double) done / steps.getAsInt() : 0;
    double byTime = limit.map(l -> (double) spent.toMillis() / l.toMillis()).orElse(0.0);
    return Math.min(1, Math.max(bySteps, byTime));
  }
}
