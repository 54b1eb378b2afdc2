package dev.katong.forge.half;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.CanonicalForm;
import dev.katong.forge.onnx.FreeNames;
import dev.katong.forge.onnx.Graph;
import dev.katong.forge.onnx.Node;
import dev.katong.forge.onnx.TensorNames;
import dev.katong.forge.onnx.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Networks of half the size, in two forms of which each can be made of the other. {@link #stored}
 * holds its weights in 16 bits and computes in 32: for processors, which have next to no operations
 * of 16 bits. {@link #computed} computes in 16 bits too: for graphics cards.
 */
public final class HalfPrecision {
  private HalfPrecision() {}

  /**
   * The network with its weights in 16 bits, each with a Cast that the engine resolves when it
   * loads the network. So it takes the time and the memory of one in 32 bits.
   *
   * @param model a network in 32 bits, or in either form of 16
   */
  public static ModelProto stored(ModelProto model) {
    ModelProto plain = widened(model);
    GraphProto graph = plain.getGraph();
    Graph index = new Graph(plain);
    FreeNames names = new FreeNames(TensorNames.in(graph));
    GraphProto.Builder stored = graph.toBuilder().clearInitializer().clearNode();
    for (TensorProto constant : graph.getInitializerList()) {
      Optional<TensorProto> half =
          index.isInput(constant.getName()) || !isWeight(constant)
              ? Optional.empty()
              : HalfConstant.halved(constant);
      if (half.isPresent()) {
        String name = names.of(constant.getName() + "/half");
        stored.addInitializer(half.get().toBuilder().setName(name));
        stored.addNode(cast(name, constant.getName(), DataType.FLOAT));
      } else {
        stored.addInitializer(constant);
      }
    }
    return plain.toBuilder().setGraph(stored.addAllNode(graph.getNodeList())).build();
  }

  /** True if a network has weights in 16 bits. */
  public static boolean isStored(ModelProto model) {
    return model.getGraph().getInitializerList().stream()
        .anyMatch(constant -> Tensors.type(constant) == DataType.FLOAT16);
  }

  /**
   * The network in arithmetic of 16 bits, but for what needs the range or is seen at once: the
   * first and the last layers, and all that is not between them, such as a guided filter; and
   * operators that sum over the frame.
   *
   * @param model a network in 32 bits, or in either form of 16
   */
  public static ModelProto computed(ModelProto model) {
    ModelProto plain = widened(model);
    return plain.toBuilder().setGraph(new HalfGraph(plain).written()).build();
  }

  /** Vectors and scalars are few, and biases are added to sums of 32 bits. */
  private static boolean isWeight(TensorProto constant) {
    return constant.getDimsCount() > 1 && Tensors.isFloat(constant);
  }

  /**
   * The network with constants of 32 bits where 16 bits are cast to them, for what looks at
   * weights.
   *
   * @param given a network in 32 bits, or one that is {@link #stored} in 16
   */
  public static ModelProto widened(ModelProto given) {
    ModelProto model = CanonicalForm.of(given);
    GraphProto graph = model.getGraph();
    Map<String, TensorProto> halves = new HashMap<>();
    for (TensorProto constant : graph.getInitializerList()) {
      if (constant.getDataType() == DataType.FLOAT16.getNumber()) {
        halves.put(constant.getName(), constant);
      }
    }
    List<NodeProto> kept = new ArrayList<>();
    List<TensorProto> floats = new ArrayList<>();
    for (NodeProto node : graph.getNodeList()) {
      TensorProto half = halves.get(node.getInputCount() == 1 ? node.getInput(0) : "");
      if (half != null && node.getOpType().equals("Cast") && castsTo(node, DataType.FLOAT)) {
        floats.add(HalfConstant.widened(half).toBuilder().setName(node.getOutput(0)).build());
      } else {
        kept.add(node);
      }
    }
    if (floats.isEmpty()) {
      return model;
    }
    Set<String> read = new HashSet<>();
    kept.forEach(node -> read.addAll(node.getInputList()));
    GraphProto.Builder widened =
        graph.toBuilder().clearNode().addAllNode(kept).clearInitializer().addAllInitializer(floats);
    graph.getInitializerList().stream()
        .filter(
            constant ->
                !halves.containsKey(constant.getName()) || read.contains(constant.getName()))
        .forEach(widened::addInitializer);
    return model.toBuilder().setGraph(widened).build();
  }

  /** A constant of 16 bits in 32. */
  public static TensorProto widened(TensorProto half) {
    return HalfConstant.widened(half);
  }

  private static boolean castsTo(NodeProto node, DataType type) {
    return new Node(node).integer("to", 0) == type.getNumber();
  }

  static NodeProto cast(String input, String output, DataType type) {
    return NodeProto.newBuilder()
        .setOpType("Cast")
        .setName(output + "/cast")
        .addInput(input)
        .addOutput(output)
        .addAttribute(Attributes.of("to", type.getNumber()))
        .build();
  }
}
