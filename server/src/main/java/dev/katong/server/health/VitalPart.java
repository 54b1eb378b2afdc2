package dev.katong.server.health;

/** A part without which the service is of no use until it is started again. */
public interface VitalPart {
  /** The part's name in the health report. */
  String name();

  /**
   * Asks the part to answer, which it does on a thread of its own. Not called again before it has
   * answered.
   *
   * @param answer called if the part works; never if it does not
   */
  void ask(Runnable answer);
}
