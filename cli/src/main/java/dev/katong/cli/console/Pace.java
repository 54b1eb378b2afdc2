package dev.katong.cli.console;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The speed of running work, and the time that the rest takes at that speed. */
public final class Pace {
  private static final double LEAST_SECONDS = 0.5;

  private final long begin;
  private final double done;

  /**
   * Starts a measurement.
   *
   * @param done the share that was done before
   */
  public Pace(double done) {
    this(done, System.nanoTime());
  }

  Pace(double done, long begin) {
    this.done = done;
    this.begin = begin;
  }

  /** Work done in a second; empty as long as there is too little to tell. */
  public Optional<Double> perSecond(double doneNow, long now) {
    double seconds = (now - begin) / 1e9;
    return seconds < LEAST_SECONDS || doneNow <= done
        ? Optional.empty()
        : Optional.of((doneNow - done) / seconds);
  }

  /** The time that the rest takes; empty as long as there is too little to tell. */
  public Optional<Duration> left(double doneNow, double all, long now) {
    return perSecond(doneNow, now)
        .map(rate -> Duration.ofMillis((long) (1000 * Math.max(0, all - doneNow) / rate)));
  }

  /** A duration as text, such as {@code 40 s}, {@code 3:05 min} or {@code 2:10 h}. */
  public static String text(Duration time) {
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
