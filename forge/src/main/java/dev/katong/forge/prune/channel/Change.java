package dev.katong.forge.prune.channel;

/** A change at one node that follows from the removal of channels, which are given as channels. */
sealed interface Change {
  /** The node's position in the graph. */
  int node();

  /**
   * A constant loses the positions of removed channels along an axis.
   *
   * @param input the index of the node's input
   */
  record Cut(int node, int input, int axis, int[] channels) implements Change {}

  /**
   * An integer of a constant input becomes the number of channels left.
   *
   * @param index the index of the number in the constant
   */
  record InputCount(int node, int input, int index, int[] channels) implements Change {}

  /**
   * An integer attribute becomes the number of channels left.
   *
   * @param index the index in a list, or -1 if the attribute is one number
   */
  record AttributeCount(int node, String attribute, int index, int[] channels) implements Change {}
}
