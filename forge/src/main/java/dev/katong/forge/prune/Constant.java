package dev.katong.forge.prune;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import dev.katong.KatongException.BadModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads and cuts constants of a graph, in whichever way their numbers are stored. */
final class Constant {
  private Constant() {}

  /**
   * The numbers of a tensor of floats.
   *
   * @throws BadModel if it is of another type, or stored in another file
   */
  static float[] floats(TensorProto tensor) {
    if (tensor.getDataType() != DataType.FLOAT.getNumber()) {
      throw new BadModel(
          "the weights '%s' are not fp32; prune the network before its precision is changed"
              .formatted(tensor.getName()));
    }
    ByteBuffer bytes = bytes(tensor);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /** The numbers of a tensor of int64 or int32. */
  static long[] integers(TensorProto tensor) {
    ByteBuffer bytes = bytes(tensor);
    boolean isLong = tensor.getDataType() == DataType.INT64.getNumber();
    long[] values = new long[bytes.remaining() / (isLong ? Long.BYTES : Integer.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = isLong ? bytes.getLong() : bytes.getInt();
    }
    return values;
  }

  static boolean isInteger(TensorProto tensor) {
    return tensor.getDataType() == DataType.INT64.getNumber()
        || tensor.getDataType() == DataType.INT32.getNumber();
  }

  /** The tensor with other numbers of its own type, int64 or int32. */
  static TensorProto withIntegers(TensorProto tensor, long[] values) {
    boolean isLong = tensor.getDataType() == DataType.INT64.getNumber();
    int width = isLong ? Long.BYTES : Integer.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(width * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      if (isLong) {
        bytes.putLong(value);
      } else {
        bytes.putInt((int) value);
      }
    }
    return raw(tensor, bytes.flip());
  }

  /** The tensor with other numbers, floats. */
  static TensorProto withFloats(TensorProto tensor, float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return raw(tensor, bytes);
  }

  /** The tensor with only some positions along an axis, in their order. */
  static TensorProto cut(TensorProto tensor, int axis, int[] kept) {
    ByteBuffer bytes = bytes(tensor);
    long outer = 1;
    for (int i = 0; i < axis; i++) {
      outer *= tensor.getDims(i);
    }
    int length = Math.toIntExact(tensor.getDims(axis));
    int inner = Math.toIntExact(bytes.remaining() / (outer * length));
    ByteBuffer left = ByteBuffer.allocate(Math.toIntExact(outer * kept.length * inner));
    for (int block = 0; block < outer; block++) {
      for (int position : kept) {
        left.put(bytes.slice((block * length + position) * inner, inner));
      }
    }
    return raw(tensor, left.flip()).toBuilder().setDims(axis, kept.length).build();
  }

  private static TensorProto raw(TensorProto tensor, ByteBuffer bytes) {
    return tensor.toBuilder()
        .clearFloatData()
        .clearInt32Data()
        .clearInt64Data()
        .clearDoubleData()
        .clearUint64Data()
        .setRawData(ByteString.copyFrom(bytes))
        .build();
  }

  /** The tensor's numbers as raw data has them. */
  private static ByteBuffer bytes(TensorProto tensor) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      throw new BadModel(
          "the weights '%s' are in another file; store the network in one"
              .formatted(tensor.getName()));
    }
    if (tensor.hasRawData()) {
      return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
    ByteBuffer bytes;
    switch (DataType.forNumber(tensor.getDataType())) {
      case FLOAT -> {
        bytes = allocate(Float.BYTES * tensor.getFloatDataCount());
        tensor.getFloatDataList().forEach(bytes::putFloat);
      }
      case DOUBLE -> {
        bytes = allocate(Double.BYTES * tensor.getDoubleDataCount());
        tensor.getDoubleDataList().forEach(bytes::putDouble);
      }
      case INT64 -> {
        bytes = allocate(Long.BYTES * tensor.getInt64DataCount());
        tensor.getInt64DataList().forEach(bytes::putLong);
      }
      case INT32 -> {
        bytes = allocate(Integer.BYTES * tensor.getInt32DataCount());
        tensor.getInt32DataList().forEach(bytes::putInt);
      }
      case FLOAT16, BFLOAT16 -> {
        bytes = allocate(Short.BYTES * tensor.getInt32DataCount());
        tensor.getInt32DataList().forEach(value -> bytes.putShort(value.shortValue()));
      }
      default ->
          throw new BadModel(
              "the constant '%s' is of a type that cannot be pruned".formatted(tensor.getName()));
    }
    return bytes.flip();
  }

  private static ByteBuffer allocate(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
