package dev.katong;

import dev.katong.KatongException.Cancelled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A way to stop the work on a picture from another thread, or when its time is up. The work then
 * ends with {@link Cancelled}, wherever it is: waiting for its turn, between two steps, or inside a
 * network.
 */
public final class Cancellation {
  /** Never stops the work. */
  public static final Cancellation NEVER = new Cancellation(false);

  private final boolean possible;
  private final List<Runnable> actions = new ArrayList<>();
  private @Nullable String reason;

  /** A way to stop work that has not been used yet. */
  public Cancellation() {
    this(true);
  }

  private Cancellation(boolean possible) {
    this.possible = possible;
  }

  /**
   * A way to stop work that is used by itself after some time.
   *
   * @param reason the sentence for the exception, see {@link #cancel}
   */
  public static Cancellation after(Duration time, String reason) {
    Cancellation cancellation = new Cancellation();
    CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> cancellation.cancel(reason));
    return cancellation;
  }

  /**
   * Stops the work, unless it has been stopped before.
   *
   * @param why the exception's message, one sentence
   * @throws IllegalStateException for {@link #NEVER}
   */
  public synchronized void cancel(String why) {
    if (!possible) {
      throw new IllegalStateException("this work cannot be stopped");
    }
    if (reason == null) {
      reason = why;
      actions.forEach(Runnable::run);
      actions.clear();
    }
  }

  public synchronized boolean isCancelled() {
    return reason != null;
  }

  /** Returns unless the work was stopped. */
  public synchronized void check() {
    if (reason != null) {
      throw new Cancelled(reason);
    }
  }

  /** An action that runs when the work is stopped; closing this removes the action. */
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Has something done when the work is stopped, at once if it was already.
   *
   * @param action quick, and done on the stopping thread
   */
  public Watch onCancel(Runnable action) {
    synchronized (this) {
      if (reason != null) {
        action.run();
      } else if (possible) {
        actions.add(action);
      }
    }
    return () -> {
      synchronized (this) {
        actions.remove(action);
      }
    };
  }
}
