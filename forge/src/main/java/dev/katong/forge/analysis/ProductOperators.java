package dev.katong.forge.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Matrix products: local where the axis that is summed over is none of the picture's. */
final class ProductOperators {
  private static final String REASON = "sums over all positions of the frame";

  private ProductOperators() {}

  static void register(Map<String, Rule> rules) {
    rules.put("MatMul", step -> product(step, 1));
    rules.put("MatMulInteger", step -> product(step, 1));
    rules.put("QLinearMatMul", step -> product(step, 3));
    rules.put("Gemm", ProductOperators::gemm);
  }

  private static Extent product(Step step, int right) {
    Extent a = step.input(0);
    Extent b = step.input(right);
    if (!a.isSpatial() && !b.isSpatial()) {
      return Pointwise.broadcast(step, List.of(), step.dims());
    }
    int rows = a.rank() - 2;
    int columns = b.rank() - 1;
    if (rows < 0 || columns < 1) {
      return step.whole(REASON);
    }
    if (a.isSpatial(rows + 1) || b.isSpatial(columns - 1)) {
      return step.whole(REASON);
    }
    return Pointwise.broadcast(
        step, List.of(without(a, rows + 1), without(b, columns - 1)), step.dims());
  }

  private static Extent gemm(Step step) {
    Extent a = step.input(0);
    Extent b = step.input(1);
    int summedOfA = step.integer("transA", 0) != 0 ? 0 : 1;
    int summedOfB = step.integer("transB", 0) != 0 ? 1 : 0;
    if (a.isSpatial(summedOfA) || b.isSpatial(summedOfB)) {
      return step.whole(REASON);
    }
    List<Extent> parts = new ArrayList<>();
    parts.add(Extent.of(a.origin(), List.of(a.axes().get(1 - summedOfA), List.of()), a.reaches()));
    parts.add(Extent.of(b.origin(), List.of(List.of(), b.axes().get(1 - summedOfB)), b.reaches()));
    if (step.has(2)) {
      parts.add(step.input(2));
    }
    return Pointwise.broadcast(step, parts, step.dims());
  }

  private static Extent without(Extent extent, int axis) {
    List<List<Factor>> axes = new ArrayList<>(extent.axes());
    axes.set(axis, List.of());
    return Extent.of(extent.origin(), axes, extent.reaches());
  }
}
