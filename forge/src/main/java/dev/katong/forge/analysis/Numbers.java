package dev.katong.forge.analysis;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.forge.onnx.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The values of a small tensor at all sizes of the probe: a scalar, or a vector of few numbers,
 * such as a shape or the scales of a resizing.
 *
 * @param seen by size of the probe, the numbers
 */
record Numbers(List<double[]> seen) {
  /** Longer tensors are no shapes. */
  static final int MOST = 64;

  Numbers {
    seen = List.copyOf(seen);
  }

  /** The values of a constant of the graph, if it is small and of a type that shapes have. */
  static Optional<Numbers> of(TensorProto constant) {
    if (Tensors.elements(constant) > MOST || constant.getDimsCount() > 1) {
      return Optional.empty();
    }
    double[] values;
    if (Tensors.isInteger(constant)) {
      values = Arrays.stream(Tensors.integers(constant)).asDoubleStream().toArray();
    } else if (Tensors.isFloat(constant)) {
      float[] floats = Tensors.floats(constant);
      values = IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
    } else {
      return Optional.empty();
    }
    List<double[]> seen = new ArrayList<>();
    for (int i = 0; i < Amount.FRAMES.length; i++) {
      seen.add(values);
    }
    return Optional.of(new Numbers(seen));
  }

  int size() {
    return seen.get(0).length;
  }

  /** True if the numbers are the same at all sizes of the frame. */
  boolean areConstant() {
    return seen.stream().allMatch(values -> Arrays.equals(values, seen.get(0)));
  }

  /** True if number {@code i} is the same at all sizes of the frame. */
  boolean isConstant(int i) {
    return seen.stream().allMatch(values -> values.length > i && values[i] == at(i));
  }

  /** A number at the probe's first size. */
  double at(int i) {
    return seen.get(0)[i];
  }

  /** The same as a whole number. */
  long whole(int i) {
    return (long) at(i);
  }

  /** All as whole numbers. */
  List<Long> whole() {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      all.add(whole(i));
    }
    return all;
  }
}
