package dev.katong.forge.prune;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.forge.onnx.Tensors;
import java.util.Optional;

/** Puts the constants of a network in one place: its initializers. */
final class PlainConstants {
  private PlainConstants() {}

  /** The network with every Constant node of a tensor or of numbers as an initializer. */
  static ModelProto of(ModelProto model) {
    GraphProto.Builder graph = model.getGraph().toBuilder().clearNode();
    for (NodeProto node : model.getGraph().getNodeList()) {
      Optional<TensorProto> value = value(node);
      if (value.isPresent()) {
        graph.addInitializer(value.get().toBuilder().setName(node.getOutput(0)));
      } else {
        graph.addNode(node);
      }
    }
    return model.toBuilder().setGraph(graph).build();
  }

  private static Optional<TensorProto> value(NodeProto node) {
    if (!node.getOpType().equals("Constant") || node.getAttributeCount() != 1) {
      return Optional.empty();
    }
    var attribute = node.getAttribute(0);
    return switch (attribute.getName()) {
      case "value" -> Optional.of(attribute.getT());
      case "value_float" -> Optional.of(Tensors.floats(new float[] {attribute.getF()}));
      case "value_int" -> Optional.of(Tensors.int64s(new long[] {attribute.getI()}));
      case "value_floats" -> {
        float[] values = new float[attribute.getFloatsCount()];
        for (int i = 0; i < values.length; i++) {
          values[i] = attribute.getFloats(i);
        }
        yield Optional.of(Tensors.floats(values, values.length));
      }
      case "value_ints" -> {
        long[] values = attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
        yield Optional.of(Tensors.int64s(values, values.length));
      }
      default -> Optional.empty();
    };
  }
}
