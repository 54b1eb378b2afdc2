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
   * @param message what went wrong, without a full stop
   * @param advice what to do if it stays so
   * @param unreachable whether there was no connection at all, so that trying at once is of no use
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
