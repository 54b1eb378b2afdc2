package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An index of a network's graph: which node gives a tensor, which nodes take it, and which tensors
 * are constant. The network is not changed; {@link CanonicalForm} says in which form its nodes and
 * weights are easiest to work on.
 */
public final class Graph {
  private final ModelProto model;
  private final Map<String, NodeProto> producers = new HashMap<>();
  private final Map<String, List<NodeProto>> consumers = new HashMap<>();
  private final Map<String, TensorProto> constants = new HashMap<>();
  private final Set<String> inputs = new HashSet<>();
  private final Set<String> outputs = new HashSet<>();

  public Graph(ModelProto model) {
    this.model = model;
    GraphProto graph = model.getGraph();
    graph.getInputList().forEach(input -> inputs.add(input.getName()));
    graph.getOutputList().forEach(output -> outputs.add(output.getName()));
    for (TensorProto constant : graph.getInitializerList()) {
      // An initializer that is an input too may be given another value at a run.
      if (!inputs.contains(constant.getName())) {
        constants.put(constant.getName(), constant);
      }
    }
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(output -> producers.put(output, node));
      for (String tensor : TensorNames.consumedBy(node)) {
        consumers.computeIfAbsent(tensor, key -> new ArrayList<>()).add(node);
      }
      CanonicalForm.constant(node).ifPresent(value -> constants.put(value.getName(), value));
    }
  }

  /** The version of ONNX's own operators that a network uses. */
  public static long opset(ModelProto model) {
    return model.getOpsetImportList().stream()
        .filter(set -> Node.isStandard(set.getDomain()))
        .mapToLong(OperatorSetIdProto::getVersion)
        .findFirst()
        .orElse(0);
  }

  public ModelProto model() {
    return model;
  }

  /** The nodes in the order in which the network lists them. */
  public List<NodeProto> nodes() {
    return model.getGraph().getNodeList();
  }

  /** The node that gives a tensor; null for inputs, initializers and the empty name. */
  public @Nullable NodeProto producer(String tensor) {
    return producers.get(tensor);
  }

  /** The nodes that take a tensor, those included whose inner graphs take it. */
  public List<NodeProto> consumers(String tensor) {
    return consumers.getOrDefault(tensor, List.of());
  }

  public boolean isInput(String tensor) {
    return inputs.contains(tensor);
  }

  public boolean isOutput(String tensor) {
    return outputs.contains(tensor);
  }

  /** The value of a tensor that is the same in all runs: an initializer or a Constant node's. */
  public Optional<TensorProto> constant(String tensor) {
    return Optional.ofNullable(constants.get(tensor));
  }

  /** The value of a tensor of 32-bit floats that is the same in all runs. */
  public Optional<TensorProto> floats(String tensor) {
    return constant(tensor).filter(Tensors::isFloat);
  }
}
