package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.katong.KatongException.BadModel;
import java.util.OptionalDouble;
import java.util.Set;

/** Counts the multiplications of a network with the shapes of a real run. */
final class MultiplyAdds {
  private static final Set<String> COUNTED =
      Set.of("Conv", "QLinearConv", "ConvTranspose", "MatMul", "Gemm");

  private MultiplyAdds() {}

  /** The count by pixel of the input; empty where the network does not run on a picture. */
  static OptionalDouble perPixel(ModelProto model) {
    try {
      TensorShapes shapes = TensorShapes.of(model);
      return OptionalDouble.of((double) count(model.getGraph(), shapes) / shapes.pixels());
    } catch (BadModel e) {
      return OptionalDouble.empty();
    }
  }

  private static long count(GraphProto graph, TensorShapes shapes) {
    long sum = 0;
    for (NodeProto node : graph.getNodeList()) {
      if (COUNTED.contains(node.getOpType())) {
        sum +=
            count(
                node,
                shape(shapes, node.getInput(0)),
                shape(shapes, node.getInput(node.getOpType().equals("QLinearConv") ? 3 : 1)),
                shape(shapes, node.getOutput(0)));
      }
    }
    return sum;
  }

  private static long[] shape(TensorShapes shapes, String tensor) {
    return shapes.of(tensor).orElseThrow(() -> new BadModel("no shape of " + tensor));
  }

  private static long count(NodeProto node, long[] input, long[] weights, long[] output) {
    return switch (node.getOpType()) {
      // Weights are [out, in/group, kernel…]: each output takes one filter.
      case "Conv", "QLinearConv" -> size(output) * (size(weights) / weights[0]);
      // Weights are [in, out/group, kernel…]: each input is spread by one filter.
      case "ConvTranspose" -> size(input) * (size(weights) / weights[0]);
      case "Gemm" -> size(output) * input[new Node(node).integer("transA", 0) != 0 ? 0 : 1];
      default -> size(output) * input[input.length - 1];
    };
  }

  private static long size(long[] shape) {
    long size = 1;
    for (long dim : shape) {
      size *= dim;
    }
    return size;
  }
}
