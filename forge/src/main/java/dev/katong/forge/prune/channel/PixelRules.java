package dev.katong.forge.prune.channel;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Operators that mix pixels of one channel: pooling, resampling, means over the frame. */
final class PixelRules {
  private static final List<String> POOLING =
      List.of(
          "AveragePool", "MaxPool", "LpPool", "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool");

  private static final List<String> REDUCTIONS =
      List.of(
          "ReduceMean",
          "ReduceSum",
          "ReduceMax",
          "ReduceMin",
          "ReduceProd",
          "ReduceL1",
          "ReduceL2",
          "ReduceSumSquare",
          "ReduceLogSum",
          "ReduceLogSumExp");

  /** The first operator set in which softmax is along one axis only. */
  private static final long SOFTMAX_ALONG_ONE_AXIS = 13;

  private PixelRules() {}

  static void register(Map<String, ChannelRule> rules) {
    POOLING.forEach(operator -> rules.put(operator, PixelRules::pool));
    REDUCTIONS.forEach(operator -> rules.put(operator, PixelRules::reduce));
    rules.put("Resize", visit -> resize(visit, visit.opset() < 11 ? 1 : 2));
    rules.put("Upsample", visit -> resize(visit, 1));
    rules.put("Softmax", PixelRules::softmax);
    rules.put("LogSoftmax", PixelRules::softmax);
  }

  private static void pool(Visit visit) {
    visit.give(0, visit.axes(0));
  }

  private static void reduce(Visit visit) {
    Axes input = visit.axes(0);
    if (!visit.isFollowed()) {
      return;
    }
    Optional<long[]> wanted = visit.integers("axes", 1);
    boolean[] reduced = new boolean[input.rank()];
    if (wanted.isEmpty()) {
      Arrays.fill(reduced, true);
    } else {
      for (long axis : wanted.get()) {
        reduced[Math.toIntExact(axis < 0 ? axis + input.rank() : axis)] = true;
      }
    }
    boolean keep = visit.integer("keepdims", 1) != 0;
    Axes given = Axes.fixed(visit.outputShape(0).length);
    int to = 0;
    for (int axis = 0; axis < input.rank(); axis++) {
      if (reduced[axis]) {
        visit.keep(input.at(axis), "summarises all channels");
        to += keep ? 1 : 0;
      } else {
        given = given.with(to++, input.at(axis));
      }
    }
    visit.give(0, given);
  }

  private static void resize(Visit visit, int scalesAt) {
    Axes input = visit.axes(0);
    if (!visit.isFollowed()) {
      return;
    }
    Optional<float[]> scales = visit.floats(scalesAt);
    Optional<long[]> sizes = visit.integers(scalesAt + 1);
    boolean bySizes = visit.has(scalesAt + 1);
    if (bySizes ? sizes.isEmpty() : scales.isEmpty()) {
      visit.keepAll("resizes to what is computed");
      return;
    }
    long[] axes = visit.integers("axes", visit.inputs()).orElse(allOf(input.rank()));
    long[] before = visit.shape(0);
    long[] after = visit.outputShape(0);
    for (int i = 0; i < axes.length; i++) {
      int axis = Math.toIntExact(axes[i] < 0 ? axes[i] + input.rank() : axes[i]);
      if (!input.isFollowed(axis)) {
        continue;
      }
      if (before[axis] != after[axis]) {
        visit.keepAll("resizes along the channels");
        return;
      }
      if (bySizes) {
        visit.count(scalesAt + 1, i, input.at(axis));
      }
    }
    visit.give(0, input);
  }

  private static long[] allOf(int rank) {
    long[] axes = new long[rank];
    Arrays.setAll(axes, axis -> axis);
    return axes;
  }

  private static void softmax(Visit visit) {
    Axes input = visit.axes(0);
    if (visit.opset() < SOFTMAX_ALONG_ONE_AXIS) {
      visit.keepAll("weighs channels against each other");
      return;
    }
    long axis = visit.integer("axis", -1);
    visit.keep(
        input.at(Math.toIntExact(axis < 0 ? axis + input.rank() : axis)),
        "weighs channels against each other");
    visit.give(0, input);
  }
}
