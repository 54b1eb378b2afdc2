package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A network in floating point: which node gives a tensor, which take it, and what is constant. */
final class FloatGraph {
  private final ModelProto model;
  private final Map<String, NodeProto> producers = new HashMap<>();
  private final Map<String, List<NodeProto>> consumers = new HashMap<>();
  private final Map<String, TensorProto> constants = new HashMap<>();

  FloatGraph(ModelProto model) {
    this.model = model;
    GraphProto graph = model.getGraph();
    graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(output -> producers.put(output, node));
      node.getInputList().stream()
          .distinct()
          .forEach(input -> consumers.computeIfAbsent(input, key -> new ArrayList<>()).add(node));
    }
  }

  ModelProto model() {
    return model;
  }

  /** The nodes in the order of computation. */
  List<NodeProto> nodes() {
    return model.getGraph().getNodeList();
  }

  /** The node that gives a tensor; null for inputs and constants. */
  @Nullable NodeProto producer(String tensor) {
    return producers.get(tensor);
  }

  /** The nodes that take a tensor. */
  List<NodeProto> consumers(String tensor) {
    return consumers.getOrDefault(tensor, List.of());
  }

  /** True if a tensor is the network's result. */
  boolean isOutput(String tensor) {
    return model.getGraph().getOutputList().stream().anyMatch(o -> o.getName().equals(tensor));
  }

  /** A constant of floats; empty for all else. */
  Optional<TensorProto> floats(String tensor) {
    return Optional.ofNullable(constants.get(tensor))
        .filter(constant -> constant.getDataType() == DataType.FLOAT.getNumber());
  }

  /** The value of a constant float of one element. */
  OptionalDouble scalar(String tensor) {
    Optional<TensorProto> constant = floats(tensor).filter(found -> Tensors.elements(found) == 1);
    return constant.isPresent()
        ? OptionalDouble.of(Tensors.floats(constant.get())[0])
        : OptionalDouble.empty();
  }

  static Optional<AttributeProto> attribute(NodeProto node, String name) {
    return node.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
  }

  static long integer(NodeProto node, String name, long otherwise) {
    return attribute(node, name).map(AttributeProto::getI).orElse(otherwise);
  }

  static float number(NodeProto node, String name, float otherwise) {
    return attribute(node, name).map(AttributeProto::getF).orElse(otherwise);
  }

  /** The factor by which a ReLU or leaky ReLU multiplies numbers below 0. */
  static float slope(NodeProto activation) {
    return activation.getOpType().equals("Relu") ? 0 : number(activation, "alpha", 0.01f);
  }

  static String text(NodeProto node, String name, String otherwise) {
    return attribute(node, name).map(found -> found.getS().toStringUtf8()).orElse(otherwise);
  }

  /** A list of integers, empty where the node has none of that name. */
  static List<Long> integers(NodeProto node, String name) {
    return attribute(node, name).map(AttributeProto::getIntsList).orElse(List.of());
  }
}
