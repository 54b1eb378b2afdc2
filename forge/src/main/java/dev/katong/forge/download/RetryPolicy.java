package dev.katong.forge.download;

import dev.katong.KatongException.BadDownload;
import dev.katong.KatongException.Cancelled;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * The time that a download waits, and the number of times it tries.
 *
 * @param connectTimeout the longest time until a connection is made
 * @param stallTimeout the longest time without a byte
 * @param pause before the second attempt; each further pause is twice as long
 * @param attempts in a row that bring nothing new, at least 1
 */
record RetryPolicy(Duration connectTimeout, Duration stallTimeout, Duration pause, int attempts) {
  static final RetryPolicy DEFAULTS =
      new RetryPolicy(Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(1), 4);

  /** Work that may be tried again. */
  @FunctionalInterface
  interface Attempt<T> {
    T run() throws TransientIOException;
  }

  /**
   * Returns the result of the first attempt that succeeds. Attempts that bring nothing new are
   * counted; where there is no connection from the start, the first attempt is the last.
   *
   * @param reached a number that grows as long as attempts bring something
   * @throws BadDownload if no attempt succeeds
   */
  <T> T run(Attempt<T> attempt, LongSupplier reached, DownloadListener listener) {
    long before = reached.getAsLong();
    long best = before;
    int failures = 0;
    while (true) {
      try {
        return attempt.run();
      } catch (TransientIOException e) {
        long now = reached.getAsLong();
        failures = now > best ? 1 : failures + 1;
        best = Math.max(best, now);
        if (failures >= attempts || (e.unreachable() && best == before)) {
          throw new BadDownload(e.getMessage() + "; " + e.advice(), e);
        }
        pause(e, pause.multipliedBy(1L << (failures - 1)), listener);
      }
    }
  }

  private static void pause(
      TransientIOException failure, Duration pause, DownloadListener listener) {
    double seconds = pause.toMillis() / 1e3;
    listener.note(
        String.format(Locale.ROOT, "%s; trying again in %.0f s", failure.getMessage(), seconds));
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled("the download was stopped");
    }
  }
}
