package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.tensorflow.value.Floats;
import dev.katong.forge.tensorflow.value.Frames;
import dev.katong.forge.tensorflow.value.Integers;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import dev.katong.forge.tensorflow.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * A TensorFlow node while it is imported: its inputs, its attributes with TensorFlow's defaults for
 * those that were stripped, and the writing of ONNX nodes under its name.
 */
final class OpNode {
  /** An input whose own import failed; that has been noted, so this node is passed over. */
  static final class InputFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InputFailed() {
      super("an input failed", null, false, false);
    }
  }

  private final NodeDef node;
  private final Function<String, @Nullable Value> values;
  private final GraphIndex index;
  private final TensorWriter writer;

  OpNode(
      NodeDef node,
      GraphIndex index,
      Function<String, @Nullable Value> values,
      TensorWriter writer) {
    this.node = node;
    this.index = index;
    this.values = values;
    this.writer = writer;
  }

  String name() {
    return node.getName();
  }

  String op() {
    return node.getOp();
  }

  TensorWriter writer() {
    return writer;
  }

  GraphIndex index() {
    return index;
  }

  int inputs() {
    return index.inputs(node).size();
  }

  /** The name of the node that gives an input. */
  String inputName(int i) {
    List<String> names = index.inputs(node);
    if (i >= names.size()) {
      throw new UnsupportedForm("which lacks its input " + i);
    }
    return names.get(i);
  }

  Value input(int i) {
    String name = inputName(i);
    if (index.outputIndex(node, i) != 0) {
      throw new UnsupportedForm("which uses a secondary output of '" + name + "'");
    }
    Value value = values.apply(name);
    if (value == null) {
      throw new InputFailed();
    }
    return value;
  }

  List<Value> inputList() {
    List<Value> all = new ArrayList<>();
    for (int i = 0; i < inputs(); i++) {
      all.add(input(i));
    }
    return all;
  }

  /** An input as a tensor of the ONNX graph. */
  Tensor tensor(int i) {
    return writer.tensor(input(i), inputName(i));
  }

  /** An input of the given rank as TensorFlow counts it, of floats. */
  Tensor picture(int i) {
    Tensor tensor = tensor(i);
    if (tensor.rank() != 4 || tensor.frames() == Frames.HIDDEN) {
      throw new UnsupportedForm("whose input has rank " + tensor.rank() + " instead of 4");
    }
    if (tensor.type() == DataType.FLOAT) {
      return tensor;
    }
    return new Tensor(
        writer.cast(tensor.name(), DataType.FLOAT, name() + "/float"),
        DataType.FLOAT,
        tensor.axes(),
        tensor.order(),
        tensor.frames());
  }

  /** An input that must be a constant of floats. */
  Floats floats(int i, String what) {
    if (input(i) instanceof Floats floats) {
      return floats;
    }
    throw new UnsupportedForm("whose " + what + " is not a constant");
  }

  /** An input that must be integers of which each is a constant or a size. */
  Integers integers(int i, String what) {
    if (input(i) instanceof Integers integers) {
      return integers;
    }
    throw new UnsupportedForm("whose " + what + " is not known at import");
  }

  /** An input that must be constant integers. */
  long[] constants(int i, String what) {
    Integers integers = integers(i, what);
    if (!integers.isConstant()) {
      throw new UnsupportedForm("whose " + what + " is not a constant");
    }
    return integers.constants();
  }

  /** A constant list of axes, from an input. */
  List<Integer> axes(int i) {
    List<Integer> axes = new ArrayList<>();
    for (long axis : constants(i, "list of axes")) {
      axes.add(Math.toIntExact(axis));
    }
    return axes;
  }

  @Nullable AttrValue attribute(String name) {
    return node.getAttrMap().get(name);
  }

  AttrValue requiredAttribute(String name) {
    AttrValue value = attribute(name);
    if (value == null) {
      throw new UnsupportedForm("without the attribute " + name);
    }
    return value;
  }

  long integer(String name, long standard) {
    AttrValue value = attribute(name);
    return value == null ? standard : value.getI();
  }

  float number(String name, float standard) {
    AttrValue value = attribute(name);
    return value == null ? standard : value.getF();
  }

  boolean flag(String name, boolean standard) {
    AttrValue value = attribute(name);
    return value == null ? standard : value.getB();
  }

  String text(String name, String standard) {
    AttrValue value = attribute(name);
    return value == null ? standard : value.getS().toStringUtf8();
  }

  /** A list of integers; empty where it was stripped. */
  List<Long> list(String name) {
    AttrValue value = attribute(name);
    return value == null ? List.of() : value.getList().getIList();
  }

  /** The ONNX type of a type attribute. */
  DataType type(String name) {
    return TensorContents.type(requiredAttribute(name).getType());
  }

  /** True if axis 1 holds the channels. */
  boolean isChannelsFirst() {
    String format = text("data_format", "NHWC").toUpperCase(Locale.ROOT);
    return switch (format) {
      case "NHWC" -> false;
      case "NCHW" -> true;
      default -> throw new UnsupportedForm("of data_format " + format);
    };
  }

  /** Adds an ONNX node that has this node's name, if that is free. */
  String emit(String op, List<String> inputs, AttributeProto... attributes) {
    return writer.node(name(), op, inputs, attributes);
  }

  /** Adds an ONNX node named after a part of this node's work. */
  String emitPart(String part, String op, List<String> inputs, AttributeProto... attributes) {
    return writer.node(name() + "/" + part, op, inputs, attributes);
  }

  /** A constant int64 vector of this node. */
  String vector(String part, long... values) {
    return writer.graph().vector(name() + "/" + part, values);
  }
}
