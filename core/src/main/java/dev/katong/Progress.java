package dev.katong;

/** Told how far one picture has come. Called on the thread that works on it. */
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
