package dev.katong.forge.pull;

import dev.katong.KatongException.BadDownload;
import dev.katong.KatongException.Cancelled;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Tries again, after longer and longer pauses, what was disturbed. */
final class Retries {
  private final Patience patience;
  private final DownloadListener listener;

  Retries(Patience patience, DownloadListener listener) {
    this.patience = patience;
    this.listener = listener;
  }

  /** What is tried. */
  @FunctionalInterface
  interface Attempt<T> {
    T run() throws Disturbance;
  }

  /**
   * The result of the first attempt that succeeds. Attempts that bring nothing new are counted;
   * where there is no connection from the start, the first is the last.
   *
   * @param reached a number that grows as long as attempts bring something
   * @throws BadDownload if it does not succeed
   */
  <T> T run(Attempt<T> attempt, LongSupplier reached) {
    long before = reached.getAsLong();
    long best = before;
    int failures = 0;
    while (true) {
      try {
        return attempt.run();
      } catch (Disturbance e) {
        long now = reached.getAsLong();
        failures = now > best ? 1 : failures + 1;
        best = Math.max(best, now);
        if (failures >= patience.tries() || (e.unreachable() && best == before)) {
          throw e.asFailure();
        }
        pause(e, patience.pauseAfter(failures));
      }
    }
  }

  private void pause(Disturbance disturbance, Duration pause) {
    listener.note(
        String.format(
            Locale.ROOT,
            "%s; trying again in %.0f s",
            disturbance.getMessage(),
            pause.toMillis() / 1e3));
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled("the download was stopped");
    }
  }
}
