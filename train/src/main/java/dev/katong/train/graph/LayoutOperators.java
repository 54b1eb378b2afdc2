package dev.katong.train.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.katong.forge.onnx.Tensors;
import dev.katong.train.graph.Operand.Sizes;
import dev.katong.train.graph.Operand.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;

/** Operators that move values without changing them, and those that compute sizes. */
final class LayoutOperators {
  static final Map<String, Operator> ALL =
      Map.ofEntries(
          Map.entry("Transpose", LayoutOperators::transpose),
          Map.entry("Reshape", LayoutOperators::reshape),
          Map.entry("Concat", LayoutOperators::concat),
          Map.entry("DepthToSpace", LayoutOperators::depthToSpace),
          Map.entry("Shape", LayoutOperators::shape),
          Map.entry("ConstantOfShape", LayoutOperators::constantOfShape),
          Map.entry("Gather", LayoutOperators::gather),
          Map.entry("Slice", LayoutOperators::slice),
          Map.entry("Unsqueeze", LayoutOperators::sameNumbers),
          Map.entry("Squeeze", LayoutOperators::sameNumbers));

  private LayoutOperators() {}

  private static Operand transpose(Call call) {
    NDArray x = call.tensor(0);
    int last = x.getShape().dimension() - 1;
    long[] reversed = LongStream.rangeClosed(0, last).map(axis -> last - axis).toArray();
    int[] axes =
        Arrays.stream(call.integers("perm", reversed)).mapToInt(Math::toIntExact).toArray();
    return new Tensor(x.transpose(axes));
  }

  private static Operand reshape(Call call) {
    NDArray x = call.tensor(0);
    long[] sides = call.sizes(1).clone();
    for (int i = 0; i < sides.length; i++) {
      if (sides[i] == 0 && call.integer("allowzero", 0) == 0) {
        sides[i] = x.getShape().get(i);
      }
    }
    return new Tensor(x.reshape(sides));
  }

  private static Operand concat(Call call) {
    int count = call.node().getInputCount();
    if (call.value(0) instanceof Sizes) {
      LongStream all = LongStream.empty();
      for (int i = 0; i < count; i++) {
        all = LongStream.concat(all, Arrays.stream(call.sizes(i)));
      }
      return new Sizes(all.toArray(), false);
    }
    NDList parts = new NDList();
    for (int i = 0; i < count; i++) {
      parts.add(call.tensor(i));
    }
    return new Tensor(join(parts, axis(call, parts.get(0))));
  }

  /** The parts, one behind the other along an axis. */
  static NDArray join(NDList parts, int axis) {
    return parts.size() == 1 ? parts.get(0) : NDArrays.concat(parts, axis);
  }

  private static int axis(Call call, NDArray of) {
    int axis = (int) call.integer("axis", 0);
    return axis < 0 ? axis + of.getShape().dimension() : axis;
  }

  private static Operand depthToSpace(Call call) {
    NDArray x = call.tensor(0);
    long block = call.integer("blocksize", 1);
    Shape s = x.getShape();
    long channels = s.get(1) / (block * block);
    boolean columnsRows = call.text("mode", "DCR").equals("CRD");
    NDArray split =
        columnsRows
            ? x.reshape(new Shape(s.get(0), channels, block, block, s.get(2), s.get(3)))
            : x.reshape(new Shape(s.get(0), block, block, channels, s.get(2), s.get(3)));
    NDArray ordered =
        columnsRows ? split.transpose(0, 1, 4, 2, 5, 3) : split.transpose(0, 3, 4, 1, 5, 2);
    return new Tensor(
        ordered.reshape(new Shape(s.get(0), channels, s.get(2) * block, s.get(3) * block)));
  }

  private static Operand shape(Call call) {
    return new Sizes(call.tensor(0).getShape().getShape(), false);
  }

  private static Operand constantOfShape(Call call) {
    float value = call.constant("value").map(one -> Tensors.floats(one)[0]).orElse(0f);
    return new Tensor(call.manager().full(new Shape(call.sizes(0)), value));
  }

  private static Operand gather(Call call) {
    long[] places = call.sizes(1);
    if (call.value(0) instanceof Sizes sizes) {
      long[] numbers = sizes.numbers();
      boolean scalar = call.value(1) instanceof Sizes index && index.scalar();
      return new Sizes(
          Arrays.stream(places).map(i -> numbers[(int) (i < 0 ? i + numbers.length : i)]).toArray(),
          scalar);
    }
    NDArray x = call.tensor(0);
    int axis = axis(call, x);
    NDList parts = new NDList();
    for (long place : places) {
      parts.add(x.get(":,".repeat(axis) + place + ":" + (place + 1)));
    }
    return new Tensor(join(parts, axis));
  }

  private static Operand slice(Call call) {
    long[] starts = call.sizes(1);
    long[] ends = call.sizes(2);
    long[] axes = call.has(3) ? call.sizes(3) : LongStream.range(0, starts.length).toArray();
    if (call.has(4) && Arrays.stream(call.sizes(4)).anyMatch(step -> step != 1)) {
      throw call.unsupported("leaves values out");
    }
    if (call.value(0) instanceof Sizes sizes) {
      long[] numbers = sizes.numbers();
      return new Sizes(
          Arrays.copyOfRange(
              numbers,
              (int) within(starts[0], numbers.length),
              (int) within(ends[0], numbers.length)),
          false);
    }
    NDArray x = call.tensor(0);
    int rank = x.getShape().dimension();
    for (int i = 0; i < axes.length; i++) {
      int axis = (int) (axes[i] < 0 ? axes[i] + rank : axes[i]);
      long size = x.getShape().get(axis);
      x = x.get(":,".repeat(axis) + within(starts[i], size) + ":" + within(ends[i], size));
    }
    return new Tensor(x);
  }

  private static long within(long place, long size) {
    return Math.max(0, Math.min(place < 0 ? place + size : place, size));
  }

  private static Operand sameNumbers(Call call) {
    if (call.value(0) instanceof Sizes sizes) {
      return new Sizes(sizes.numbers(), call.node().getOpType().equals("Squeeze"));
    }
    throw call.unsupported("changes the axes of a picture");
  }
}
