package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.forge.onnx.Graph;
import dev.katong.forge.onnx.Node;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.Tensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tensors that are the photo's own bytes as numbers, {@code scale · byte + offset}, channels
 * first. They need not be quantised: the bytes are there, and exact.
 */
final class PhotoValues {
  private static final List<Long> PLANES = List.of(0L, 3L, 1L, 2L);

  /** A number that a byte of the photo stands for is {@code scale · byte + offset}. */
  private record Affine(double scale, double offset) {}

  private final Map<String, Affine> found = new HashMap<>();

  PhotoValues(Graph graph) {
    for (NodeProto node : graph.nodes()) {
      Affine values = values(graph, node);
      if (values != null) {
        found.put(node.getOutput(0), values);
      }
    }
  }

  private @Nullable Affine values(Graph graph, NodeProto node) {
    if (node.getInputCount() == 0) {
      return null;
    }
    String input = node.getInput(0);
    if (node.getOpType().equals("Transpose")) {
      return input.equals(PixelEnds.PHOTO) && new Node(node).integers("perm").equals(PLANES)
          ? new Affine(1, 0)
          : null;
    }
    Affine before = found.get(input);
    if (before == null) {
      return null;
    }
    if (node.getOpType().equals("Cast")) {
      return before;
    }
    Optional<TensorProto> operand =
        node.getInputCount() == 2
            ? graph.floats(node.getInput(1)).filter(found -> Tensors.elements(found) == 1)
            : Optional.empty();
    if (operand.isEmpty()) {
      return null;
    }
    double by = Tensors.floats(operand.get())[0];
    return switch (node.getOpType()) {
      case "Mul" -> new Affine(before.scale() * by, before.offset() * by);
      case "Div" -> new Affine(before.scale() / by, before.offset() / by);
      case "Add" -> new Affine(before.scale(), before.offset() + by);
      case "Sub" -> new Affine(before.scale(), before.offset() - by);
      default -> null;
    };
  }

  /**
   * The photo as what a tensor holds; empty if it holds something else, or numbers of which 0 is
   * not near any byte's.
   */
  Optional<ByteTensor> of(String tensor) {
    Affine values = found.get(tensor);
    if (values == null || !(values.scale() > 0)) {
      return Optional.empty();
    }
    long zero = Math.round(-values.offset() / values.scale());
    if (zero < 0 || zero > 255) {
      return Optional.empty();
    }
    double rest = values.offset() + values.scale() * zero;
    return Optional.of(
        new ByteTensor(PixelEnds.PHOTO, new Levels((float) values.scale(), (int) zero), rest));
  }
}
