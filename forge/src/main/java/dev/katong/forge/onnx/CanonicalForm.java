package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.KatongException.BadModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/**
 * The form in which networks are worked on: nodes in an order that can be computed, and all
 * constants as initializers, none as Constant nodes. It computes the same.
 */
public final class CanonicalForm {
  private CanonicalForm() {}

  /**
   * Brings a network into the form; one that has it already is returned as it is.
   *
   * @throws BadModel if nodes take each other's results in a circle
   */
  public static ModelProto of(ModelProto model) {
    GraphProto graph = model.getGraph();
    GraphProto.Builder plain = graph.toBuilder().clearNode();
    for (NodeProto node : ordered(graph.getNodeList())) {
      Optional<TensorProto> value = constant(node);
      if (value.isPresent()) {
        plain.addInitializer(value.get());
      } else {
        plain.addNode(node);
      }
    }
    return plain.getNodeList().equals(graph.getNodeList())
        ? model
        : model.toBuilder().setGraph(plain).build();
  }

  /** The value of a Constant node, under the name of its output; empty for all other nodes. */
  static Optional<TensorProto> constant(NodeProto node) {
    if (!node.getOpType().equals("Constant") || node.getAttributeCount() != 1) {
      return Optional.empty();
    }
    AttributeProto attribute = node.getAttribute(0);
    Optional<TensorProto> value =
        switch (attribute.getName()) {
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
    return value.map(tensor -> tensor.toBuilder().setName(node.getOutput(0)).build());
  }

  /**
   * Nodes in an order that can be computed, each as early in the list as what it takes allows.
   *
   * @throws BadModel if nodes take each other's results in a circle
   */
  public static List<NodeProto> ordered(List<NodeProto> nodes) {
    Map<String, Integer> producers = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String output : nodes.get(i).getOutputList()) {
        if (!output.isEmpty()) {
          producers.put(output, i);
        }
      }
    }
    int[] missing = new int[nodes.size()];
    Map<Integer, List<Integer>> followers = new HashMap<>();
    for (int i = 0; i < missing.length; i++) {
      Set<Integer> needed = new HashSet<>();
      for (String tensor : TensorNames.consumedBy(nodes.get(i))) {
        Integer producer = producers.get(tensor);
        // A graph inside the node may use a name of its own that an output of the node has too.
        if (producer != null && producer != i) {
          needed.add(producer);
        }
      }
      missing[i] = needed.size();
      for (int producer : needed) {
        followers.computeIfAbsent(producer, key -> new ArrayList<>()).add(i);
      }
    }
    Queue<Integer> ready = new PriorityQueue<>();
    for (int i = 0; i < missing.length; i++) {
      if (missing[i] == 0) {
        ready.add(i);
      }
    }
    List<NodeProto> ordered = new ArrayList<>();
    while (!ready.isEmpty()) {
      int next = ready.remove();
      ordered.add(nodes.get(next));
      for (int follower : followers.getOrDefault(next, List.of())) {
        if (--missing[follower] == 0) {
          ready.add(follower);
        }
      }
    }
    if (ordered.size() < nodes.size()) {
      throw new BadModel("the network's nodes take each other's results in a circle");
    }
    return ordered;
  }

  /**
   * The nodes and constants of a graph that its outputs need.
   *
   * @param outputs names of tensors
   * @return the names of all tensors that are needed
   */
  public static Set<String> needed(List<NodeProto> nodes, List<String> outputs) {
    Map<String, NodeProto> producers = new HashMap<>();
    nodes.forEach(node -> node.getOutputList().forEach(output -> producers.put(output, node)));
    Set<String> needed = new HashSet<>();
    Deque<String> waiting = new ArrayDeque<>(outputs);
    while (!waiting.isEmpty()) {
      String tensor = waiting.remove();
      if (!tensor.isEmpty() && needed.add(tensor)) {
        NodeProto producer = producers.get(tensor);
        if (producer != null) {
          waiting.addAll(TensorNames.consumedBy(producer));
        }
      }
    }
    return needed;
  }
}
