package dev.katong.train.distill;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The places inside a network of DCT-Net's shape that a student can be compared with its teacher
 * at: after each learnt convolution, with the activation or sum that follows it.
 */
final class Stages {
  /**
   * The convolutions, in the order of computation, that end a stage: x1, x2, the four residual
   * sums, x2' and x3. Those at full resolution, x0 and x4, follow from the picture itself.
   */
  private static final List<Integer> ENDS = List.of(2, 4, 6, 8, 10, 12, 13, 15);

  private static final int CONVOLUTIONS = 18;
  private static final Set<String> ACTIVATIONS = Set.of("LeakyRelu", "Relu", "PRelu", "Add");

  private Stages() {}

  /**
   * The names of the stages' tensors.
   *
   * @throws BadModel if the network is not of DCT-Net's shape
   */
  static List<String> of(ModelProto model) {
    Graph graph = new Graph(model);
    List<NodeProto> convolutions = convolutions(graph);
    if (convolutions.size() != CONVOLUTIONS) {
      throw new BadModel(
          "the teacher has %d convolutions with biases where DCT-Net has %d; only networks of its shape can be learnt from stage by stage"
              .formatted(convolutions.size(), CONVOLUTIONS));
    }
    List<String> names = new ArrayList<>();
    for (int end : ENDS) {
      names.add(after(graph, convolutions.get(end)));
    }
    return names;
  }

  private static List<NodeProto> convolutions(Graph graph) {
    return graph.nodes().stream()
        .filter(node -> node.getOpType().equals("Conv") && node.getInputCount() == 3)
        .toList();
  }

  /** The number of channels of each stage. */
  static List<Integer> channels(ModelProto model) {
    Graph graph = new Graph(model);
    List<NodeProto> convolutions = convolutions(graph);
    List<Integer> channels = new ArrayList<>();
    for (int end : ENDS) {
      String weights = convolutions.get(end).getInput(1);
      TensorProto kernels =
          graph
              .constant(weights)
              .orElseThrow(
                  () -> new BadModel("the convolution weights " + weights + " are missing"));
      channels.add(Math.toIntExact(kernels.getDims(0)));
    }
    return channels;
  }

  /**
   * The output of the node that directly follows a convolution, else the convolution's own output.
   */
  private static String after(Graph graph, NodeProto convolution) {
    String output = convolution.getOutput(0);
    Optional<NodeProto> next =
        graph.consumers(output).stream()
            .filter(node -> ACTIVATIONS.contains(node.getOpType()))
            .findFirst();
    return next.map(node -> node.getOutput(0)).orElse(output);
  }
}
