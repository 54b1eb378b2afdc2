package dev.katong.forge.optimize;

/** Receives reports on the work of a {@link StyleOptimizer}. */
public interface OptimizeListener {
  /** Ignores all reports. */
  OptimizeListener NONE = new OptimizeListener() {};

  /**
   * A step begins.
   *
   * @param text such as {@code background network: int8}
   */
  default void step(String text) {}

  /**
   * A long step has come so far.
   *
   * @param fraction 0 to 1
   * @param status one short line
   */
  default void progress(double fraction, String status) {}

  /** Something that the user should know: a sentence. */
  default void note(String sentence) {}
}
