package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl;
import dev.katong.forge.tensorflow.value.Dim;
import dev.katong.forge.tensorflow.value.Floats;
import dev.katong.forge.tensorflow.value.Integers;
import dev.katong.forge.tensorflow.value.Known;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/** Reads TensorFlow's constants in all their encodings, and its element types. */
final class TensorContents {
  private TensorContents() {}

  /**
   * The ONNX type in which Katong computes a TensorFlow type: floats as float, integers as int64.
   */
  static OnnxMl.TensorProto.DataType type(DataType type) {
    return switch (type) {
      case DT_FLOAT, DT_HALF, DT_BFLOAT16, DT_DOUBLE -> OnnxMl.TensorProto.DataType.FLOAT;
      case DT_INT32, DT_INT64 -> OnnxMl.TensorProto.DataType.INT64;
      case DT_UINT8 -> OnnxMl.TensorProto.DataType.UINT8;
      case DT_BOOL -> OnnxMl.TensorProto.DataType.BOOL;
      default -> throw new UnsupportedForm("of element type " + type);
    };
  }

  static Known read(TensorProto tensor) {
    List<Integer> dims =
        tensor.getTensorShape().getDimList().stream()
            .map(dim -> Math.toIntExact(dim.getSize()))
            .toList();
    int size = Known.product(dims);
    ByteBuffer bytes =
        tensor.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.hasRemaining() && bytes.remaining() != (long) size * width(tensor.getDtype())) {
      throw new UnsupportedForm(
          "whose %d bytes do not fit its shape %s".formatted(bytes.remaining(), Known.text(dims)));
    }
    OnnxMl.TensorProto.DataType type = type(tensor.getDtype());
    if (type == OnnxMl.TensorProto.DataType.FLOAT) {
      float[] data = new float[size];
      for (int i = 0; i < size; i++) {
        data[i] =
            (float)
                (bytes.hasRemaining() ? packed(tensor, bytes, i) : listed(tensor, i)).doubleValue();
      }
      return new Floats(dims, data);
    }
    IntFunction<Number> element =
        bytes.hasRemaining() ? i -> packed(tensor, bytes, i) : i -> listed(tensor, i);
    return new Integers(
        type,
        dims,
        IntStream.range(0, size).mapToObj(i -> Dim.of(element.apply(i).longValue())).toList());
  }

  private static int width(DataType type) {
    return switch (type) {
      case DT_DOUBLE, DT_INT64 -> 8;
      case DT_HALF, DT_BFLOAT16 -> 2;
      case DT_UINT8, DT_BOOL -> 1;
      default -> 4;
    };
  }

  private static Number packed(TensorProto tensor, ByteBuffer bytes, int i) {
    return switch (tensor.getDtype()) {
      case DT_FLOAT -> bytes.getFloat(4 * i);
      case DT_DOUBLE -> bytes.getDouble(8 * i);
      case DT_HALF -> half(bytes.getShort(2 * i));
      case DT_BFLOAT16 -> Float.intBitsToFloat(bytes.getShort(2 * i) << 16);
      case DT_INT32 -> bytes.getInt(4 * i);
      case DT_INT64 -> bytes.getLong(8 * i);
      default -> bytes.get(i) & 0xff;
    };
  }

  private static Number listed(TensorProto tensor, int i) {
    return switch (tensor.getDtype()) {
      case DT_FLOAT -> at(tensor.getFloatValList(), i);
      case DT_DOUBLE -> at(tensor.getDoubleValList(), i);
      case DT_HALF -> half(at(tensor.getHalfValList(), i).shortValue());
      case DT_BFLOAT16 -> Float.intBitsToFloat(at(tensor.getHalfValList(), i).intValue() << 16);
      case DT_INT64 -> at(tensor.getInt64ValList(), i);
      case DT_BOOL ->
          !tensor.getBoolValList().isEmpty() && bool(tensor.getBoolValList(), i) ? 1 : 0;
      default -> at(tensor.getIntValList(), i);
    };
  }

  /** A list shorter than the tensor repeats its last value; an empty one is all zeros. */
  private static Number at(List<? extends Number> values, int i) {
    return values.isEmpty() ? 0 : values.get(Math.min(i, values.size() - 1));
  }

  private static boolean bool(List<Boolean> values, int i) {
    return values.get(Math.min(i, values.size() - 1));
  }

  /** The value of an IEEE 754 half; Java has this itself only from 20 on. */
  private static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 31 -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> (1024 + fraction) * (float) Math.pow(2, exponent - 25);
        };
    return bits < 0 ? -magnitude : magnitude;
  }
}
