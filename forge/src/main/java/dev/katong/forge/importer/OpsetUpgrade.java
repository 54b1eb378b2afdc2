package dev.katong.forge.importer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.CanonicalForm;
import dev.katong.forge.onnx.FreeNames;
import dev.katong.forge.onnx.Graph;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.Node;
import dev.katong.forge.onnx.TensorNames;
import dev.katong.forge.onnx.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Raises networks of operator sets 6 to 16 to set {@value GraphBuilder#OPSET}, by a rule for each
 * operator that changed in between: attributes become inputs, and what an old version did by
 * default is said.
 */
final class OpsetUpgrade {
  private static final int OLDEST = 6;

  /** The IR version of the result: below 4, constants must be inputs too. */
  private static final long IR_VERSION = 8;

  /** Binary operators that had {@code axis} and {@code broadcast} before set 7. */
  private static final Set<String> BROADCASTING =
      Set.of("Add", "Sub", "Mul", "Div", "Pow", "And", "Or", "Xor", "Equal", "Greater", "Less");

  /** A picture's tensor: pictures, channels, rows, columns. */
  private static final int PICTURE_AXES = 4;

  private final long from;
  private final Graph graph;
  private final FreeNames names;
  private final List<NodeProto> written = new ArrayList<>();

  private OpsetUpgrade(long from, Graph graph, FreeNames names) {
    this.from = from;
    this.graph = graph;
    this.names = names;
  }

  /**
   * The network in operator set {@value GraphBuilder#OPSET}; one of a later set is returned as it
   * is.
   *
   * @throws BadModel if its set is older than {@value #OLDEST}
   */
  static ModelProto of(ModelProto model) {
    long from = Graph.opset(model);
    if (from >= GraphBuilder.OPSET) {
      return model;
    }
    if (from < OLDEST) {
      throw new BadModel(
          "the network uses ONNX operator set %d; %d is the oldest that can be raised: export it with a newer set"
              .formatted(from, OLDEST));
    }
    FreeNames names = new FreeNames(TensorNames.in(model.getGraph()));
    ModelProto.Builder raised = model.toBuilder();
    raised.setGraph(upgraded(model.getGraph(), from, new Graph(model), names));
    raised.setIrVersion(Math.max(model.getIrVersion(), IR_VERSION));
    for (int i = 0; i < raised.getOpsetImportCount(); i++) {
      if (Node.isStandard(raised.getOpsetImport(i).getDomain())) {
        raised.getOpsetImportBuilder(i).setVersion(GraphBuilder.OPSET);
      }
    }
    return CanonicalForm.of(raised.build());
  }

  private static GraphProto upgraded(GraphProto graph, long from, Graph index, FreeNames names) {
    OpsetUpgrade upgrade = new OpsetUpgrade(from, index, names);
    for (NodeProto node : graph.getNodeList()) {
      upgrade.write(upgrade.withInnerGraphs(node));
    }
    return graph.toBuilder().clearNode().clearValueInfo().addAllNode(upgrade.written).build();
  }

  private NodeProto withInnerGraphs(NodeProto node) {
    NodeProto.Builder changed = node.toBuilder();
    for (AttributeProto.Builder attribute : changed.getAttributeBuilderList()) {
      if (attribute.hasG()) {
        attribute.setG(upgraded(attribute.getG(), from, graph, names));
      }
      for (int i = 0; i < attribute.getGraphsCount(); i++) {
        attribute.setGraphs(i, upgraded(attribute.getGraphs(i), from, graph, names));
      }
    }
    return changed.build();
  }

  private void write(NodeProto proto) {
    Node node = new Node(proto);
    if (!node.isStandard()) {
      written.add(proto);
      return;
    }
    NodeProto.Builder to = proto.toBuilder();
    without(to, "consumed_inputs");
    switch (proto.getOpType()) {
      case "BatchNormalization" -> normalise(to);
      case "Dropout" -> {
        to.setOpType("Identity").clearAttribute();
        keepFirst(to);
      }
      case "Clip" -> {
        if (from < 11) {
          toInput(to, node, "min", 1);
          toInput(to, node, "max", 2);
        }
      }
      case "Pad" -> {
        if (from < 11) {
          integersToInput(to, node, node.has(1) ? "" : "pads", 1);
          toInput(to, node, "value", 2);
        }
      }
      case "Slice" -> {
        if (from < 10) {
          integersToInput(to, node, "starts", 1);
          integersToInput(to, node, "ends", 2);
          integersToInput(to, node, "axes", 3);
        }
      }
      case "Squeeze", "Unsqueeze", "ReduceSum" -> {
        if (from < 13) {
          integersToInput(to, node, "axes", 1);
        }
      }
      case "Split" -> {
        if (from < 13) {
          integersToInput(to, node, "split", 1);
        }
      }
      case "TopK" -> {
        if (from < 10) {
          setInput(to, 1, constant(Tensors.int64s(new long[] {node.integer("k", 1)}, 1)));
          without(to, "k");
        }
      }
      case "Upsample", "Resize" -> resize(to, node);
      case "Softmax", "LogSoftmax", "Hardmax" -> {
        if (from < 13) {
          flattened(to, node);
          return;
        }
      }
      case "PRelu" -> slope(to);
      case "Gemm" -> without(to, "broadcast");
      case "Scatter" -> to.setOpType("ScatterElements");
      default -> {
        if (from < 7 && BROADCASTING.contains(proto.getOpType())) {
          broadcast(to, node);
        }
      }
    }
    written.add(to.build());
  }

  private static void normalise(NodeProto.Builder to) {
    without(to, "spatial");
    without(to, "is_test");
    keepFirst(to);
  }

  private static void keepFirst(NodeProto.Builder to) {
    String first = to.getOutput(0);
    to.clearOutput().addOutput(first);
    if (to.getOpType().equals("Identity")) {
      String input = to.getInput(0);
      to.clearInput().addInput(input);
    }
  }

  /** Before set 10 an enlargement only; before set 11 without a word about places. */
  private void resize(NodeProto.Builder to, Node node) {
    if (from >= 11 && node.operator().equals("Resize")) {
      // From set 13 on, only one of scales and sizes may be given.
      if (node.has(3)) {
        to.setInput(2, "");
      }
      return;
    }
    String scales;
    if (node.has(1)) {
      scales = to.getInput(1);
    } else {
      float[] values = scales(node);
      scales = constant(Tensors.floats(values, values.length));
    }
    boolean shrinks =
        graph.floats(scales).map(Tensors::floats).stream()
            .anyMatch(values -> values[values.length - 1] < 1);
    String mode = node.text("mode", "nearest");
    String input = to.getInput(0);
    to.setOpType("Resize")
        .clearInput()
        .addAllInput(List.of(input, "", scales))
        .clearAttribute()
        .addAttribute(Attributes.of("mode", mode.equals("bilinear") ? "linear" : mode))
        .addAttribute(Attributes.of("coordinate_transformation_mode", "asymmetric"))
        .addAttribute(Attributes.of("nearest_mode", shrinks ? "ceil" : "floor"));
  }

  private static float[] scales(Node node) {
    float[] values =
        node.attribute("scales")
            .map(
                list -> {
                  float[] all = new float[list.getFloatsCount()];
                  for (int i = 0; i < all.length; i++) {
                    all[i] = list.getFloats(i);
                  }
                  return all;
                })
            .orElse(new float[0]);
    return values.length > 0
        ? values
        : new float[] {1, 1, node.number("height_scale", 1), node.number("width_scale", 1)};
  }

  /**
   * Before set 13, softmax took all axes from the given one on together. Written so: flattened to
   * two axes, of which the last is weighed, and put into its own shape again.
   */
  private void flattened(NodeProto.Builder to, Node node) {
    String input = to.getInput(0);
    String output = to.getOutput(0);
    long axis = node.integer("axis", 1);
    if (axis == -1) {
      written.add(to.build());
      return;
    }
    String shape = add("Shape", output + "/shape", List.of(input));
    String flat = add("Flatten", output + "/flat", List.of(input), Attributes.of("axis", axis));
    String weighed = add(to.getOpType(), output + "/weighed", List.of(flat));
    written.add(
        NodeProto.newBuilder()
            .setOpType("Reshape")
            .setName(names.of(output + "/reshaped"))
            .addAllInput(List.of(weighed, shape))
            .addOutput(output)
            .build());
  }

  /** From set 7 on, slopes are aligned with the last axis; before, with the channels. */
  private void slope(NodeProto.Builder to) {
    graph
        .floats(to.getInput(1))
        .filter(slopes -> slopes.getDimsCount() == 1 && slopes.getDims(0) > 1)
        .ifPresent(
            slopes ->
                to.setInput(
                    1, constant(slopes.toBuilder().addDims(1).addDims(1).clearName().build())));
  }

  /** The second operand's axes lie from {@code axis} on; now they are aligned with the last. */
  private void broadcast(NodeProto.Builder to, Node node) {
    long axis = node.integer("axis", -1);
    String second = to.getInput(1);
    int rank = graph.constant(second).map(TensorProto::getDimsCount).orElse(1);
    if (node.integer("broadcast", 0) != 0 && axis >= 0 && rank + axis < PICTURE_AXES) {
      long[] axes = new long[(int) (PICTURE_AXES - rank - axis)];
      Arrays.setAll(axes, i -> rank + i);
      String behind = constant(Tensors.int64s(axes, axes.length));
      to.setInput(1, add("Unsqueeze", second + "/aligned", List.of(second, behind)));
    }
    without(to, "axis");
    without(to, "broadcast");
  }

  private void toInput(NodeProto.Builder to, Node node, String attribute, int input) {
    node.attribute(attribute)
        .ifPresent(a -> setInput(to, input, constant(Tensors.floats(new float[] {a.getF()}))));
    without(to, attribute);
  }

  private void integersToInput(NodeProto.Builder to, Node node, String attribute, int input) {
    List<Long> values = node.integers(attribute);
    if (!values.isEmpty()) {
      long[] numbers = values.stream().mapToLong(Long::longValue).toArray();
      setInput(to, input, constant(Tensors.int64s(numbers, numbers.length)));
    }
    without(to, attribute);
  }

  private static void setInput(NodeProto.Builder to, int input, String tensor) {
    while (to.getInputCount() <= input) {
      to.addInput("");
    }
    to.setInput(input, tensor);
  }

  private static void without(NodeProto.Builder to, String attribute) {
    for (int i = to.getAttributeCount() - 1; i >= 0; i--) {
      if (to.getAttribute(i).getName().equals(attribute)) {
        to.removeAttribute(i);
      }
    }
  }

  private String constant(TensorProto value) {
    return add("Constant", "raised/constant", List.of(), Attributes.of("value", value));
  }

  private String add(
      String operator, String wanted, List<String> inputs, AttributeProto... attributes) {
    String output = names.of(wanted);
    written.add(
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(output)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes))
            .build());
    return output;
  }
}
