package dev.katong.forge.prune;

/** What the removal of channels changes at one node; strands tell which. */
sealed interface Change {
  /** The node's position in the graph. */
  int node();

  /**
   * A constant loses the positions of removed channels along an axis.
   *
   * @param input which of the node's inputs
   */
  record Cut(int node, int input, int axis, int[] strands) implements Change {}

  /**
   * An integer of a constant input becomes the number of channels left.
   *
   * @param index which of the constant's numbers
   */
  record InputCount(int node, int input, int index, int[] strands) implements Change {}

  /**
   * An integer attribute becomes the number of channels left.
   *
   * @param index which of a list, or -1 where the attribute is one number
   */
  record AttributeCount(int node, String attribute, int index, int[] strands) implements Change {}
}
