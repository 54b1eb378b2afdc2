package dev.katong.forge.half;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.FreeNames;
import dev.katong.forge.onnx.Graph;
import dev.katong.forge.onnx.TensorNames;
import dev.katong.forge.onnx.Tensors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a graph whose inner part computes in 16 bits: the nodes between the first and the last
 * layers that have weights. Tensors are cast once each way, where that part begins and ends.
 */
final class HalfGraph {
  private static final Set<String> LAYERS = Set.of("Conv", "ConvTranspose", "Gemm", "MatMul");

  /** Layers of fewer weights are filters, such as a box's. */
  private static final long LEAST_WEIGHTS = 256;

  private static final Set<String> ACTIVATIONS =
      Set.of(
          "Clip",
          "Elu",
          "HardSigmoid",
          "HardSwish",
          "LeakyRelu",
          "PRelu",
          "Relu",
          "Sigmoid",
          "Tanh");

  /** Operators that lose little in 16 bits. */
  private static final Set<String> OTHERS =
      Set.of(
          "Add",
          "AveragePool",
          "Concat",
          "DepthToSpace",
          "Flatten",
          "Identity",
          "MaxPool",
          "Mul",
          "Neg",
          "Pad",
          "Reshape",
          "Resize",
          "Slice",
          "SpaceToDepth",
          "Split",
          "Squeeze",
          "Sub",
          "Transpose",
          "Unsqueeze",
          "Upsample");

  /** By operator, the inputs that hold numbers of the picture or its weights; else all do. */
  private static final Map<String, Integer> VALUES =
      Map.of(
          "Resize",
          1,
          "Upsample",
          1,
          "Reshape",
          1,
          "Slice",
          1,
          "Split",
          1,
          "Squeeze",
          1,
          "Unsqueeze",
          1);

  private final Graph index;
  private final GraphProto graph;
  private final FreeNames names;

  /** Tensors that follow from a layer. */
  private final Set<String> afterLayer = new HashSet<>();

  /** Tensors from which a layer follows. */
  private final Set<String> beforeLayer = new HashSet<>();

  private final Set<NodeProto> halves = new LinkedHashSet<>();
  private final Set<String> halfTensors = new HashSet<>();

  private final Map<String, String> halved = new HashMap<>();
  private final Map<String, String> widened = new HashMap<>();
  private final List<NodeProto> written = new ArrayList<>();
  private final List<TensorProto> newConstants = new ArrayList<>();

  HalfGraph(ModelProto model) {
    this.index = new Graph(model);
    this.graph = model.getGraph();
    this.names = new FreeNames(TensorNames.in(graph));
    markLayers();
    for (NodeProto node : graph.getNodeList()) {
      if (isHalf(node)) {
        halves.add(node);
        halfTensors.addAll(node.getOutputList());
      }
    }
    dropPartsWithoutLayers();
  }

  /** Activations and sums among what stays in 32 bits are not worth the casts around them. */
  private void dropPartsWithoutLayers() {
    Set<String> worthIt = new HashSet<>();
    halves.stream().filter(this::isLayer).forEach(node -> reach(node, worthIt));
    halves.removeIf(node -> !worthIt.contains(node.getOutput(0)));
    halfTensors.retainAll(worthIt);
  }

  /** Adds all tensors in 16 bits that are joined with a node by nodes in 16 bits. */
  private void reach(NodeProto from, Set<String> reached) {
    Deque<NodeProto> waiting = new ArrayDeque<>(List.of(from));
    while (!waiting.isEmpty()) {
      NodeProto node = waiting.remove();
      if (reached.addAll(node.getOutputList())) {
        for (NodeProto other : halves) {
          if (other.getInputList().stream().anyMatch(node.getOutputList()::contains)
              || node.getInputList().stream().anyMatch(other.getOutputList()::contains)) {
            waiting.add(other);
          }
        }
      }
    }
  }

  private void markLayers() {
    for (NodeProto node : graph.getNodeList()) {
      if (isLayer(node) || node.getInputList().stream().anyMatch(afterLayer::contains)) {
        afterLayer.addAll(node.getOutputList());
      }
    }
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      NodeProto node = graph.getNode(i);
      if (isLayer(node) || node.getOutputList().stream().anyMatch(beforeLayer::contains)) {
        beforeLayer.addAll(node.getInputList());
      }
    }
  }

  private boolean isLayer(NodeProto node) {
    return LAYERS.contains(node.getOpType())
        && node.getInputList().stream()
            .flatMap(input -> index.constant(input).stream())
            .anyMatch(weights -> Tensors.elements(weights) >= LEAST_WEIGHTS);
  }

  /** True if a node lies between layers and can be computed in 16 bits. */
  private boolean isHalf(NodeProto node) {
    boolean isKnown =
        LAYERS.contains(node.getOpType())
            || ACTIVATIONS.contains(node.getOpType())
            || OTHERS.contains(node.getOpType());
    return isKnown
        && node.getOutputList().stream().anyMatch(beforeLayer::contains)
        && !endsLayer(node)
        && values(node).stream().allMatch(input -> afterLayer.contains(input) || canBeHalf(input))
        && values(node).stream().anyMatch(afterLayer::contains);
  }

  /** True if a node is the activation of a layer in 32 bits; engines compute the two at once. */
  private boolean endsLayer(NodeProto node) {
    NodeProto layer = index.producer(node.getInput(0));
    return ACTIVATIONS.contains(node.getOpType())
        && layer != null
        && isLayer(layer)
        && !halves.contains(layer);
  }

  private boolean canBeHalf(String tensor) {
    return index.floats(tensor).flatMap(HalfConstant::halved).isPresent();
  }

  /** The inputs of a node that hold numbers of the picture or its weights. */
  private static List<String> values(NodeProto node) {
    int count = VALUES.getOrDefault(node.getOpType(), node.getInputCount());
    List<String> values = new ArrayList<>(node.getInputList().subList(0, count));
    if (node.getOpType().equals("Pad") && values.size() > 1) {
      values.remove(1);
    }
    values.removeIf(String::isEmpty);
    return values;
  }

  GraphProto written() {
    for (NodeProto node : graph.getNodeList()) {
      written.add(halves.contains(node) ? half(node) : full(node));
    }
    Set<String> read = new HashSet<>();
    written.forEach(node -> read.addAll(node.getInputList()));
    GraphProto.Builder result =
        graph.toBuilder()
            .clearValueInfo()
            .clearNode()
            .addAllNode(written)
            .clearInitializer()
            .addAllInitializer(newConstants);
    graph.getInitializerList().stream()
        .filter(constant -> read.contains(constant.getName()) || index.isInput(constant.getName()))
        .forEach(result::addInitializer);
    return result.build();
  }

  private NodeProto half(NodeProto node) {
    List<String> values = values(node);
    NodeProto.Builder half = node.toBuilder();
    for (int i = 0; i < node.getInputCount(); i++) {
      String input = node.getInput(i);
      if (values.contains(input) && !halfTensors.contains(input)) {
        half.setInput(i, halved.computeIfAbsent(input, this::halve));
      }
    }
    return half.build();
  }

  private String halve(String tensor) {
    String half = names.of(tensor + "/half");
    Optional<TensorProto> constant = index.floats(tensor).flatMap(HalfConstant::halved);
    if (constant.isPresent()) {
      newConstants.add(constant.get().toBuilder().setName(half).build());
    } else {
      written.add(HalfPrecision.cast(tensor, half, DataType.FLOAT16));
    }
    return half;
  }

  private NodeProto full(NodeProto node) {
    // The shape of a tensor is the same in 16 bits.
    if (node.getOpType().equals("Shape")) {
      return node;
    }
    NodeProto.Builder full = node.toBuilder();
    for (int i = 0; i < node.getInputCount(); i++) {
      String input = node.getInput(i);
      if (halfTensors.contains(input)) {
        full.setInput(i, widened.computeIfAbsent(input, this::widen));
      }
    }
    return full.build();
  }

  private String widen(String tensor) {
    String wide = names.of(tensor + "/full");
    written.add(HalfPrecision.cast(tensor, wide, DataType.FLOAT));
    return wide;
  }
}
