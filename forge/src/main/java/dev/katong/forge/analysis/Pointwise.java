package dev.katong.forge.analysis;

import dev.katong.forge.analysis.Extent.Origin;
import dev.katong.network.Tiling;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Operators whose result depends, at each place, on the values at that place alone. */
final class Pointwise {
  private Pointwise() {}

  static Extent extent(Step step) {
    return broadcast(step, step.inputs(), step.dims());
  }

  /**
   * The union of several tensors, of which those of fewer axes are aligned at the last one.
   *
   * @param dims the lengths of the result's axes
   */
  static Extent broadcast(Step step, List<Extent> inputs, List<Amount> dims) {
    if (inputs.stream().anyMatch(input -> input.origin() == Origin.SIZE)) {
      step.blame(Tiling.WHOLE, "computes with the frame's size");
    }
    List<List<Factor>> axes = new ArrayList<>();
    for (int axis = 0; axis < dims.size(); axis++) {
      int fromLast = dims.size() - axis;
      List<List<Factor>> spatial =
          inputs.stream()
              .filter(input -> input.rank() >= fromLast)
              .filter(input -> input.isSpatial(input.rank() - fromLast))
              .map(input -> input.axes().get(input.rank() - fromLast))
              .distinct()
              .toList();
      if (spatial.size() > 1) {
        return step.whole("joins tensors whose axes differ");
      }
      axes.add(spatial.isEmpty() ? Step.fixed(dims.get(axis)) : spatial.get(0));
    }
    Map<Direction, Reach> reaches = new EnumMap<>(Direction.class);
    for (Extent input : inputs) {
      for (Map.Entry<Direction, Reach> entry : input.reaches().entrySet()) {
        Reach other = reaches.get(entry.getKey());
        if (other != null && !other.meets(entry.getValue())) {
          return step.whole("joins tensors of different scales");
        }
        reaches.put(entry.getKey(), other == null ? entry.getValue() : other.and(entry.getValue()));
      }
    }
    return Extent.of(Origin.PICTURE, axes, reaches);
  }
}
