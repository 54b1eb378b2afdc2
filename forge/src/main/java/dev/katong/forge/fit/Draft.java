package dev.katong.forge.fit;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A network's graph while it is changed. Nodes are kept in the order of computation; what a change
 * leaves without use goes when the draft is finished.
 */
final class Draft {
  private final ModelProto model;
  private final List<NodeProto> nodes;
  private final Map<String, TensorProto> constants = new LinkedHashMap<>();
  private final Map<TensorProto, String> shared = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> nodeNames = new HashSet<>();

  Draft(ModelProto model) {
    this.model = model;
    GraphProto graph = model.getGraph();
    nodes = new ArrayList<>(graph.getNodeList());
    Set<String> inputs = new HashSet<>();
    for (ValueInfoProto input : graph.getInputList()) {
      inputs.add(input.getName());
    }
    for (TensorProto constant : graph.getInitializerList()) {
      // What is an input too may be given another value at a run.
      if (!inputs.contains(constant.getName())) {
        constants.put(constant.getName(), constant);
        shared.putIfAbsent(constant.toBuilder().clearName().build(), constant.getName());
      }
      names.add(constant.getName());
    }
    names.addAll(inputs);
    for (NodeProto node : nodes) {
      names.addAll(node.getOutputList());
      nodeNames.add(node.getName());
    }
  }

  /** True if a network can be changed: it holds no graphs inside nodes, as loops do. */
  static boolean canChange(ModelProto model) {
    return model.getGraph().getNodeList().stream()
        .flatMap(node -> node.getAttributeList().stream())
        .noneMatch(attribute -> attribute.hasG() || attribute.getGraphsCount() > 0);
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
    return model.getGraph().getOutputList().stream()
        .anyMatch(output -> output.getName().equals(tensor));
  }

  /** The value of a tensor that is the same at all runs. */
  Optional<TensorProto> constant(String tensor) {
    TensorProto constant = constants.get(tensor);
    if (constant != null) {
      return Optional.of(constant);
    }
    return producer(tensor, "Constant")
        .flatMap(node -> attribute(node, "value"))
        .map(a -> a.getT());
  }

  /** The float values of a tensor that is the same at all runs. */
  Optional<Weights> weights(NodeProto node, int input) {
    return input < node.getInputCount()
        ? constant(node.getInput(input)).flatMap(Weights::of)
        : Optional.empty();
  }

  static Optional<AttributeProto> attribute(NodeProto node, String name) {
    return node.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
  }

  /** Adds a constant; an equal one that is there already is used instead. */
  String add(String wanted, TensorProto tensor) {
    return shared.computeIfAbsent(
        tensor.toBuilder().clearName().build(),
        key -> {
          String name = free(names, wanted);
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
    String output = free(names, wanted);
    nodes.add(
        place(before),
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(free(nodeNames, output))
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
      String aside = free(names, tensor + "/replaced");
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

  private static String free(Set<String> taken, String wanted) {
    String name = wanted;
    for (int i = 1; !taken.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  /** The network without what no output needs, its nodes in an order that can be computed. */
  ModelProto finished() {
    Map<String, NodeProto> producers = new HashMap<>();
    nodes.forEach(node -> node.getOutputList().forEach(output -> producers.put(output, node)));
    Set<String> needed = new HashSet<>();
    GraphProto graph = model.getGraph();
    graph.getOutputList().forEach(output -> need(output.getName(), producers, needed));
    GraphProto.Builder finished = graph.toBuilder().clearNode().clearInitializer().clearValueInfo();
    ordered(needed).forEach(finished::addNode);
    for (TensorProto constant : graph.getInitializerList()) {
      boolean isInput = !constants.containsKey(constant.getName());
      if (isInput) {
        finished.addInitializer(constant);
      }
    }
    constants.values().stream()
        .filter(constant -> needed.contains(constant.getName()))
        .forEach(finished::addInitializer);
    return model.toBuilder().setGraph(finished).build();
  }

  private static void need(String tensor, Map<String, NodeProto> producers, Set<String> needed) {
    if (!tensor.isEmpty() && needed.add(tensor)) {
      @Nullable NodeProto producer = producers.get(tensor);
      if (producer != null) {
        producer.getInputList().forEach(input -> need(input, producers, needed));
      }
    }
  }

  /** The needed nodes, each as early in the list as what it reads allows. */
  private List<NodeProto> ordered(Set<String> needed) {
    List<NodeProto> waiting = new ArrayList<>();
    Set<String> missing = new HashSet<>();
    for (NodeProto node : nodes) {
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        waiting.add(node);
        missing.addAll(node.getOutputList());
      }
    }
    List<NodeProto> ordered = new ArrayList<>();
    while (!waiting.isEmpty()) {
      NodeProto next =
          waiting.stream()
              .filter(node -> node.getInputList().stream().noneMatch(missing::contains))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("the graph reads its own results"));
      waiting.remove(next);
      missing.removeAll(next.getOutputList());
      ordered.add(next);
    }
    return ordered;
  }
}
