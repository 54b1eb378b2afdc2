package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.forge.onnx.Tensors;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The part of a network that is computed in bytes: its convolutions, but for those that are kept in
 * floating point, and what follows them value by value or enlarges their results.
 */
final class ByteRegion {
  /** A convolution of fewer input by output channels costs too little to be worth an error. */
  private static final int LEAST_CHANNEL_PAIRS = 64;

  private final FloatGraph graph;
  private final Map<String, Convolution> convolutions = new LinkedHashMap<>();
  private final Set<String> tensors = new LinkedHashSet<>();

  /**
   * The largest region without some convolutions.
   *
   * @param kept outputs of convolutions that stay in floating point
   */
  ByteRegion(FloatGraph graph, Set<String> kept) {
    this.graph = graph;
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
        tensors.add(output);
      } else if (convolution.isEmpty() && follows(node)) {
        tensors.add(output);
      }
    }
  }

  private boolean follows(NodeProto node) {
    return switch (node.getOpType()) {
      case "LeakyRelu" -> isInside(node.getInput(0));
      case "Relu" -> isInside(node.getInput(0));
      case "DepthToSpace" -> isInside(node.getInput(0));
      case "Add" -> isInside(node.getInput(0)) && isInside(node.getInput(1));
      case "Resize" -> isInside(node.getInput(0)) && enlargement(node).isPresent();
      default -> false;
    };
  }

  /**
   * By how much a Resize enlarges rows and columns by linear interpolation, where no output lies
   * before its input ({@code asymmetric}): a whole number, constant, the same for both.
   */
  OptionalDouble enlargement(NodeProto resize) {
    if (resize.getInputCount() != 3
        || !FloatGraph.text(resize, "mode", "nearest").equals("linear")
        || !FloatGraph.text(resize, "coordinate_transformation_mode", "half_pixel")
            .equals("asymmetric")) {
      return OptionalDouble.empty();
    }
    Optional<TensorProto> constant = graph.floats(resize.getInput(2));
    if (constant.isEmpty() || Tensors.elements(constant.get()) != 4) {
      return OptionalDouble.empty();
    }
    float[] scales = Tensors.floats(constant.get());
    boolean isEnlargement =
        scales[0] == 1 && scales[1] == 1 && scales[2] == scales[3] && scales[2] == 2;
    return isEnlargement ? OptionalDouble.of(scales[2]) : OptionalDouble.empty();
  }

  /** Whether a tensor is computed in bytes. */
  boolean isInside(String tensor) {
    return tensors.contains(tensor);
  }

  /** The tensors that are computed in bytes, in the order of computation. */
  Set<String> tensors() {
    return tensors;
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
    observed.addAll(tensors);
    return observed;
  }

  /**
   * By how much an error below 0 counts for a tensor, against 1 above: the squared slope of the
   * leaky ReLU, where nothing else takes it.
   */
  double weightBelowZero(String tensor) {
    List<NodeProto> consumers = graph.consumers(tensor);
    if (consumers.isEmpty() || graph.isOutput(tensor)) {
      return 1;
    }
    double weight = 0;
    for (NodeProto consumer : consumers) {
      double slope =
          switch (consumer.getOpType()) {
            case "LeakyRelu" -> FloatGraph.number(consumer, "alpha", 0.01f);
            case "Relu" -> 0;
            default -> 1;
          };
      weight = Math.max(weight, slope * slope);
    }
    return weight;
  }
}
