package dev.katong.forge.analysis;

import dev.katong.forge.analysis.Extent.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A Reshape: the factors of all axes, slowest first, are dealt out to new axes. A factor is split
 * where a new axis ends inside it. So a tensor can be flattened and unfolded again, and pixels can
 * be exchanged for channels, without losing sight of the picture.
 */
final class Regrouping {
  private final Step step;
  private final Extent input;
  private final Deque<Factor> rest = new ArrayDeque<>();
  private final Map<Direction, Reach> reaches = new EnumMap<>(Direction.class);

  Regrouping(Step step, Extent input) {
    this.step = step;
    this.input = input;
    input.axes().forEach(rest::addAll);
    reaches.putAll(input.reaches());
  }

  Extent extent() {
    List<List<Factor>> axes = new ArrayList<>();
    for (Amount length : step.dims()) {
      List<Factor> factors = new ArrayList<>();
      if (!deal(seen(length), factors)) {
        return step.whole("folds rows or columns into other axes");
      }
      axes.add(merged(factors));
    }
    return rest.isEmpty()
        ? Extent.of(Origin.PICTURE, axes, reaches)
        : step.whole("folds rows or columns into other axes");
  }

  private static long[] seen(Amount length) {
    long[] seen = new long[Amount.FRAMES.length];
    Arrays.setAll(seen, i -> length.at(Amount.FRAMES[i][0], Amount.FRAMES[i][1]));
    return seen;
  }

  /** Takes factors until their product is the wanted length at all sizes of the frame. */
  private boolean deal(long[] wanted, List<Factor> factors) {
    while (Arrays.stream(wanted).anyMatch(length -> length != 1)) {
      Factor next = rest.poll();
      if (next == null) {
        return false;
      }
      long[] lengths = step.lengths(next, soFar());
      if (divides(lengths, wanted)) {
        factors.add(next);
        Arrays.setAll(wanted, i -> wanted[i] / lengths[i]);
      } else {
        long inner = divides(wanted, lengths) ? lengths[0] / wanted[0] : 0;
        for (int i = 0; i < wanted.length; i++) {
          if (lengths[i] != wanted[i] * inner) {
            return false;
          }
        }
        factors.add(split(next, wanted[0], inner));
        rest.addFirst(Factor.fixed(inner));
        Arrays.fill(wanted, 1);
      }
    }
    return true;
  }

  private Extent soFar() {
    return Extent.of(input.origin(), List.of(), reaches);
  }

  private static boolean divides(long[] divisors, long[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      if (divisors[i] == 0 || numbers[i] % divisors[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** The slow part of a factor, of which each position holds {@code inner} of before. */
  private Factor split(Factor factor, long outer, long inner) {
    Direction direction = factor.direction();
    if (direction == null) {
      return Factor.fixed(outer);
    }
    Reach reach = soFar().reach(direction);
    reaches.put(
        direction,
        reach.through(
            position -> Sampling.range(position * inner, position * inner + inner - 1),
            reach.scale().over(new Fraction(inner, 1)),
            reach.extra() / inner));
    return factor;
  }

  /** Positions of the picture, each of a fixed number of parts, are more positions. */
  private List<Factor> merged(List<Factor> factors) {
    if (factors.size() < 2) {
      return factors;
    }
    Direction direction = factors.get(0).direction();
    if (direction == null
        || factors.subList(1, factors.size()).stream().anyMatch(Factor::isSpatial)) {
      return factors;
    }
    long parts = factors.stream().skip(1).mapToLong(Factor::size).reduce(1, (a, b) -> a * b);
    Reach reach = soFar().reach(direction);
    reaches.put(
        direction,
        reach.through(
            position -> new long[] {Math.floorDiv(position, parts)},
            reach.scale().times(new Fraction(parts, 1)),
            reach.extra() * parts));
    return List.of(factors.get(0));
  }
}
