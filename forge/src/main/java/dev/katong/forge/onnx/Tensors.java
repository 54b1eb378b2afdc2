package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Constant tensors of ONNX graphs, written as raw little-endian bytes. */
public final class Tensors {
  private Tensors() {}

  /** A float tensor without a name; the product of {@code dims} is the number of values. */
  public static TensorProto floats(float[] values, long... dims) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return tensor(DataType.FLOAT, ByteString.copyFrom(bytes), dims);
  }

  /** An int32 tensor without a name; the product of {@code dims} is the number of values. */
  public static TensorProto int32s(int[] values, long... dims) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return tensor(DataType.INT32, ByteString.copyFrom(bytes), dims);
  }

  /** An int64 tensor without a name; the product of {@code dims} is the number of values. */
  public static TensorProto int64s(long[] values, long... dims) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return tensor(DataType.INT64, ByteString.copyFrom(bytes), dims);
  }

  /** A tensor of one byte per value, such as uint8 or bool. */
  public static TensorProto bytes(DataType type, byte[] values, long... dims) {
    return tensor(type, ByteString.copyFrom(values), dims);
  }

  /** The values of a float tensor, in its own order. */
  public static float[] floats(TensorProto tensor) {
    if (tensor.getDataType() != DataType.FLOAT.getNumber()) {
      throw new IllegalArgumentException(tensor.getName() + " holds no floats");
    }
    float[] values = new float[Math.toIntExact(elements(tensor))];
    if (tensor.hasRawData()) {
      tensor
          .getRawData()
          .asReadOnlyByteBuffer()
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(values);
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getFloatData(i);
      }
    }
    return values;
  }

  /** The number of values of a tensor, 1 for a scalar. */
  public static long elements(TensorProto tensor) {
    return tensor.getDimsList().stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
  }

  private static TensorProto tensor(DataType type, ByteString bytes, long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDataType(type.getNumber()).setRawData(bytes);
    long elements = 1;
    for (long dim : dims) {
      tensor.addDims(dim);
      elements *= dim;
    }
    int size =
        type == DataType.FLOAT || type == DataType.INT32 ? 4 : type == DataType.INT64 ? 8 : 1;
    if (elements * size != bytes.size()) {
      throw new IllegalArgumentException(
          "%d bytes for %d elements of %s".formatted(bytes.size(), elements, type));
    }
    return tensor.build();
  }
}
