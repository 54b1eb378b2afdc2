package dev.katong.forge.prune.channel;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.katong.forge.onnx.Graph;
import dev.katong.forge.onnx.Node;
import dev.katong.forge.onnx.TensorNames;
import dev.katong.forge.onnx.TensorShapes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The walk through a network, from its input to its outputs, on which every channel is followed
 * from the convolution that gives it to all that take it. What an operator adds, joins or parts is
 * coupled accordingly; what cannot be followed stays.
 */
public final class ChannelWalk {
  private final ModelProto model;
  private final TensorShapes shapes;
  private final long opset;
  private final CoupledChannels coupled = new CoupledChannels();
  private final Graph index;
  private final Map<String, Axes> followed = new LinkedHashMap<>();
  private final List<Change> changes = new ArrayList<>();
  private final List<ChannelConvolution> convolutions = new ArrayList<>();

  /**
   * Walks through a network.
   *
   * @param model its constants are initializers, not nodes
   */
  public ChannelWalk(ModelProto model, TensorShapes shapes) {
    this.model = model;
    this.shapes = shapes;
    this.opset = Graph.opset(model);
    this.index = new Graph(model);
    GraphProto graph = model.getGraph();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      visit(i, graph.getNode(i));
    }
    for (ValueInfoProto output : graph.getOutputList()) {
      keep(output.getName(), "'%s' is what the network gives".formatted(output.getName()));
    }
  }

  private void visit(int index, NodeProto node) {
    if (new Node(node).hasGraphs()) {
      String reason = "%s (%s) has a graph of its own".formatted(node.getName(), node.getOpType());
      TensorNames.consumedBy(node).forEach(tensor -> keep(tensor, reason));
      return;
    }
    ChannelOperators.rule(node.getDomain(), node.getOpType()).follow(new Visit(this, index, node));
  }

  private void keep(String tensor, String reason) {
    Axes axes = axes(tensor);
    for (int axis = 0; axis < axes.rank(); axis++) {
      coupled.keep(axes.at(axis), reason);
    }
  }

  public ModelProto model() {
    return model;
  }

  long opset() {
    return opset;
  }

  public CoupledChannels coupled() {
    return coupled;
  }

  /** The constant of a name; null if it is computed. */
  public @Nullable TensorProto constant(String tensor) {
    return index.constant(tensor).orElse(null);
  }

  Axes axes(String tensor) {
    Axes axes = followed.get(tensor);
    return axes == null ? Axes.fixed(shape(tensor).length) : axes;
  }

  /** The shape in the trial run; without axes where the tensor is none. */
  public long[] shape(String tensor) {
    return shapes.of(tensor).orElse(new long[0]);
  }

  List<NodeProto> consumers(String tensor) {
    return index.consumers(tensor);
  }

  void give(String tensor, Axes axes) {
    followed.put(tensor, axes);
  }

  void change(Change change) {
    changes.add(change);
  }

  void convolution(ChannelConvolution convolution) {
    convolutions.add(convolution);
  }

  public List<Change> changes() {
    return changes;
  }

  /** The convolutions in the order of the graph. */
  public List<ChannelConvolution> convolutions() {
    return convolutions;
  }

  /** All channels side by side on an axis of a tensor; of each, some must be left. */
  List<int[]> rows() {
    List<int[]> rows = new ArrayList<>();
    for (Axes axes : followed.values()) {
      for (int axis = 0; axis < axes.rank(); axis++) {
        if (axes.isFollowed(axis)) {
          rows.add(axes.at(axis));
        }
      }
    }
    return rows;
  }
}
