package dev.katong.forge.fit;

import dev.katong.forge.analysis.TensorSides;

/** One exact change of a graph. It looks for a pattern, never for names of nodes. */
interface Rewrite {
  /** The name in tables and on the command line, such as {@code widened convolution}. */
  String title();

  /**
   * Changes the graph wherever the pattern occurs.
   *
   * @param draft the graph, which is changed
   * @param sides facts about its tensors' lengths; tensors that the rewrite makes are unknown
   */
  void apply(Draft draft, TensorSides sides);
}
