package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Networks with more outputs than their own, so that a run shows what flows inside. */
public final class ObservedNetwork {
  private ObservedNetwork() {}

  /** The network with all its tensors as outputs, behind its own. */
  public static ModelProto everywhere(ModelProto model) {
    List<String> tensors =
        model.getGraph().getNodeList().stream()
            .map(NodeProto::getOutputList)
            .flatMap(List::stream)
            .filter(tensor -> !tensor.isEmpty())
            .toList();
    return at(model, tensors);
  }

  /**
   * The network with some tensors as outputs, behind its own. Inputs are left out: they may be
   * outputs only through a node.
   */
  public static ModelProto at(ModelProto model, Collection<String> tensors) {
    GraphProto graph = model.getGraph();
    Set<String> present = new HashSet<>();
    graph.getInputList().forEach(input -> present.add(input.getName()));
    graph.getOutputList().forEach(output -> present.add(output.getName()));
    ModelProto.Builder observed = model.toBuilder();
    for (String tensor : tensors) {
      if (present.add(tensor)) {
        observed.getGraphBuilder().addOutputBuilder().setName(tensor);
      }
    }
    return observed.build();
  }
}
