package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;

/** Nodes of which each takes the one before; the last gets a given name. */
final class NodeChain {
  private record Link(
      String op, String name, List<String> operands, AttributeProto... attributes) {}

  private final GraphBuilder graph;
  private final String prefix;
  private final List<Link> links = new ArrayList<>();

  NodeChain(GraphBuilder graph, String prefix) {
    this.graph = graph;
    this.prefix = prefix;
  }

  void transpose(String name, long... permutation) {
    links.add(new Link("Transpose", name, List.of(), Attributes.list("perm", permutation)));
  }

  void gather(String name, int axis, long... indices) {
    String operand = graph.vector(prefix + name + "/order", indices);
    links.add(new Link("Gather", name, List.of(operand), Attributes.of("axis", axis)));
  }

  void cast(String name, DataType type) {
    links.add(new Link("Cast", name, List.of(), Attributes.of("to", type.getNumber())));
  }

  void arithmetic(String op, String name, float operand) {
    links.add(new Link(op, name, List.of(graph.scalar(prefix + name + "/by", operand))));
  }

  /** An operation with a constant tensor as the second operand. */
  void with(String op, String name, TensorProto operand) {
    links.add(new Link(op, name, List.of(graph.constant(prefix + name + "/by", operand))));
  }

  /** Adds the nodes from {@code input} to {@code output}, a name that was taken before. */
  void write(String input, String output) {
    if (links.isEmpty()) {
      graph.nodeTo(output, "Identity", List.of(input));
    }
    String last = input;
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get(i);
      String name = i == links.size() - 1 ? output : graph.freeName(prefix + link.name());
      List<String> inputs = new ArrayList<>(List.of(last));
      inputs.addAll(link.operands());
      graph.nodeTo(name, link.op(), inputs, link.attributes());
      last = name;
    }
  }
}
