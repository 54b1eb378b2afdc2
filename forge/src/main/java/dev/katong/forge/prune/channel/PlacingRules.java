package dev.katong.forge.prune.channel;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Operators that join, part, pad, sample or summarise along axes. */
final class PlacingRules {
  private PlacingRules() {}

  static void register(Map<String, ChannelRule> rules) {
    rules.put("Concat", PlacingRules::concat);
    rules.put("Split", PlacingRules::split);
    rules.put("Slice", PlacingRules::slice);
    rules.put("Pad", PlacingRules::pad);
    rules.put("Gather", PlacingRules::gather);
  }

  private static int axis(Visit visit, long axis) {
    int rank = visit.axes(0).rank();
    return Math.toIntExact(axis < 0 ? axis + rank : axis);
  }

  private static void concat(Visit visit) {
    if (!visit.isFollowed()) {
      return;
    }
    int along = axis(visit, visit.integer("axis", 0));
    Axes given = Axes.fixed(visit.axes(0).rank());
    for (int axis = 0; axis < given.rank(); axis++) {
      given = given.with(axis, axis == along ? joined(visit, axis) : common(visit, axis));
    }
    visit.give(0, given);
  }

  /** One after the other; what is fixed among what is followed gets channels that stay. */
  private static int[] joined(Visit visit, int axis) {
    boolean followed =
        IntStream.range(0, visit.inputs()).anyMatch(i -> visit.axes(i).isFollowed(axis));
    if (!followed) {
      return new int[0];
    }
    int[] all = {};
    for (int input = 0; input < visit.inputs(); input++) {
      int[] own = visit.axes(input).at(axis);
      if (own.length == 0) {
        own = visit.coupled().add(Math.toIntExact(visit.shape(input)[axis]));
        visit.keep(
            own, "joins '%s', whose channels are fixed".formatted(visit.node().getInput(input)));
      }
      int before = all.length;
      all = Arrays.copyOf(all, before + own.length);
      System.arraycopy(own, 0, all, before, own.length);
    }
    return all;
  }

  private static int[] common(Visit visit, int axis) {
    int[] met = {};
    boolean fixed = false;
    for (int input = 0; input < visit.inputs(); input++) {
      int[] own = visit.axes(input).at(axis);
      if (visit.isConstant(input)) {
        continue;
      }
      if (own.length == 0) {
        fixed = true;
      } else if (met.length == 0) {
        met = own;
      } else {
        visit.coupled().couple(met, own);
      }
    }
    for (int input = 0; input < visit.inputs(); input++) {
      if (visit.isConstant(input)) {
        visit.cut(input, axis, met);
      }
    }
    if (fixed) {
      visit.keep(met, "joins it with what is fixed");
    }
    return met;
  }

  private static void split(Visit visit) {
    Axes input = visit.axes(0);
    int along = axis(visit, visit.integer("axis", 0));
    int[] channels = input.at(along);
    Optional<long[]> sizes = visit.integers("split", 1);
    if (channels.length > 0 && visit.has(1) && sizes.isEmpty()) {
      visit.keepAll("parts at places that are computed");
      return;
    }
    int from = 0;
    int first = Math.toIntExact(visit.outputShape(0)[along]);
    for (int output = 0; output < visit.node().getOutputCount(); output++) {
      if (channels.length == 0) {
        visit.give(output, input);
        continue;
      }
      int size = Math.toIntExact(visit.outputShape(output)[along]);
      int[] part = Arrays.copyOfRange(channels, from, from + size);
      if (sizes.isPresent()) {
        visit.count("split", 1, output, part);
      } else if (size == first) {
        // Parts of equal size that are not given by numbers: they have to stay equal.
        visit.coupled().couple(Arrays.copyOf(channels, size), part);
      } else {
        visit.keepAll("parts unequally");
      }
      visit.give(output, input.with(along, part));
      from += size;
    }
  }

  private static void slice(Visit visit) {
    Axes input = visit.axes(0);
    if (!visit.isFollowed()) {
      return;
    }
    Optional<long[]> starts = visit.integers("starts", 1);
    Optional<long[]> ends = visit.integers("ends", 2);
    Optional<long[]> axes = visit.integers("axes", 3);
    Optional<long[]> steps = visit.integers(4);
    boolean known =
        starts.isPresent()
            && ends.isPresent()
            && axes.isPresent() == (visit.has(3) || visit.hasAttribute("axes"))
            && steps.isPresent() == visit.has(4);
    if (!known) {
      visit.keepAll("cuts at places that are computed");
      return;
    }
    Axes given = input;
    for (int i = 0; i < starts.get().length; i++) {
      int axis = axis(visit, axes.isPresent() ? axes.get()[i] : i);
      if (!input.isFollowed(axis)) {
        continue;
      }
      int[] channels = input.at(axis);
      if (steps.isPresent() && steps.get()[i] != 1) {
        visit.keepAll("takes channels in steps");
        return;
      }
      int start = place(starts.get()[i], channels.length);
      int end = Math.max(start, place(ends.get()[i], channels.length));
      visit.count("starts", 1, i, Arrays.copyOf(channels, start));
      visit.count("ends", 2, i, Arrays.copyOf(channels, end));
      given = given.with(axis, Arrays.copyOfRange(channels, start, end));
    }
    visit.give(0, given);
  }

  private static int place(long place, int length) {
    return (int) Math.max(0, Math.min(length, place < 0 ? place + length : place));
  }

  private static void pad(Visit visit) {
    Axes input = visit.axes(0);
    Optional<long[]> pads = visit.integers("pads", 1);
    if (!visit.isFollowed()) {
      return;
    }
    if (pads.isEmpty() || visit.has(3)) {
      visit.keepAll("pads by numbers that are computed");
      return;
    }
    for (int axis = 0; axis < input.rank(); axis++) {
      if (input.isFollowed(axis)
          && (pads.get()[axis] != 0 || pads.get()[axis + input.rank()] != 0)) {
        visit.keepAll("adds channels");
        return;
      }
    }
    visit.give(0, input);
  }

  private static void gather(Visit visit) {
    Axes input = visit.axes(0);
    int along = axis(visit, visit.integer("axis", 0));
    visit.keep(input.at(along), "picks channels by number");
    visit.keep(1, "picks by these");
    int rank = visit.outputShape(0).length;
    int picked = visit.shape(1).length;
    Axes given = Axes.fixed(rank);
    for (int axis = 0; axis < input.rank(); axis++) {
      if (axis != along) {
        given = given.with(axis < along ? axis : axis - 1 + picked, input.at(axis));
      }
    }
    visit.give(0, given);
  }
}
