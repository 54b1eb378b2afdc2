package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The tensor names of a graph, those inside the bodies of its loops and conditions included. */
public final class TensorNames {
  private TensorNames() {}

  /** Every name that the graph defines or mentions. */
  public static Set<String> in(GraphProto graph) {
    Set<String> names = new LinkedHashSet<>();
    graph.getInputList().forEach(input -> names.add(input.getName()));
    graph.getOutputList().forEach(output -> names.add(output.getName()));
    graph.getInitializerList().forEach(initializer -> names.add(initializer.getName()));
    graph.getSparseInitializerList().forEach(sparse -> names.add(sparse.getValues().getName()));
    for (NodeProto node : graph.getNodeList()) {
      names.addAll(node.getOutputList());
      names.addAll(consumedBy(node));
    }
    return names;
  }

  /**
   * The tensors that a node reads: its inputs, and all that the graphs in its attributes mention.
   */
  public static Set<String> consumedBy(NodeProto node) {
    Set<String> names = new LinkedHashSet<>(node.getInputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        names.addAll(in(attribute.getG()));
      }
      attribute.getGraphsList().forEach(body -> names.addAll(in(body)));
    }
    names.remove("");
    return names;
  }

  /** The graph with some tensors under other names, everywhere. */
  public static GraphProto renamed(GraphProto graph, Map<String, String> names) {
    GraphProto.Builder renamed = graph.toBuilder();
    renamed.getInputBuilderList().forEach(input -> rename(input, names));
    renamed.getOutputBuilderList().forEach(output -> rename(output, names));
    renamed.getValueInfoBuilderList().forEach(value -> rename(value, names));
    renamed
        .getInitializerBuilderList()
        .forEach(tensor -> tensor.setName(names.getOrDefault(tensor.getName(), tensor.getName())));
    for (NodeProto.Builder node : renamed.getNodeBuilderList()) {
      for (int i = 0; i < node.getInputCount(); i++) {
        node.setInput(i, names.getOrDefault(node.getInput(i), node.getInput(i)));
      }
      for (int i = 0; i < node.getOutputCount(); i++) {
        node.setOutput(i, names.getOrDefault(node.getOutput(i), node.getOutput(i)));
      }
      node.getAttributeBuilderList().forEach(attribute -> rename(attribute, names));
    }
    return renamed.build();
  }

  private static void rename(ValueInfoProto.Builder value, Map<String, String> names) {
    value.setName(names.getOrDefault(value.getName(), value.getName()));
  }

  private static void rename(AttributeProto.Builder attribute, Map<String, String> names) {
    if (attribute.hasG()) {
      attribute.setG(renamed(attribute.getG(), names));
    }
    for (int i = 0; i < attribute.getGraphsCount(); i++) {
      attribute.setGraphs(i, renamed(attribute.getGraphs(i), names));
    }
  }
}
