package dev.katong.forge.half;

import ai.onnx.proto.OnnxMl.GraphProto;
import java.util.HashSet;
import java.util.Set;

/** The tensors' names of a graph. */
final class Names {
  private final Set<String> inputs = new HashSet<>();
  private final Set<String> taken = new HashSet<>();

  Names(GraphProto graph) {
    graph.getInputList().forEach(input -> inputs.add(input.getName()));
    taken.addAll(inputs);
    graph.getInitializerList().forEach(constant -> taken.add(constant.getName()));
    graph.getNodeList().forEach(node -> taken.addAll(node.getOutputList()));
  }

  boolean isInput(String tensor) {
    return inputs.contains(tensor);
  }

  /** A name that no tensor has: the wanted one, or that with a number; it is taken by this. */
  String free(String wanted) {
    String name = wanted;
    for (int i = 1; !taken.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }
}
