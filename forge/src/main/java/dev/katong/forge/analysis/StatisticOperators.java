package dev.katong.forge.analysis;

import dev.katong.forge.analysis.Extent.Origin;
import dev.katong.network.Tiling;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators over whole axes: reductions, normalisations, global pooling, softmax. */
final class StatisticOperators {
  private StatisticOperators() {}

  static void register(Map<String, Rule> rules) {
    for (String name : List.of("ReduceMean", "ReduceMax", "ReduceMin")) {
      rules.put(
          name, step -> reduce(step, reducedAxes(step), Tiling.BLENDED, "averages the frame"));
    }
    for (String name : List.of("Sum", "SumSquare", "L1", "L2", "Prod", "LogSum", "LogSumExp")) {
      rules.put(
          "Reduce" + name,
          step ->
              reduce(
                  step, reducedAxes(step), Tiling.WHOLE, "adds up the frame, whatever its size"));
    }
    for (String name : List.of("ArgMax", "ArgMin")) {
      rules.put(name, step -> reduce(step, one(step, 0), Tiling.WHOLE, "searches the frame"));
    }
    rules.put("GlobalAveragePool", step -> pool(step, Tiling.BLENDED));
    rules.put("GlobalMaxPool", step -> pool(step, Tiling.BLENDED));
    rules.put("GlobalLpPool", step -> pool(step, Tiling.WHOLE));
    rules.put("InstanceNormalization", step -> normalise(step, from(step, 2)));
    rules.put("GroupNormalization", step -> normalise(step, from(step, 1)));
    rules.put("LayerNormalization", step -> normalise(step, from(step, axis(step, -1))));
    rules.put("RMSNormalization", step -> normalise(step, from(step, axis(step, -1))));
    rules.put("MeanVarianceNormalization", step -> normalise(step, varianceAxes(step)));
    rules.put("DynamicQuantizeLinear", StatisticOperators::quantise);
    rules.put("LpNormalization", step -> whole(step, one(step, -1), "norms over the frame"));
    rules.put("CumSum", StatisticOperators::cumulate);
    rules.put("LRN", step -> whole(step, List.of(1), "norms over the frame"));
    for (String name : List.of("Softmax", "LogSoftmax", "Hardmax")) {
      rules.put(name, step -> whole(step, softmaxAxes(step), "weighs all positions of the frame"));
    }
  }

  private static int axis(Step step, long otherwise) {
    return step.axis("axis", otherwise, step.input(0).rank());
  }

  private static List<Integer> one(Step step, long otherwise) {
    return List.of(axis(step, otherwise));
  }

  private static List<Integer> from(Step step, int first) {
    return IntStream.range(first, step.input(0).rank()).boxed().toList();
  }

  /**
   * The axes of a softmax; before operator set 13, it takes all axes from the given one on
   * together.
   */
  private static List<Integer> softmaxAxes(Step step) {
    return step.opset() < 13 ? from(step, axis(step, 1)) : one(step, -1);
  }

  private static List<Integer> varianceAxes(Step step) {
    List<Long> axes = step.integers("axes");
    return axes.isEmpty() ? List.of(0, 2, 3) : counted(axes, step.input(0).rank());
  }

  private static List<Integer> counted(List<Long> axes, int rank) {
    return axes.stream().map(axis -> (int) Math.floorMod(axis, (long) rank)).toList();
  }

  private static List<Integer> reducedAxes(Step step) {
    List<Long> axes =
        step.has(1) ? step.numbers(1).map(Numbers::whole).orElse(List.of()) : step.integers("axes");
    if (axes.isEmpty() && step.integer("noop_with_empty_axes", 0) != 0) {
      return List.of();
    }
    return axes.isEmpty() ? from(step, 0) : counted(axes, step.input(0).rank());
  }

  private static boolean seesFrame(Step step, List<Integer> axes) {
    Extent input = step.input(0);
    return axes.stream().anyMatch(input::isSpatial);
  }

  private static Extent reduce(Step step, List<Integer> axes, Tiling allows, String reason) {
    if (seesFrame(step, axes)) {
      step.blame(allows, reason);
    }
    return reduced(step, axes, step.integer("keepdims", 1) != 0);
  }

  private static Extent pool(Step step, Tiling allows) {
    List<Integer> axes = from(step, 2);
    if (seesFrame(step, axes)) {
      step.blame(allows, "averages the frame");
    }
    return reduced(step, axes, true);
  }

  /** The extent of the input without some axes; a statistic has no position in the picture. */
  private static Extent reduced(Step step, List<Integer> axes, boolean keepsAxes) {
    Extent input = step.input(0);
    List<List<Factor>> left = new ArrayList<>();
    Map<Direction, Reach> reaches = new EnumMap<>(Direction.class);
    for (int axis = 0; axis < input.rank(); axis++) {
      if (!axes.contains(axis)) {
        left.add(input.axes().get(axis));
        for (Factor factor : input.axes().get(axis)) {
          Direction direction = factor.direction();
          if (direction != null) {
            reaches.put(direction, input.reach(direction));
          }
        }
      } else if (keepsAxes) {
        left.add(List.of());
      }
    }
    return Extent.of(Origin.PICTURE, left, reaches);
  }

  private static Extent normalise(Step step, List<Integer> axes) {
    if (step.outputIndex() > 0) {
      return step.whole("gives statistics that the analysis does not follow");
    }
    if (seesFrame(step, axes)) {
      step.blame(Tiling.BLENDED, "normalises by the mean and variance of the frame");
    }
    return Pointwise.broadcast(step, step.inputs().subList(0, 1), step.dims());
  }

  private static Extent quantise(Step step) {
    if (seesFrame(step, from(step, 0))) {
      step.blame(Tiling.BLENDED, "quantises by the smallest and largest value of the frame");
    }
    return step.outputIndex() > 0
        ? step.fresh()
        : Pointwise.broadcast(step, step.inputs(), step.dims());
  }

  private static Extent cumulate(Step step) {
    List<Long> axis = step.numbers(1).map(Numbers::whole).orElse(List.of());
    return whole(
        step,
        axis.isEmpty() ? from(step, 0) : counted(axis, step.input(0).rank()),
        "adds up the frame");
  }

  private static Extent whole(Step step, List<Integer> axes, String reason) {
    return seesFrame(step, axes)
        ? step.whole(reason)
        : Pointwise.broadcast(step, step.inputs().subList(0, 1), step.dims());
  }
}
