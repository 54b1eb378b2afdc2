package dev.katong.forge.half;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.platform.Fp16Conversions;
import com.google.protobuf.ByteString;
import dev.katong.forge.onnx.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Constants of a graph in 32 and in 16 bits (IEEE 754 binary16). */
final class HalfConstant {
  /** The largest number of 16 bits. */
  private static final float LARGEST = 65504;

  private HalfConstant() {}

  static boolean isFloat(TensorProto tensor) {
    return tensor.getDataType() == DataType.FLOAT.getNumber()
        && tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL;
  }

  /** The same numbers, rounded; none if one is too large. */
  static Optional<TensorProto> halved(TensorProto floats) {
    int size = Math.toIntExact(Tensors.elements(floats));
    ByteBuffer raw = raw(floats);
    ByteBuffer halves = ByteBuffer.allocate(2 * size).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      float value = floats.hasRawData() ? raw.getFloat() : floats.getFloatData(i);
      if (!(Math.abs(value) <= LARGEST)) {
        return Optional.empty();
      }
      halves.putShort(Fp16Conversions.floatToFp16(value));
    }
    return Optional.of(of(floats, DataType.FLOAT16, halves));
  }

  /** The same numbers in 32 bits. */
  static TensorProto widened(TensorProto halves) {
    int size = Math.toIntExact(Tensors.elements(halves));
    ByteBuffer raw = raw(halves);
    ByteBuffer floats = ByteBuffer.allocate(4 * size).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      short value = halves.hasRawData() ? raw.getShort() : (short) halves.getInt32Data(i);
      floats.putFloat(Fp16Conversions.fp16ToFloat(value));
    }
    return of(halves, DataType.FLOAT, floats);
  }

  private static ByteBuffer raw(TensorProto tensor) {
    return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static TensorProto of(TensorProto same, DataType type, ByteBuffer bytes) {
    return same.toBuilder()
        .clearFloatData()
        .clearInt32Data()
        .setDataType(type.getNumber())
        .setRawData(ByteString.copyFrom(bytes.flip()))
        .build();
  }
}
