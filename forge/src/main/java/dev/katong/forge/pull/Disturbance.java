package dev.katong.forge.pull;

import dev.katong.KatongException.BadDownload;

/** What may be over at the next try: a connection that broke, a service that is busy. */
final class Disturbance extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean unreachable;
  private final String advice;

  /**
   * A disturbance.
   *
   * @param what went wrong, without a full stop
   * @param advice what to do if it stays so
   * @param unreachable whether there was no connection at all
   */
  Disturbance(String what, String advice, boolean unreachable, Throwable cause) {
    super(what, cause);
    this.advice = advice;
    this.unreachable = unreachable;
  }

  Disturbance(String what, String advice) {
    super(what);
    this.advice = advice;
    this.unreachable = false;
  }

  /** Whether there was no connection at all, so that it is most likely the same at once again. */
  boolean unreachable() {
    return unreachable;
  }

  /** The end of trying. */
  BadDownload asFailure() {
    return new BadDownload(getMessage() + "; " + advice, this);
  }
}
