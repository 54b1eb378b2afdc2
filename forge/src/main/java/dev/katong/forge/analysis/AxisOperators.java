package dev.katong.forge.analysis;

import dev.katong.forge.analysis.Extent.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operators that rename or reorder axes and leave every value as it is. */
final class AxisOperators {
  private AxisOperators() {}

  static void register(Map<String, Rule> rules) {
    rules.put("Transpose", AxisOperators::transpose);
    for (String operator : List.of("Reshape", "Flatten", "Squeeze", "Unsqueeze")) {
      rules.put(operator, AxisOperators::regroup);
    }
  }

  private static Extent transpose(Step step) {
    Extent input = step.input(0);
    List<Long> order = step.integers("perm");
    List<List<Factor>> axes = new ArrayList<>();
    for (int i = 0; i < input.rank(); i++) {
      int from = order.isEmpty() ? input.rank() - 1 - i : order.get(i).intValue();
      axes.add(input.axes().get(from));
    }
    return Extent.of(Origin.PICTURE, axes, input.reaches());
  }

  private static Extent regroup(Step step) {
    return new Regrouping(step, step.input(0)).extent();
  }
}
