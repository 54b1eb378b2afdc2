package dev.katong.forge.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The ranges that a Slice takes: for each axis, start, end and step.
 *
 * @param starts null where it depends on the frame's size
 * @param ends null where it depends on the frame's size
 */
record SliceRanges(
    List<@Nullable Long> starts, List<@Nullable Long> ends, List<Long> axes, List<Long> strides) {
  /** The least number that, as an end, means the end of any frame. */
  private static final long ENDLESS = Integer.MAX_VALUE;

  static SliceRanges constant(List<Long> starts, List<Long> ends, List<Long> axes) {
    return new SliceRanges(
        List.copyOf(starts), List.copyOf(ends), axesOr(axes, starts.size()), List.of());
  }

  /** Reads the inputs of a Slice; null if the probe did not observe their values. */
  static @Nullable SliceRanges of(Step step) {
    Optional<Numbers> starts = step.numbers(1);
    Optional<Numbers> ends = step.numbers(2);
    boolean isSeen =
        starts.isPresent()
            && ends.isPresent()
            && (!step.has(3) || step.numbers(3).filter(Numbers::areConstant).isPresent())
            && (!step.has(4) || step.numbers(4).filter(Numbers::areConstant).isPresent());
    if (!isSeen) {
      return null;
    }
    List<Long> axes = step.numbers(3).map(Numbers::whole).orElse(List.of());
    return new SliceRanges(
        constants(starts.get()),
        constants(ends.get()),
        axesOr(axes, starts.get().size()),
        step.numbers(4).map(Numbers::whole).orElse(List.of()));
  }

  private static List<Long> axesOr(List<Long> axes, int count) {
    return axes.isEmpty() ? LongStream.range(0, count).boxed().toList() : axes;
  }

  private static List<@Nullable Long> constants(Numbers numbers) {
    List<@Nullable Long> constants = new ArrayList<>();
    for (int i = 0; i < numbers.size(); i++) {
      constants.add(numbers.isConstant(i) ? (Long) numbers.whole(i) : null);
    }
    return constants;
  }

  int count() {
    return axes.size();
  }

  int axis(int i, int rank) {
    return (int) Math.floorMod(axes.get(i), (long) rank);
  }

  long stride(int i) {
    return strides.isEmpty() ? 1 : strides.get(i);
  }

  /** The start, where it is the same for all frames. */
  long start(int i) {
    Long start = starts.get(i);
    if (start == null) {
      throw new IllegalArgumentException("range %d starts anywhere".formatted(i));
    }
    return start;
  }

  /** True if it cuts only at the frame's ends, the same amount of every frame. */
  boolean keepsPlaces(int i) {
    Long start = starts.get(i);
    Long end = ends.get(i);
    return start != null
        && start >= 0
        && stride(i) > 0
        && (end == null || end < 0 || end >= ENDLESS);
  }
}
