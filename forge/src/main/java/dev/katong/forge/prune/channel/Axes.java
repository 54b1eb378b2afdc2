package dev.katong.forge.prune.channel;

import java.util.Arrays;

/**
 * The meaning of a tensor's axes: channels, if an axis holds channels that are followed, else
 * nothing that could be removed.
 */
final class Axes {
  private static final int[] NONE = {};

  private final int[][] channels;

  private Axes(int[][] channels) {
    this.channels = channels;
  }

  /** A tensor of which nothing can be removed. */
  static Axes fixed(int rank) {
    int[][] none = new int[rank][];
    Arrays.fill(none, NONE);
    return new Axes(none);
  }

  int rank() {
    return channels.length;
  }

  /** The channels along an axis; none if the axis is fixed. */
  int[] at(int axis) {
    return channels[axis];
  }

  boolean isFollowed(int axis) {
    return channels[axis].length > 0;
  }

  /** The same with other channels along an axis. */
  Axes with(int axis, int[] along) {
    int[][] changed = channels.clone();
    changed[axis] = along;
    return new Axes(changed);
  }
}
