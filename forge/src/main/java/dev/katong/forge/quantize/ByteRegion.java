package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.katong.forge.onnx.Graph;
import dev.katong.forge.onnx.Node;
import dev.katong.forge.onnx.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The part of a network that is computed in bytes: its convolutions, but for those that are kept in
 * floating point, and what follows them value by value or enlarges their results.
 */
final class ByteRegion {
  /** A convolution of fewer input by output channels costs too little to be worth an error. */
  private static final int LEAST_CHANNEL_PAIRS = 64;

  /** The engine's fast kernel takes channels in fours. */
  private static final int CHANNEL_STEP = 4;

  private final Graph graph;
  private final Map<String, Convolution> convolutions = new LinkedHashMap<>();
  private final Map<String, Integer> channels = new LinkedHashMap<>();

  private final Set<String> inSigns;

  /**
   * The largest region without some convolutions.
   *
   * @param kept outputs of convolutions that stay in floating point
   * @param inSigns outputs of convolutions whose positive and negative parts are held apart
   */
  ByteRegion(Graph graph, Set<String> kept, Set<String> inSigns) {
    this.graph = graph;
    this.inSigns = Set.copyOf(inSigns);
    for (NodeProto node : graph.nodes()) {
      if (node.getOutputCount() != 1) {
        continue;
      }
      String output = node.getOutput(0);
      Optional<Convolution> convolution =
          Convolution.of(graph, node)
              .filter(found -> found.inputs() * found.outputs() >= LEAST_CHANNEL_PAIRS);
      if (convolution.isPresent() && !kept.contains(output)) {
        convolutions.put(output, convolution.get());
        channels.put(output, convolution.get().outputs());
      } else if (convolution.isEmpty() && follows(node)) {
        channels.put(output, channelsAfter(node));
      }
    }
  }

  private boolean follows(NodeProto node) {
    return switch (node.getOpType()) {
      case "LeakyRelu", "Relu", "DepthToSpace" -> isInside(node.getInput(0));
      case "Add" -> isInside(node.getInput(0)) && isInside(node.getInput(1));
      case "Resize" ->
          isInside(node.getInput(0))
              && channels(node.getInput(0)) % CHANNEL_STEP == 0
              && isEnlargement(node);
      default -> false;
    };
  }

  private int channelsAfter(NodeProto node) {
    long block =
        node.getOpType().equals("DepthToSpace") ? new Node(node).integer("blocksize", 1) : 1;
    return channels(node.getInput(0)) / (int) (block * block);
  }

  /** True if a Resize enlarges by 2 as {@link Upsampling} does. */
  private boolean isEnlargement(NodeProto resize) {
    if (resize.getInputCount() != 3
        || !new Node(resize).text("mode", "nearest").equals("linear")
        || !new Node(resize)
            .text("coordinate_transformation_mode", "half_pixel")
            .equals("asymmetric")) {
      return false;
    }
    return graph
        .floats(resize.getInput(2))
        .filter(scales -> Arrays.equals(Tensors.floats(scales), new float[] {1, 1, 2, 2}))
        .isPresent();
  }

  /** True if a tensor is computed in bytes. */
  boolean isInside(String tensor) {
    return channels.containsKey(tensor);
  }

  /** The tensors that are computed in bytes, in the order of computation. */
  Set<String> tensors() {
    return channels.keySet();
  }

  /** The number of channels of a tensor that is computed in bytes. */
  int channels(String tensor) {
    return Objects.requireNonNull(channels.get(tensor), tensor);
  }

  /** The convolutions that are computed in bytes, by output, in the order of computation. */
  Map<String, Convolution> convolutions() {
    return convolutions;
  }

  /** The tensors whose values must be known: those inside, and those that enter. */
  Set<String> observed() {
    Set<String> observed = new LinkedHashSet<>();
    convolutions
        .keySet()
        .forEach(
            output -> observed.add(Objects.requireNonNull(graph.producer(output)).getInput(0)));
    observed.addAll(tensors());
    return observed;
  }

  /** By what a ReLU or leaky ReLU multiplies numbers below 0. */
  static float slope(NodeProto activation) {
    return activation.getOpType().equals("Relu") ? 0 : new Node(activation).number("alpha", 0.01f);
  }

  private static boolean isActivation(NodeProto node) {
    return node.getOpType().equals("LeakyRelu") || node.getOpType().equals("Relu");
  }

  /**
   * True if a convolution's positive and negative parts can be held apart: its only consumer is a
   * leaky ReLU, whose only consumer is a convolution.
   */
  boolean allowsSigns(String output) {
    List<NodeProto> consumers = graph.consumers(output);
    return convolutions.containsKey(output)
        && consumers.size() == 1
        && consumers.get(0).getOpType().equals("LeakyRelu")
        && graph.consumers(consumers.get(0).getOutput(0)).stream()
            .anyMatch(user -> convolutions.containsKey(user.getOutput(0)));
  }

  /** The leaky ReLU of a convolution whose positive and negative parts are held apart. */
  Optional<NodeProto> activationInSigns(String output) {
    return inSigns.contains(output) && allowsSigns(output)
        ? Optional.of(graph.consumers(output).get(0))
        : Optional.empty();
  }

  /** True if a tensor has a consumer other than a convolution in bytes. */
  boolean isNeededWhole(String tensor) {
    return graph.isOutput(tensor)
        || graph.consumers(tensor).stream()
            .anyMatch(user -> !convolutions.containsKey(user.getOutput(0)));
  }

  /**
   * The weight of an error below 0 for a tensor, against 1 above: the squared slope of the leaky
   * ReLU, where nothing else takes it.
   */
  double weightBelowZero(String tensor) {
    List<NodeProto> consumers = graph.consumers(tensor);
    if (consumers.isEmpty() || graph.isOutput(tensor)) {
      return 1;
    }
    double weight = 0;
    for (NodeProto consumer : consumers) {
      double slope = isActivation(consumer) ? slope(consumer) : 1;
      weight = Math.max(weight, slope * slope);
    }
    return weight;
  }
}
