package dev.katong.forge.analysis;

import org.jspecify.annotations.Nullable;

/**
 * The meaning of a tensor's axis: positions along a direction of the picture, or a fixed number of
 * things such as channels. An axis that was made of several has several factors, slowest first.
 *
 * @param direction null for a fixed number
 * @param size the fixed number; 0 along a direction, where the reach knows the length
 */
record Factor(@Nullable Direction direction, long size) {
  static Factor fixed(long size) {
    return new Factor(null, size);
  }

  static Factor along(Direction direction) {
    return new Factor(direction, 0);
  }

  boolean isSpatial() {
    return direction != null;
  }
}
