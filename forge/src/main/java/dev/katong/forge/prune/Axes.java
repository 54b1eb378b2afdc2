package dev.katong.forge.prune;

import java.util.Arrays;

/**
 * The meaning of a tensor's axes: strands, if an axis holds channels that are followed, else
 * nothing that could be removed.
 */
final class Axes {
  private static final int[] NONE = {};

  private final int[][] strands;

  private Axes(int[][] strands) {
    this.strands = strands;
  }

  /** A tensor of which nothing can be removed. */
  static Axes fixed(int rank) {
    int[][] none = new int[rank][];
    Arrays.fill(none, NONE);
    return new Axes(none);
  }

  int rank() {
    return strands.length;
  }

  /** The strands along an axis; none if the axis is fixed. */
  int[] at(int axis) {
    return strands[axis];
  }

  boolean isFollowed(int axis) {
    return strands[axis].length > 0;
  }

  /** The same with other strands along an axis. */
  Axes with(int axis, int[] along) {
    int[][] changed = strands.clone();
    changed[axis] = along;
    return new Axes(changed);
  }
}
