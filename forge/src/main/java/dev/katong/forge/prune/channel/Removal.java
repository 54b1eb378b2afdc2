package dev.katong.forge.prune.channel;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.forge.onnx.TensorNames;
import dev.katong.forge.onnx.Tensors;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes a network without some of its channels. A constant that nodes need cut in different ways
 * is stored once for each way.
 */
public final class Removal {
  private final ModelProto model;
  private final List<Change> changes;
  private final IntPredicate isRemoved;

  /**
   * Creates a removal.
   *
   * @param changes the changes of all nodes that follow from the removal
   * @param isRemoved true for a tensor's channel that is removed
   */
  public Removal(ModelProto model, List<Change> changes, IntPredicate isRemoved) {
    this.model = model;
    this.changes = changes;
    this.isRemoved = isRemoved;
  }

  /**
   * The smaller network.
   *
   * @param replaced constants that are other than the model's before they are cut, by position of
   *     the node and by its input; one input more than the node has is added to it
   */
  public ModelProto apply(Map<Integer, Map<Integer, TensorProto>> replaced) {
    GraphProto graph = model.getGraph();
    Map<String, TensorProto> known = constants(graph);
    Map<Integer, Map<Integer, TensorProto>> inputs = new HashMap<>();
    replaced.forEach((node, constants) -> inputs.put(node, new HashMap<>(constants)));
    Map<Integer, NodeProto.Builder> nodes = new LinkedHashMap<>();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      nodes.put(i, graph.getNode(i).toBuilder());
    }
    for (Change change : changes) {
      NodeProto.Builder node = Objects.requireNonNull(nodes.get(change.node()));
      Map<Integer, TensorProto> own = inputs.computeIfAbsent(change.node(), key -> new HashMap<>());
      if (change instanceof Change.Cut cut) {
        // A bias may be missing.
        if (cut.input() < node.getInputCount() || own.containsKey(cut.input())) {
          TensorProto constant = constant(own, known, node, cut.input());
          own.put(cut.input(), Tensors.cut(constant, cut.axis(), kept(cut.channels())));
        }
      } else if (change instanceof Change.InputCount count) {
        TensorProto constant = constant(own, known, node, count.input());
        own.put(count.input(), counted(constant, count.index(), kept(count.channels()).length));
      } else if (change instanceof Change.AttributeCount count) {
        count(node, count.attribute(), count.index(), kept(count.channels()).length);
      }
    }
    return rewritten(nodes, inputs);
  }

  private static TensorProto constant(
      Map<Integer, TensorProto> own,
      Map<String, TensorProto> constants,
      NodeProto.Builder node,
      int input) {
    TensorProto changed = own.get(input);
    return changed != null ? changed : Objects.requireNonNull(constants.get(node.getInput(input)));
  }

  /** The positions that stay, of channels along an axis. */
  private int[] kept(int[] channels) {
    return IntStream.range(0, channels.length).filter(i -> !isRemoved.test(channels[i])).toArray();
  }

  private static TensorProto counted(TensorProto constant, int index, int count) {
    long[] values = Tensors.integers(constant);
    values[index] = count;
    return Tensors.withIntegers(constant, values);
  }

  private static void count(NodeProto.Builder node, String name, int index, int count) {
    for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
      if (attribute.getName().equals(name)) {
        if (index < 0) {
          attribute.setI(count);
        } else {
          attribute.setInts(index, count);
        }
      }
    }
  }

  private ModelProto rewritten(
      Map<Integer, NodeProto.Builder> nodes, Map<Integer, Map<Integer, TensorProto>> inputs) {
    GraphProto before = model.getGraph();
    Versions versions = new Versions(TensorNames.in(before));
    Map<String, TensorProto> constants = constants(before);
    // Graphs within nodes, and what the network gives, find a constant by its own name.
    for (String name : namedElsewhere(before)) {
      TensorProto constant = constants.get(name);
      if (constant != null) {
        versions.name(constant);
      }
    }
    GraphProto.Builder graph = before.toBuilder().clearNode().clearInitializer();
    // Their lengths would be the old ones.
    graph.clearValueInfo();
    nodes.forEach(
        (index, node) -> {
          Map<Integer, TensorProto> own = inputs.getOrDefault(index, Map.of());
          if (own.containsKey(node.getInputCount())) {
            node.addInput("");
          }
          for (int input = 0; input < node.getInputCount(); input++) {
            TensorProto constant = own.getOrDefault(input, constants.get(node.getInput(input)));
            if (constant != null) {
              node.setInput(input, versions.name(constant));
            }
          }
          graph.addNode(node);
        });
    graph.addAllInitializer(versions.all());
    return model.toBuilder().setGraph(graph).build();
  }

  private static Map<String, TensorProto> constants(GraphProto graph) {
    return graph.getInitializerList().stream()
        .collect(Collectors.toMap(TensorProto::getName, constant -> constant));
  }

  private static Set<String> namedElsewhere(GraphProto graph) {
    Set<String> names = new LinkedHashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      Set<String> mentioned = TensorNames.consumedBy(node);
      mentioned.removeAll(node.getInputList());
      names.addAll(mentioned);
    }
    graph.getOutputList().forEach(output -> names.add(output.getName()));
    return names;
  }
}
