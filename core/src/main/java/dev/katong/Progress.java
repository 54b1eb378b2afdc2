package dev.katong;

/**
 * Receives the progress of one picture. Called on the threads that work on the picture, but never
 * by two at a time. Faces are found while the background network runs, so their progress can
 * alternate.
 */
@FunctionalInterface
public interface Progress {
  /** Ignores all progress. */
  Progress NONE = (stage, fraction) -> {};

  /**
   * Work on a stage has come so far.
   *
   * @param fraction 0 at its start, 1 at its end
   */
  void at(Stage stage, double fraction);
}
