package dev.katong.forge.importer;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.katong.forge.onnx.Graph;
import dev.katong.forge.onnx.PixelEnds.Range;
import dev.katong.forge.onnx.Tensors;
import java.util.Optional;
import java.util.Set;

/** The range that a network's last operators speak of, such as -1..1 of a Tanh. */
final class RangeHint {
  private static final Set<String> ARRANGING =
      Set.of("Transpose", "Identity", "Reshape", "Squeeze", "Unsqueeze", "Cast", "Slice", "Resize");

  private RangeHint() {}

  /** Empty where the last operator that computes limits nothing. */
  static Optional<Range> of(ModelProto model, String output) {
    Graph graph = new Graph(model);
    NodeProto node = graph.producer(output);
    while (node != null && ARRANGING.contains(node.getOpType())) {
      node = graph.producer(node.getInput(0));
    }
    if (node == null) {
      return Optional.empty();
    }
    return switch (node.getOpType()) {
      case "Tanh" -> Optional.of(Range.MINUS_ONE_TO_ONE);
      case "Sigmoid" -> Optional.of(Range.ZERO_TO_ONE);
      case "Clip" -> ofLimits(limit(graph, node, 1), limit(graph, node, 2));
      default -> Optional.empty();
    };
  }

  private static float limit(Graph graph, NodeProto clip, int input) {
    return input < clip.getInputCount()
        ? graph.floats(clip.getInput(input)).map(found -> Tensors.floats(found)[0]).orElse(0f)
        : 0;
  }

  private static Optional<Range> ofLimits(float low, float high) {
    if (high == 255) {
      return Optional.of(Range.ZERO_TO_255);
    }
    if (high != 1) {
      return Optional.empty();
    }
    return Optional.of(low < 0 ? Range.MINUS_ONE_TO_ONE : Range.ZERO_TO_ONE);
  }
}
