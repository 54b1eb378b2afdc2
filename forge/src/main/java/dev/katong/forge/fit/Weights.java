package dev.katong.forge.fit;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Tensors;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
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
    if (tensor.getDataType() != DataType.FLOAT.getNumber()
        || tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      return Optional.empty();
    }
    float[] values = new float[Math.toIntExact(Tensors.elements(tensor))];
    FloatBuffer raw =
        tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.hasRawData() ? raw.get(i) : tensor.getFloatData(i);
    }
    return Optional.of(
        new Weights(values, tensor.getDimsList().stream().mapToLong(Long::longValue).toArray()));
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
