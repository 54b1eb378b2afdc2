package dev.katong.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** How fast work goes on, and how long the rest will take at that rate. */
final class Pace {
  private static final double LEAST_SECONDS = 0.5;

  private final long begin;
  private final double done;

  /**
   * The pace from now on.
   *
   * @param done what was done before
   */
  Pace(double done) {
    this(done, System.nanoTime());
  }

  Pace(double done, long begin) {
    this.done = done;
    this.begin = begin;
  }

  /** Work done in a second; empty as long as there is too little to tell. */
  Optional<Double> perSecond(double doneNow, long now) {
    double seconds = (now - begin) / 1e9;
    return seconds < LEAST_SECONDS || doneNow <= done
        ? Optional.empty()
        : Optional.of((doneNow - done) / seconds);
  }

  /** How long the rest takes. */
  Optional<Duration> left(double doneNow, double all, long now) {
    return perSecond(doneNow, now)
        .map(rate -> Duration.ofMillis((long) (1000 * Math.max(0, all - doneNow) / rate)));
  }

  /** Such as {@code 40 s}, {@code 3:05 min} or {@code 2:10 h}. */
  static String text(Duration time) {
    long seconds = Math.round(time.toMillis() / 1e3);
    if (seconds < 100) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    return minutes < 100
        ? String.format(Locale.ROOT, "%d:%02d min", minutes, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d h", minutes / 60, minutes % 60);
  }
}
