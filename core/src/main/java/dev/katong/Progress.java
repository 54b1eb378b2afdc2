package dev.katong;

/**
 * Told how far one picture has come. Called on the threads that work on it, never by two at a time;
 * finding faces and running the background network go on beside each other.
 */
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress NONE = (stage, fraction) -> {};

  /**
   * Work on a stage has come so far.
   *
   * @param fraction 0 at its start, 1 at its end
   */
  void at(Stage stage, double fraction);
}
