package dev.katong.forge.prune.channel;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.forge.onnx.Node;
import dev.katong.forge.onnx.Tensors;
import java.util.List;
import java.util.Optional;

/** One node on the walk, as its rule sees it, and where the rule says what it found. */
final class Visit {
  private final ChannelWalk walk;
  private final int index;
  private final NodeProto node;
  private final Node view;

  Visit(ChannelWalk walk, int index, NodeProto node) {
    this.walk = walk;
    this.index = index;
    this.node = node;
    this.view = new Node(node);
  }

  NodeProto node() {
    return node;
  }

  /** The node's name, or that of its output where it has none. */
  String name() {
    return view.name();
  }

  long opset() {
    return walk.opset();
  }

  CoupledChannels coupled() {
    return walk.coupled();
  }

  int inputs() {
    return node.getInputCount();
  }

  /** True if an input is given; optional ones may be left out. */
  boolean has(int input) {
    return view.has(input);
  }

  Axes axes(int input) {
    return walk.axes(node.getInput(input));
  }

  long[] shape(int input) {
    return walk.shape(node.getInput(input));
  }

  long[] outputShape(int output) {
    return walk.shape(node.getOutput(output));
  }

  boolean isConstant(int input) {
    return has(input) && walk.constant(node.getInput(input)) != null;
  }

  /** A constant input of integers; empty if it is left out or none. */
  Optional<long[]> integers(int input) {
    return has(input) ? integers(node.getInput(input)) : Optional.empty();
  }

  /** The integers of a constant; empty if it is none. */
  Optional<long[]> integers(String tensor) {
    TensorProto constant = walk.constant(tensor);
    return constant != null && Tensors.isInteger(constant)
        ? Optional.of(Tensors.integers(constant))
        : Optional.empty();
  }

  /** A constant input of floats; empty if it is left out or none. */
  Optional<float[]> floats(int input) {
    TensorProto constant = has(input) ? walk.constant(node.getInput(input)) : null;
    return constant != null && Tensors.isFloat(constant)
        ? Optional.of(Tensors.floats(constant))
        : Optional.empty();
  }

  /** The nodes that take a tensor. */
  List<NodeProto> consumers(String tensor) {
    return walk.consumers(tensor);
  }

  /** Integers that are an attribute, or in newer operator sets a constant input. */
  Optional<long[]> integers(String attribute, int input) {
    return view.attribute(attribute).isPresent()
        ? Optional.of(view.integers(attribute, new long[0]))
        : integers(input);
  }

  long integer(String attribute, long otherwise) {
    return view.integer(attribute, otherwise);
  }

  String text(String attribute, String otherwise) {
    return view.text(attribute, otherwise);
  }

  boolean hasAttribute(String name) {
    return view.attribute(name).isPresent();
  }

  /** A constant input goes with these channels along an axis; computed numbers keep them. */
  void cut(int input, int axis, int[] channels) {
    if (!has(input) || channels.length == 0) {
      return;
    }
    if (isConstant(input)) {
      walk.change(new Change.Cut(index, input, axis, channels));
    } else {
      keep(channels, "takes '%s', which is computed".formatted(node.getInput(input)));
    }
  }

  /** The same for a vector that may be missing, and may be added later. */
  void cutBias(int input, int[] channels) {
    if (has(input)) {
      cut(input, 0, channels);
    } else {
      walk.change(new Change.Cut(index, input, 0, channels));
    }
  }

  /** A number of a constant input is how many of these channels there are. */
  void count(int input, int position, int[] channels) {
    walk.change(new Change.InputCount(index, input, position, channels));
  }

  /** A number of an attribute, or of an input where there is no such attribute. */
  void count(String attribute, int input, int position, int[] channels) {
    if (hasAttribute(attribute)) {
      walk.change(new Change.AttributeCount(index, attribute, position, channels));
    } else {
      count(input, position, channels);
    }
  }

  /** The attribute, one number, is how many of these channels there are. */
  void count(String attribute, int[] channels) {
    walk.change(new Change.AttributeCount(index, attribute, -1, channels));
  }

  /** A convolution that gives or takes channels. */
  void convolution(int outAxis, int inAxis, int[] in, int[] out) {
    walk.convolution(
        new ChannelConvolution(
            index,
            name(),
            node.getInput(0),
            node.getOutput(0),
            node.getInput(1),
            isConstant(2) ? node.getInput(2) : "",
            outAxis,
            inAxis,
            in,
            out));
  }

  /** Sets the meaning of an output's axes. */
  void give(int output, Axes axes) {
    walk.give(node.getOutput(output), axes);
  }

  /** CoupledChannels stay because of this node; {@code what} says what it does. */
  void keep(int[] channels, String what) {
    coupled().keep(channels, "%s (%s) %s".formatted(name(), node.getOpType(), what));
  }

  /** All channels of an input stay. */
  void keep(int input, String what) {
    Axes axes = axes(input);
    for (int axis = 0; axis < axes.rank(); axis++) {
      keep(axes.at(axis), what);
    }
  }

  /** All that the node takes stays, and what it gives is not followed. */
  void keepAll(String what) {
    for (int input = 0; input < inputs(); input++) {
      if (has(input)) {
        keep(input, what);
      }
    }
  }

  /** True if any input has channels that are followed. */
  boolean isFollowed() {
    for (int input = 0; input < inputs(); input++) {
      if (has(input)) {
        Axes axes = axes(input);
        for (int axis = 0; axis < axes.rank(); axis++) {
          if (axes.isFollowed(axis)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
