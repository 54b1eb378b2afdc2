package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes an ONNX graph node by node, in the order of computation. Names are made unique, equal
 * constants are stored once, and what no output needs is left out of the finished model.
 */
public final class GraphBuilder {
  /** The operator set of the graphs that Katong writes. */
  public static final int OPSET = 17;

  /** The domain of ONNX Runtime's own operators, of which it has version 1. */
  public static final String ENGINE_DOMAIN = "com.microsoft";

  private static final int IR_VERSION = 8;

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final List<NodeProto.Builder> nodes = new ArrayList<>();
  private final Map<String, NodeProto.Builder> producers = new HashMap<>();
  private final List<TensorProto> initializers = new ArrayList<>();
  private final Map<TensorProto, String> shared = new HashMap<>();
  private final FreeNames names = new FreeNames(List.of());
  private final FreeNames nodeNames = new FreeNames(List.of());

  public GraphBuilder(String name) {
    graph.setName(name);
  }

  /** A name that no tensor has yet: the wanted one, or that with a number; it is taken by this. */
  public String freeName(String wanted) {
    return names.of(wanted);
  }

  /**
   * Adds a node of ONNX Runtime's own operators.
   *
   * @param wanted the name that the node and its output get if it is free
   * @return the name of the output
   */
  public String engineNode(
      String op, String wanted, List<String> inputs, AttributeProto... attributes) {
    String output = freeName(wanted);
    nodeTo(output, op, inputs, attributes);
    nodes.get(nodes.size() - 1).setDomain(ENGINE_DOMAIN);
    return output;
  }

  /** Marks names of tensors as taken. */
  public void reserve(Set<String> taken) {
    names.take(taken);
  }

  /** Marks the names of nodes that are added later as taken. */
  public void reserveNodeNames(List<NodeProto> later) {
    nodeNames.take(later.stream().map(NodeProto::getName).toList());
  }

  /**
   * Declares an input of the graph.
   *
   * @param dims numbers for fixed sizes and texts for free ones
   */
  public void input(String name, DataType type, Object... dims) {
    names.take(List.of(name));
    graph.addInput(declaration(name, type, dims));
  }

  /** Declares an output of the graph; a node of that name must give it. */
  public void output(String name, DataType type, Object... dims) {
    graph.addOutput(declaration(name, type, dims));
  }

  /** Declares an input of another graph. */
  public void input(ValueInfoProto input) {
    names.take(List.of(input.getName()));
    graph.addInput(input);
  }

  /** Declares an output of another graph; a node of that name must give it. */
  public void output(ValueInfoProto output) {
    graph.addOutput(output);
  }

  /**
   * Adds a node of one output.
   *
   * @param wanted the name that the node and its output get if it is free
   * @return the name of the output
   */
  public String node(String op, String wanted, List<String> inputs, AttributeProto... attributes) {
    String output = freeName(wanted);
    nodeTo(output, op, inputs, attributes);
    return output;
  }

  /** Adds a node whose output has a name that was taken before. */
  public void nodeTo(String output, String op, List<String> inputs, AttributeProto... attributes) {
    add(
        NodeProto.newBuilder()
            .setOpType(op)
            .setName(nodeNames.of(output))
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
  }

  /** Adds a finished node under its own names. */
  public void add(NodeProto.Builder node) {
    nodes.add(node);
    names.take(node.getOutputList());
    node.getOutputList().forEach(output -> producers.put(output, node));
  }

  /** Adds a constant; the same constant gets the same name again. */
  public String constant(String wanted, TensorProto tensor) {
    TensorProto nameless = tensor.toBuilder().clearName().build();
    return shared.computeIfAbsent(
        nameless,
        key -> {
          String name = freeName(wanted);
          initializers.add(nameless.toBuilder().setName(name).build());
          return name;
        });
  }

  /** Adds a finished constant under its own name. */
  public void add(TensorProto initializer) {
    names.take(List.of(initializer.getName()));
    initializers.add(initializer);
  }

  /** A float scalar. */
  public String scalar(String wanted, float value) {
    return constant(wanted, Tensors.floats(new float[] {value}));
  }

  /** An int64 vector. */
  public String vector(String wanted, long... values) {
    return constant(wanted, Tensors.int64s(values, values.length));
  }

  /** True if a tensor is the output of a node of that kind with that number of inputs. */
  public boolean isOutputOf(String tensor, String op, int inputs) {
    NodeProto.Builder node = producers.get(tensor);
    return node != null && node.getOpType().equals(op) && node.getInputCount() == inputs;
  }

  /** Gives the node of a tensor one more input, such as the bias of a convolution. */
  public void appendInput(String tensor, String input) {
    NodeProto.Builder node = producers.get(tensor);
    if (node == null) {
      throw new IllegalArgumentException("No node gives " + tensor);
    }
    node.addInput(input);
  }

  /** The finished model: operator set {@value #OPSET}, without what no output needs. */
  public ModelProto build() {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("Katong")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
            .setGraph(graph());
    if (nodes.stream().anyMatch(node -> node.getDomain().equals(ENGINE_DOMAIN))) {
      model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(ENGINE_DOMAIN).setVersion(1));
    }
    return model.build();
  }

  /** The finished graph, without what no output needs. */
  public GraphProto graph() {
    Set<String> needed = new HashSet<>();
    graph.getOutputList().forEach(output -> needed.add(output.getName()));
    List<NodeProto> kept = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      NodeProto node = nodes.get(i).build();
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        needed.addAll(TensorNames.consumedBy(node));
        kept.add(0, node);
      }
    }
    GraphProto.Builder finished = graph.clone().addAllNode(kept);
    initializers.stream()
        .filter(initializer -> needed.contains(initializer.getName()))
        .forEach(finished::addInitializer);
    return finished.build();
  }

  private static ValueInfoProto declaration(String name, DataType type, Object... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object dim : dims) {
      if (dim instanceof Number size) {
        shape.addDimBuilder().setDimValue(size.longValue());
      } else {
        shape.addDimBuilder().setDimParam(dim.toString());
      }
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
