package dev.katong.forge.download;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A failure that may be over at the next attempt: a broken connection, a busy service. */
final class TransientIOException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String advice;
  private final boolean unreachable;

  /**
   * Creates a failure.
   *
   * @param message the failure, without a full stop
   * @param advice the remedy if it persists
   * @param unreachable true if there was no connection at all, so that an immediate retry is of no
   *     use
   */
  TransientIOException(
      String message, String advice, boolean unreachable, @Nullable Throwable cause) {
    super(message, cause);
    this.advice = advice;
    this.unreachable = unreachable;
  }

  TransientIOException(String message, String advice) {
    this(message, advice, false, null);
  }

  String advice() {
    return advice;
  }

  boolean unreachable() {
    return unreachable;
  }
}
