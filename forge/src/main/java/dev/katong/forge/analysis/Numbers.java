package dev.katong.forge.analysis;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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
    long size = constant.getDimsList().stream().reduce(1L, (a, b) -> a * b);
    if (size > MOST || constant.getDimsCount() > 1) {
      return Optional.empty();
    }
    DataType type = DataType.forNumber(constant.getDataType());
    if (type != DataType.INT64 && type != DataType.INT32 && type != DataType.FLOAT) {
      return Optional.empty();
    }
    double[] values = new double[(int) size];
    ByteBuffer raw = constant.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    boolean isRaw = constant.hasRawData();
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case INT64 -> isRaw ? raw.getLong() : constant.getInt64Data(i);
            case INT32 -> isRaw ? raw.getInt() : constant.getInt32Data(i);
            default -> isRaw ? raw.getFloat() : constant.getFloatData(i);
          };
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
