package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import dev.katong.KatongException.BadModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads constant tensors of ONNX graphs in all their forms, and writes them as raw bytes. */
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

  public static boolean isFloat(TensorProto tensor) {
    return tensor.getDataType() == DataType.FLOAT_VALUE;
  }

  public static boolean isInteger(TensorProto tensor) {
    return tensor.getDataType() == DataType.INT64_VALUE
        || tensor.getDataType() == DataType.INT32_VALUE;
  }

  /**
   * The values of a float tensor, in its own order.
   *
   * @throws BadModel if it is of another type, or stored in another file
   */
  public static float[] floats(TensorProto tensor) {
    if (!isFloat(tensor)) {
      throw new BadModel(
          "the constant '%s' holds no 32-bit floats; change a network before its precision is changed"
              .formatted(tensor.getName()));
    }
    ByteBuffer bytes = bytes(tensor);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /**
   * The values of an int64 or int32 tensor.
   *
   * @throws BadModel if it is of another type, or stored in another file
   */
  public static long[] integers(TensorProto tensor) {
    if (!isInteger(tensor)) {
      throw new BadModel("the constant '%s' holds no integers".formatted(tensor.getName()));
    }
    ByteBuffer bytes = bytes(tensor);
    boolean isLong = tensor.getDataType() == DataType.INT64_VALUE;
    long[] values = new long[bytes.remaining() / (isLong ? Long.BYTES : Integer.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = isLong ? bytes.getLong() : bytes.getInt();
    }
    return values;
  }

  /** The tensor with other values, floats. */
  public static TensorProto withFloats(TensorProto tensor, float[] values) {
    ByteBuffer bytes = littleEndian(Float.BYTES * values.length);
    bytes.asFloatBuffer().put(values);
    return withBytes(tensor, bytes);
  }

  /** The tensor with other values of its own type, int64 or int32. */
  public static TensorProto withIntegers(TensorProto tensor, long[] values) {
    boolean isLong = tensor.getDataType() == DataType.INT64_VALUE;
    ByteBuffer bytes = littleEndian((isLong ? Long.BYTES : Integer.BYTES) * values.length);
    for (long value : values) {
      if (isLong) {
        bytes.putLong(value);
      } else {
        bytes.putInt((int) value);
      }
    }
    return withBytes(tensor, bytes.flip());
  }

  /** The tensor with other bytes, little-endian, of the type that it has. */
  public static TensorProto withBytes(TensorProto tensor, ByteBuffer bytes) {
    return tensor.toBuilder()
        .clearFloatData()
        .clearInt32Data()
        .clearInt64Data()
        .clearDoubleData()
        .clearUint64Data()
        .setRawData(ByteString.copyFrom(bytes))
        .build();
  }

  /** The tensor with only some positions along an axis, in their order. */
  public static TensorProto cut(TensorProto tensor, int axis, int[] kept) {
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
    return withBytes(tensor, left.flip()).toBuilder().setDims(axis, kept.length).build();
  }

  /**
   * The tensor's values as little-endian bytes, in whichever field they are stored.
   *
   * @throws BadModel if they are stored in another file, or are texts
   */
  public static ByteBuffer bytes(TensorProto tensor) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      throw new BadModel(
          "the weights '%s' are in another file; store the network in one"
              .formatted(tensor.getName()));
    }
    if (tensor.hasRawData()) {
      return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
    ByteBuffer bytes;
    switch (type(tensor)) {
      case FLOAT -> {
        bytes = littleEndian(Float.BYTES * tensor.getFloatDataCount());
        tensor.getFloatDataList().forEach(bytes::putFloat);
      }
      case DOUBLE -> {
        bytes = littleEndian(Double.BYTES * tensor.getDoubleDataCount());
        tensor.getDoubleDataList().forEach(bytes::putDouble);
      }
      case INT64 -> {
        bytes = littleEndian(Long.BYTES * tensor.getInt64DataCount());
        tensor.getInt64DataList().forEach(bytes::putLong);
      }
      case INT32 -> {
        bytes = littleEndian(Integer.BYTES * tensor.getInt32DataCount());
        tensor.getInt32DataList().forEach(bytes::putInt);
      }
      case FLOAT16, BFLOAT16, INT16, UINT16 -> {
        bytes = littleEndian(Short.BYTES * tensor.getInt32DataCount());
        tensor.getInt32DataList().forEach(value -> bytes.putShort(value.shortValue()));
      }
      case INT8, UINT8, BOOL -> {
        bytes = littleEndian(tensor.getInt32DataCount());
        tensor.getInt32DataList().forEach(value -> bytes.put(value.byteValue()));
      }
      default ->
          throw new BadModel(
              "the constant '%s' is of a type that cannot be changed".formatted(tensor.getName()));
    }
    return bytes.flip();
  }

  public static DataType type(TensorProto tensor) {
    DataType type = DataType.forNumber(tensor.getDataType());
    return type == null ? DataType.UNDEFINED : type;
  }

  /** The lengths of the tensor's axes; none for a scalar. */
  public static long[] dims(TensorProto tensor) {
    return tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
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
