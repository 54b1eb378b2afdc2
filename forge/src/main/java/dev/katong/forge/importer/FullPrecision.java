package dev.katong.forge.importer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.katong.forge.half.HalfPrecision;
import dev.katong.forge.onnx.Tensors;

/**
 * Networks that compute in 16 bits, written in 32: processors have next to no operations of 16
 * bits, and what makes networks smaller works on 32.
 */
final class FullPrecision {
  private FullPrecision() {}

  /** The network with 32 bits wherever it has 16. */
  static ModelProto of(ModelProto model) {
    return model.toBuilder().setGraph(widened(model.getGraph())).build();
  }

  private static GraphProto widened(GraphProto graph) {
    GraphProto.Builder wide = graph.toBuilder().clearValueInfo();
    wide.getInputBuilderList().forEach(FullPrecision::widen);
    wide.getOutputBuilderList().forEach(FullPrecision::widen);
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      wide.setInitializer(i, widened(graph.getInitializer(i)));
    }
    for (NodeProto.Builder node : wide.getNodeBuilderList()) {
      for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
        widen(attribute);
      }
    }
    return wide.build();
  }

  private static void widen(AttributeProto.Builder attribute) {
    boolean isType = attribute.getName().equals("to") || attribute.getName().equals("dtype");
    if (isType && attribute.getI() == DataType.FLOAT16_VALUE) {
      attribute.setI(DataType.FLOAT_VALUE);
    }
    if (attribute.hasT()) {
      attribute.setT(widened(attribute.getT()));
    }
    if (attribute.hasG()) {
      attribute.setG(widened(attribute.getG()));
    }
    for (int i = 0; i < attribute.getGraphsCount(); i++) {
      attribute.setGraphs(i, widened(attribute.getGraphs(i)));
    }
  }

  private static TensorProto widened(TensorProto tensor) {
    return Tensors.type(tensor) == DataType.FLOAT16 ? HalfPrecision.widened(tensor) : tensor;
  }

  private static void widen(ValueInfoProto.Builder value) {
    TypeProto.Tensor.Builder type = value.getTypeBuilder().getTensorTypeBuilder();
    if (type.getElemType() == DataType.FLOAT16_VALUE) {
      type.setElemType(DataType.FLOAT_VALUE);
    }
  }
}
