package dev.katong.forge.download;

import dev.katong.KatongException.BadDownload;
import dev.katong.KatongException.Cancelled;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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

  /** A failure that may be over at the next attempt: a broken connection, a busy service. */
  static final class TransientFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String advice;
    private final boolean unreachable;

    /**
     * Creates a failure.
     *
     * @param message the failure, without a full stop
     * @param advice the remedy if it persists
     * @param unreachable true if there was no connection at all, so that an immediate retry is of
     *     no use
     */
    TransientFailure(
        String message, String advice, boolean unreachable, @Nullable Throwable cause) {
      super(message, cause);
      this.advice = advice;
      this.unreachable = unreachable;
    }
  }

  /** Work that may be tried again. */
  @FunctionalInterface
  interface Attempt<T> {
    T run() throws TransientFailure, IOException;
  }

  /**
   * Returns the result of the first attempt that succeeds. Attempts that bring nothing new are
   * counted; where there is no connection from the start, the first attempt is the last.
   *
   * @param reached a number that grows as long as attempts bring something
   * @throws BadDownload if no attempt succeeds
   * @throws IOException if a file cannot be written
   */
  <T> T run(Attempt<T> attempt, LongSupplier reached, DownloadListener listener)
      throws IOException {
    long before = reached.getAsLong();
    long best = before;
    int failures = 0;
    while (true) {
      try {
        return attempt.run();
      } catch (TransientFailure e) {
        long now = reached.getAsLong();
        failures = now > best ? 1 : failures + 1;
        best = Math.max(best, now);
        if (failures >= attempts || (e.unreachable && best == before)) {
          throw new BadDownload(e.getMessage() + "; " + e.advice, e);
        }
        long millis = pause.toMillis() << (failures - 1);
        listener.note(
            String.format(Locale.ROOT, "%s; trying again in %.0f s", e.getMessage(), millis / 1e3));
        pause(millis);
      }
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled("the download was stopped");
    }
  }
}
