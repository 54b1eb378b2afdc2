package dev.katong.forge.half;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.platform.Fp16Conversions;
import dev.katong.forge.onnx.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Constants of a graph in 32 and in 16 bits (IEEE 754 binary16). */
final class HalfConstant {
  /** The largest number of 16 bits. */
  private static final float LARGEST = 65504;

  private HalfConstant() {}

  /** The same numbers, rounded; none if one is too large. */
  static Optional<TensorProto> halved(TensorProto floats) {
    float[] values = Tensors.floats(floats);
    ByteBuffer halves = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      if (!(Math.abs(value) <= LARGEST)) {
        return Optional.empty();
      }
      halves.putShort(Fp16Conversions.floatToFp16(value));
    }
    return Optional.of(of(floats, DataType.FLOAT16, halves));
  }

  /** The same numbers in 32 bits. */
  static TensorProto widened(TensorProto halves) {
    ByteBuffer bytes = Tensors.bytes(halves);
    ByteBuffer floats = ByteBuffer.allocate(2 * bytes.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      floats.putFloat(Fp16Conversions.fp16ToFloat(bytes.getShort()));
    }
    return of(halves, DataType.FLOAT, floats);
  }

  private static TensorProto of(TensorProto same, DataType type, ByteBuffer bytes) {
    return Tensors.withBytes(same, bytes.flip()).toBuilder().setDataType(type.getNumber()).build();
  }
}
