package dev.katong.forge.fit;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.forge.onnx.Tensors;
import java.util.Optional;

/**
 * The numbers of a constant tensor.
 *
 * @param values in the order of the axes, the last one fastest
 * @param dims the lengths of the axes
 */
record Weights(float[] values, long... dims) {

  /** The float numbers of a constant; none if it is of another type. */
  static Optional<Weights> of(TensorProto tensor) {
    return Tensors.isFloat(tensor)
        ? Optional.of(new Weights(Tensors.floats(tensor), Tensors.dims(tensor)))
        : Optional.empty();
  }

  int dim(int axis) {
    return Math.toIntExact(dims[axis]);
  }

  /** The number that all values are; none if they differ or there is none. */
  Optional<Float> only() {
    for (float value : values) {
      if (value != values[0]) {
        return Optional.empty();
      }
    }
    return values.length == 0 ? Optional.empty() : Optional.of(values[0]);
  }

  TensorProto tensor() {
    return Tensors.floats(values, dims);
  }
}
