package dev.katong.forge.analysis;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.katong.forge.analysis.NetworkAnalysis.LiveBytes;
import dev.katong.forge.onnx.Node;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.TensorNames;
import dev.katong.network.Precision;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/** Follows which tensors live from node to node. */
final class TensorLiveness {
  /**
   * Sizes that grow faster than the frame, as attention's do, are taken at this frame, in pixels.
   */
  private static final double NOMINAL_SIDE = 720;

  private static final Set<String> REUSING =
      Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity");

  private record Peak(double bytes, String node) {}

  private final GraphProto graph;
  private final GraphProbe probe;
  private final ToIntFunction<Observation> elementBytes;
  private final Map<String, Integer> lastUses = new HashMap<>();

  private TensorLiveness(
      GraphProto graph, GraphProbe probe, ToIntFunction<Observation> elementBytes) {
    this.graph = graph;
    this.probe = probe;
    this.elementBytes = elementBytes;
    for (int i = 0; i < graph.getNodeCount(); i++) {
      for (String tensor : TensorNames.consumedBy(graph.getNode(i))) {
        lastUses.put(tensor, i);
      }
    }
    graph.getOutputList().forEach(output -> lastUses.put(output.getName(), graph.getNodeCount()));
    graph.getInitializerList().forEach(constant -> lastUses.remove(constant.getName()));
  }

  /** The live memory if all floating point numbers had a precision. */
  static LiveBytes of(GraphProto graph, GraphProbe probe, Precision precision) {
    return of(new TensorLiveness(graph, probe, seen -> seen.elementBytes(precision.bytes())));
  }

  /** The live memory of a network of mixed 16 and 32 bits, as it is. */
  static LiveBytes asTyped(GraphProto graph, GraphProbe probe) {
    return of(new TensorLiveness(graph, probe, Observation::elementBytes));
  }

  private static LiveBytes of(TensorLiveness liveness) {
    Peak plain = liveness.peak(false);
    Peak inPlace = liveness.peak(true);
    return new LiveBytes(plain.bytes(), plain.node(), inPlace.bytes(), inPlace.node());
  }

  private Peak peak(boolean inPlace) {
    Set<String> live = new HashSet<>();
    double bytes = 0;
    if (lastUses.containsKey(PixelEnds.PHOTO)) {
      live.add(PixelEnds.PHOTO);
      bytes = bytes(PixelEnds.PHOTO);
    }
    Peak peak = new Peak(bytes, "");
    for (int i = 0; i < graph.getNodeCount(); i++) {
      NodeProto node = graph.getNode(i);
      if (inPlace) {
        Optional<String> reused = reused(node, i, live);
        if (reused.isPresent()) {
          live.remove(reused.get());
          bytes -= bytes(reused.get());
        }
      }
      for (String output : node.getOutputList()) {
        bytes += !output.isEmpty() && live.add(output) ? bytes(output) : 0;
      }
      if (bytes > peak.bytes()) {
        peak = new Peak(bytes, new Node(node).name());
      }
      int now = i;
      for (String tensor : List.copyOf(live)) {
        if (lastUses.getOrDefault(tensor, 0) <= now) {
          live.remove(tensor);
          bytes -= bytes(tensor);
        }
      }
    }
    return peak;
  }

  /** The input over which a node may write: as large as its output and needed by no other. */
  private Optional<String> reused(NodeProto node, int now, Set<String> live) {
    if (!Operators.POINTWISE.contains(node.getOpType()) && !REUSING.contains(node.getOpType())) {
      return Optional.empty();
    }
    return node.getInputList().stream()
        .filter(input -> live.contains(input) && !input.equals(PixelEnds.PHOTO))
        .filter(input -> lastUses.getOrDefault(input, 0) == now)
        .filter(input -> bytes(input) == bytes(node.getOutput(0)))
        .findFirst();
  }

  /** Bytes of a tensor by pixel of the frame, without what does not grow with both its sides. */
  private double bytes(String tensor) {
    Observation observation = probe.of(tensor);
    if (observation == null) {
      return 0;
    }
    int rows = observation.degree(true);
    int columns = observation.degree(false);
    if (rows == 0 || columns == 0) {
      return 0;
    }
    double larger = Math.pow(NOMINAL_SIDE, rows - 1.0 + columns - 1.0);
    double perPixel = 1;
    for (Amount length : observation.dims()) {
      perPixel *= leading(length);
    }
    return perPixel * larger * elementBytes.applyAsInt(observation);
  }

  /** The coefficient of the highest power of the frame's sides, in pixels. */
  private double leading(Amount length) {
    double grid = probe.grid();
    if (length.perCell() != 0) {
      return length.perCell() / (grid * grid);
    }
    return length.growth() != 0 ? length.growth() / grid : length.base();
  }
}
