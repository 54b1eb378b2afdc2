package dev.katong.server.health;

/** A part without which the service can take no work for a while, such as a database elsewhere. */
public interface ReadyPart {
  /** The part's name in the health report. */
  String name();

  /**
   * Checks the part; may take long.
   *
   * @throws Exception if it does not work
   */
  void check() throws Exception;
}
