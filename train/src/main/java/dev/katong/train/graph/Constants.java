package dev.katong.train.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.KatongException.BadModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The numbers of a graph's constants. */
final class Constants {
  private Constants() {}

  static float[] floats(TensorProto tensor) {
    if (tensor.getDataType() != DataType.FLOAT_VALUE) {
      throw new BadModel(
          "the constant '%s' holds no 32-bit floats; networks are trained before their precision is changed"
              .formatted(tensor.getName()));
    }
    if (tensor.hasRawData()) {
      float[] values = new float[tensor.getRawData().size() / Float.BYTES];
      littleEndian(tensor).asFloatBuffer().get(values);
      return values;
    }
    float[] values = new float[tensor.getFloatDataCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.getFloatData(i);
    }
    return values;
  }

  static boolean areSizes(TensorProto tensor) {
    return tensor.getDataType() == DataType.INT64_VALUE;
  }

  static long[] sizes(TensorProto tensor) {
    if (tensor.hasRawData()) {
      long[] values = new long[tensor.getRawData().size() / Long.BYTES];
      littleEndian(tensor).asLongBuffer().get(values);
      return values;
    }
    return tensor.getInt64DataList().stream().mapToLong(Long::longValue).toArray();
  }

  private static ByteBuffer littleEndian(TensorProto tensor) {
    return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }
}
