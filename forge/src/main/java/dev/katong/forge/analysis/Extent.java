package dev.katong.forge.analysis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The facts about a tensor: the origin of its values, the meaning of its axes, and the pixels that
 * they depend on.
 *
 * @param axes the factors of each axis, slowest first; an axis of length 1 has none
 * @param reaches the reach along each direction that occurs in the axes
 * @param lost true if the axes could not be followed; then they are empty
 */
record Extent(Origin origin, List<List<Factor>> axes, Map<Direction, Reach> reaches, boolean lost) {
  /** The origin of values. */
  enum Origin {
    /** The network's own numbers. */
    CONSTANT,
    /** The frame's height and width. */
    SIZE,
    /** The picture. */
    PICTURE
  }

  Extent {
    axes = axes.stream().map(List::copyOf).toList();
    reaches = Collections.unmodifiableMap(new EnumMap<>(reachesOf(reaches)));
  }

  private static EnumMap<Direction, Reach> reachesOf(Map<Direction, Reach> reaches) {
    EnumMap<Direction, Reach> copy = new EnumMap<>(Direction.class);
    copy.putAll(reaches);
    return copy;
  }

  static Extent of(Origin origin, List<List<Factor>> axes, Map<Direction, Reach> reaches) {
    return new Extent(origin, axes, reaches, false);
  }

  static Extent unknown(Origin origin) {
    return new Extent(origin, List.of(), Map.of(), true);
  }

  int rank() {
    return axes.size();
  }

  /** True if any axis follows the picture. */
  boolean isSpatial() {
    return axes.stream().flatMap(List::stream).anyMatch(Factor::isSpatial);
  }

  /** True if the axis follows the picture, alone or among others. */
  boolean isSpatial(int axis) {
    return axes.get(axis).stream().anyMatch(Factor::isSpatial);
  }

  /** The direction that an axis counts alone; null for any other axis. */
  @Nullable Direction direction(int axis) {
    List<Factor> factors = axes.get(axis);
    return factors.size() == 1 ? factors.get(0).direction() : null;
  }

  /** True if every direction occurs at most once; else positions pair up with each other. */
  boolean isPlaced() {
    List<Direction> seen = new ArrayList<>();
    for (List<Factor> axis : axes) {
      for (Factor factor : axis) {
        Direction direction = factor.direction();
        if (direction != null) {
          if (seen.contains(direction)) {
            return false;
          }
          seen.add(direction);
        }
      }
    }
    return true;
  }

  Reach reach(Direction direction) {
    Reach reach = reaches.get(direction);
    if (reach == null) {
      throw new IllegalArgumentException("no axis counts " + direction);
    }
    return reach;
  }

  Extent from(Origin other) {
    return new Extent(other, axes, reaches, lost);
  }
}
