package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.forge.onnx.Graph;
import dev.katong.forge.onnx.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Brings the channels of a tensor to ranges that are more alike, so that one range for all of them
 * wastes less. A channel is divided by a factor where it is made, and multiplied by it again where
 * it is used: between convolutions there are only leaky ReLUs, sums and enlargements, which let a
 * factor above 0 pass. The network computes the same as before.
 *
 * <p>M. Nagel, M. van Baalen, T. Blankevoort and M. Welling, "Data-Free Quantization Through Weight
 * Equalization and Bias Correction", ICCV 2019. The factor between a channel's range and that of
 * the weights that use it is from G. Xiao et al., "SmoothQuant", ICML 2023.
 */
final class Equalization {
  /** The part of a channel's excess that moves into the weights that use it; the rest stays. */
  private static final double STRENGTH = 0.5;

  /** No channel is changed by more. */
  private static final double MOST_FACTOR = 32;

  /** The share of a channel's values that lie beyond its range. */
  private static final double OUTLIERS = 1e-4;

  private final Graph graph;
  private final ByteRegion region;
  private final Map<String, String> leaders = new HashMap<>();

  private Equalization(Graph graph, ByteRegion region) {
    this.graph = graph;
    this.region = region;
    region.tensors().forEach(tensor -> leaders.put(tensor, tensor));
    for (String tensor : region.tensors()) {
      NodeProto node = Objects.requireNonNull(graph.producer(tensor));
      if (!region.convolutions().containsKey(tensor)) {
        node.getInputList().stream()
            .filter(region::isInside)
            .forEach(input -> leaders.put(leader(input), leader(tensor)));
      }
    }
  }

  /** The network with its channels brought to like ranges. */
  static ModelProto of(Graph graph, ByteRegion region, Calibration calibration) {
    return new Equalization(graph, region).equalized(calibration);
  }

  private String leader(String tensor) {
    String leader = tensor;
    while (!Objects.requireNonNull(leaders.get(leader)).equals(leader)) {
      leader = Objects.requireNonNull(leaders.get(leader));
    }
    return leader;
  }

  /** Sets of tensors that must keep one factor for each channel, without those that cannot. */
  private List<List<String>> groups() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    Set<String> fixed = new HashSet<>();
    for (String tensor : region.tensors()) {
      groups.computeIfAbsent(leader(tensor), key -> new ArrayList<>()).add(tensor);
      boolean leaves =
          graph.isOutput(tensor)
              || graph.consumers(tensor).stream()
                  .anyMatch(consumer -> !region.isInside(consumer.getOutput(0)));
      boolean regroups =
          Objects.requireNonNull(graph.producer(tensor)).getOpType().equals("DepthToSpace");
      if (leaves || regroups) {
        fixed.add(leader(tensor));
      }
    }
    groups.keySet().removeAll(fixed);
    return List.copyOf(groups.values());
  }

  private ModelProto equalized(Calibration calibration) {
    Map<String, float[]> constants = new HashMap<>();
    for (List<String> group : groups()) {
      scale(group, factors(group, calibration), constants);
    }
    ModelProto.Builder model = graph.model().toBuilder();
    for (int i = 0; i < model.getGraph().getInitializerCount(); i++) {
      TensorProto constant = model.getGraph().getInitializer(i);
      float[] values = constants.get(constant.getName());
      if (values != null) {
        model.getGraphBuilder().setInitializer(i, Tensors.withFloats(constant, values));
      }
    }
    return model.build();
  }

  private Set<NodeProto> users(List<String> group) {
    Set<NodeProto> users = new HashSet<>();
    for (String tensor : group) {
      graph.consumers(tensor).stream()
          .filter(node -> region.convolutions().containsKey(node.getOutput(0)))
          .forEach(users::add);
    }
    return users;
  }

  private double[] factors(List<String> group, Calibration calibration) {
    int channels = calibration.values(group.get(0)).channels();
    double[] ranges = new double[channels];
    for (String tensor : group) {
      ChannelValues values = calibration.values(tensor);
      Arrays.setAll(ranges, i -> Math.max(ranges[i], values.spread(i, OUTLIERS)));
    }
    double[] weights = new double[channels];
    for (NodeProto user : users(group)) {
      Convolution convolution =
          Objects.requireNonNull(region.convolutions().get(user.getOutput(0)));
      convolution.mostByInput(weights);
    }
    double[] factors = new double[channels];
    double mean = 0;
    for (int i = 0; i < channels; i++) {
      boolean isUsed = ranges[i] > 0 && weights[i] > 0;
      factors[i] = isUsed ? Math.pow(ranges[i], STRENGTH) / Math.pow(weights[i], 1 - STRENGTH) : 0;
      mean += isUsed ? Math.log(factors[i]) : 0;
    }
    double middle = Math.exp(mean / Math.max(1, Arrays.stream(factors).filter(f -> f > 0).count()));
    Arrays.setAll(
        factors,
        i ->
            factors[i] == 0
                ? 1
                : Math.max(1 / MOST_FACTOR, Math.min(MOST_FACTOR, factors[i] / middle)));
    return factors;
  }

  private void scale(List<String> group, double[] factors, Map<String, float[]> constants) {
    for (String tensor : group) {
      Convolution convolution = region.convolutions().get(tensor);
      if (convolution == null) {
        continue;
      }
      NodeProto node = Objects.requireNonNull(graph.producer(tensor));
      float[] weights = values(constants, node.getInput(1));
      for (int i = 0; i < weights.length; i++) {
        weights[i] /= (float) factors[i / convolution.filterSize()];
      }
      if (node.getInputCount() > 2) {
        float[] bias = values(constants, node.getInput(2));
        for (int i = 0; i < bias.length; i++) {
          bias[i] /= (float) factors[i];
        }
      }
    }
    for (NodeProto user : users(group)) {
      Convolution convolution =
          Objects.requireNonNull(region.convolutions().get(user.getOutput(0)));
      float[] weights = values(constants, user.getInput(1));
      int window = convolution.rows() * convolution.columns();
      for (int i = 0; i < weights.length; i++) {
        weights[i] *= (float) factors[i / window % convolution.inputs()];
      }
    }
  }

  private float[] values(Map<String, float[]> constants, String name) {
    return constants.computeIfAbsent(name, key -> Tensors.floats(graph.floats(key).orElseThrow()));
  }
}
