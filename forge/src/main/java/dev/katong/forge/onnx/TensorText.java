package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tensors' types in words, such as {@code uint8[N,H,W,3]}. */
public final class TensorText {
  private TensorText() {}

  public static String named(ValueInfoProto tensor) {
    return "'" + tensor.getName() + "' " + type(tensor);
  }

  /** Element type and shape; a length without value or name is {@code ?}. */
  public static String type(ValueInfoProto tensor) {
    TypeProto.Tensor type = tensor.getType().getTensorType();
    String element = element(DataType.forNumber(type.getElemType()));
    if (!type.hasShape()) {
      return element + "[...]";
    }
    return type.getShape().getDimList().stream()
        .map(TensorText::length)
        .collect(Collectors.joining(",", element + "[", "]"));
  }

  private static String element(DataType type) {
    return switch (type) {
      case FLOAT -> "float32";
      case DOUBLE -> "float64";
      default -> type.name().toLowerCase(Locale.ROOT);
    };
  }

  private static String length(Dimension dim) {
    if (dim.hasDimValue()) {
      return Long.toString(dim.getDimValue());
    }
    return dim.getDimParam().isEmpty() ? "?" : dim.getDimParam();
  }
}
