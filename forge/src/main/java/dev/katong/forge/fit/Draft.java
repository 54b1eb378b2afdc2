package dev.katong.forge.fit;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.katong.forge.onnx.CanonicalForm;
import dev.katong.forge.onnx.FreeNames;
import dev.katong.forge.onnx.Graph;
import dev.katong.forge.onnx.Node;
import dev.katong.forge.onnx.TensorNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network's graph while it is changed. Nodes are kept in the order of computation; what a change
 * leaves without use goes when the draft is finished.
 */
final class Draft {
  private final ModelProto model;
  private final List<NodeProto> nodes;
  private final Map<String, TensorProto> constants = new LinkedHashMap<>();
  private final Map<TensorProto, String> shared = new HashMap<>();
  private final Graph given;
  private final FreeNames names;
  private final FreeNames nodeNames;

  Draft(ModelProto model) {
    this.model = model;
    GraphProto graph = model.getGraph();
    given = new Graph(model);
    nodes = new ArrayList<>(graph.getNodeList());
    for (TensorProto constant : graph.getInitializerList()) {
      if (!given.isInput(constant.getName())) {
        constants.put(constant.getName(), constant);
        shared.putIfAbsent(constant.toBuilder().clearName().build(), constant.getName());
      }
    }
    names = new FreeNames(TensorNames.in(graph));
    nodeNames = new FreeNames(nodes.stream().map(NodeProto::getName).toList());
  }

  /** True if a network can be changed: it holds no graphs inside nodes, as loops do. */
  static boolean canChange(ModelProto model) {
    return model.getGraph().getNodeList().stream().noneMatch(node -> new Node(node).hasGraphs());
  }

  /** The nodes as they are now, in the order of computation. */
  List<NodeProto> nodes() {
    return List.copyOf(nodes);
  }

  /** The nodes of one operator. */
  List<NodeProto> nodes(String operator) {
    return nodes.stream().filter(node -> node.getOpType().equals(operator)).toList();
  }

  /** The node that gives a tensor; none for inputs and constants. */
  Optional<NodeProto> producer(String tensor) {
    return tensor.isEmpty()
        ? Optional.empty()
        : nodes.stream().filter(node -> node.getOutputList().contains(tensor)).findFirst();
  }

  /** The node that gives a tensor, if it is one of an operator. */
  Optional<NodeProto> producer(String tensor, String operator) {
    return producer(tensor).filter(node -> node.getOpType().equals(operator));
  }

  /** The nodes that read a tensor. */
  List<NodeProto> consumers(String tensor) {
    return nodes.stream().filter(node -> node.getInputList().contains(tensor)).toList();
  }

  /** True if a tensor is an output of the graph. */
  boolean isOutput(String tensor) {
    return given.isOutput(tensor);
  }

  /** The value of a tensor that is the same at all runs. */
  Optional<TensorProto> constant(String tensor) {
    return Optional.ofNullable(constants.get(tensor));
  }

  /** The float values of a tensor that is the same at all runs. */
  Optional<Weights> weights(NodeProto node, int input) {
    return input < node.getInputCount()
        ? constant(node.getInput(input)).flatMap(Weights::of)
        : Optional.empty();
  }

  /** Adds a constant; an equal one that is there already is used instead. */
  String add(String wanted, TensorProto tensor) {
    return shared.computeIfAbsent(
        tensor.toBuilder().clearName().build(),
        key -> {
          String name = names.of(wanted);
          constants.put(name, key.toBuilder().setName(name).build());
          return name;
        });
  }

  /**
   * Adds a node of one output.
   *
   * @param before the node before which it is computed
   * @param wanted the name that it and its output get if it is free
   * @return the name of the output
   */
  String add(
      NodeProto before,
      String operator,
      String wanted,
      List<String> inputs,
      AttributeProto... attributes) {
    String output = names.of(wanted);
    nodes.add(
        place(before),
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(nodeNames.of(output))
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes))
            .build());
    return output;
  }

  /** Has all that read a tensor, the graph's outputs included, read another one instead. */
  void replace(String tensor, String by) {
    if (isOutput(tensor)) {
      // An output's name is fixed, so the new tensor takes it.
      String aside = names.of(tensor + "/replaced");
      rename(tensor, aside, true);
      rename(by, tensor, true);
    } else {
      rename(tensor, by, false);
    }
  }

  private void rename(String tensor, String to, boolean outputsToo) {
    for (int i = 0; i < nodes.size(); i++) {
      NodeProto node = nodes.get(i);
      if (node.getInputList().contains(tensor) || node.getOutputList().contains(tensor)) {
        nodes.set(i, renamed(node, tensor, to, outputsToo));
      }
    }
  }

  /** A node that reads (and gives) one tensor under another name. */
  static NodeProto renamed(NodeProto node, String tensor, String to, boolean outputsToo) {
    NodeProto.Builder changed = node.toBuilder();
    for (int i = 0; i < node.getInputCount(); i++) {
      if (node.getInput(i).equals(tensor)) {
        changed.setInput(i, to);
      }
    }
    for (int i = 0; outputsToo && i < node.getOutputCount(); i++) {
      if (node.getOutput(i).equals(tensor)) {
        changed.setOutput(i, to);
      }
    }
    return changed.build();
  }

  /** Replaces a node by a changed one of the same outputs. */
  void change(NodeProto node, NodeProto changed) {
    nodes.set(place(node), changed);
  }

  private int place(NodeProto node) {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).getOutput(0).equals(node.getOutput(0))) {
        return i;
      }
    }
    throw new IllegalArgumentException("no node of the graph gives " + node.getOutput(0));
  }

  /** The network without what no output needs, its nodes in an order that can be computed. */
  ModelProto finished() {
    GraphProto graph = model.getGraph();
    Set<String> needed =
        CanonicalForm.needed(
            nodes, graph.getOutputList().stream().map(ValueInfoProto::getName).toList());
    List<NodeProto> kept =
        nodes.stream()
            .filter(node -> node.getOutputList().stream().anyMatch(needed::contains))
            .toList();
    GraphProto.Builder finished =
        graph.toBuilder()
            .clearNode()
            .clearInitializer()
            .clearValueInfo()
            .addAllNode(CanonicalForm.ordered(kept));
    graph.getInitializerList().stream()
        .filter(constant -> given.isInput(constant.getName()))
        .forEach(finished::addInitializer);
    constants.values().stream()
        .filter(constant -> needed.contains(constant.getName()))
        .forEach(finished::addInitializer);
    return model.toBuilder().setGraph(finished).build();
  }
}
