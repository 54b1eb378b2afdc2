package dev.katong.forge.analysis;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.katong.forge.analysis.Extent.Origin;
import dev.katong.forge.onnx.Node;
import dev.katong.network.Tiling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One node on the walk through the graph, with what is known of its inputs. */
final class Step {
  private final GraphWalk walk;
  private final NodeProto node;
  private final Node view;
  private final String output;

  /**
   * A step towards one output of a node.
   *
   * @param output the name of the output
   */
  Step(GraphWalk walk, NodeProto node, String output) {
    this.walk = walk;
    this.node = node;
    this.view = new Node(node);
    this.output = output;
  }

  String operator() {
    return node.getOpType();
  }

  /** The version of ONNX's operators. */
  long opset() {
    return walk.opset();
  }

  /** The output's name. */
  String output() {
    return output;
  }

  /** The index of this output among the node's outputs. */
  int outputIndex() {
    return node.getOutputList().indexOf(output);
  }

  boolean has(int input) {
    return view.has(input);
  }

  /** The extent of an input, which must be given. */
  Extent input(int i) {
    return walk.extent(node.getInput(i));
  }

  /** The inputs that are there. */
  List<Extent> inputs() {
    List<Extent> inputs = new ArrayList<>();
    for (int i = 0; i < node.getInputCount(); i++) {
      if (has(i)) {
        inputs.add(input(i));
      }
    }
    return inputs;
  }

  /** The values of a small input. */
  Optional<Numbers> numbers(int input) {
    if (!has(input)) {
      return Optional.empty();
    }
    Observation observation = walk.probe().of(node.getInput(input));
    return observation == null ? Optional.empty() : observation.numbers();
  }

  /** True if the probe observed the output, so that it is a tensor. */
  boolean isSeen() {
    return walk.probe().of(output) != null;
  }

  /** The values of the output, if it is small. */
  Optional<Numbers> outputNumbers() {
    Observation observation = walk.probe().of(output);
    return observation == null ? Optional.empty() : observation.numbers();
  }

  /** The lengths of an input's axes. */
  List<Amount> dims(int input) {
    Observation observation = walk.probe().of(node.getInput(input));
    return observation == null ? List.of() : observation.dims();
  }

  /** The lengths of the output's axes. */
  List<Amount> dims() {
    Observation observation = walk.probe().of(output);
    return observation == null ? List.of() : observation.dims();
  }

  long integer(String name, long otherwise) {
    return view.integer(name, otherwise);
  }

  List<Long> integers(String name) {
    return view.integers(name);
  }

  String text(String name, String otherwise) {
    return view.text(name, otherwise);
  }

  /** An axis counted from the front, by an attribute that may count from the back. */
  int axis(String name, long otherwise, int rank) {
    long axis = integer(name, otherwise);
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** The scale and the surplus of an output's axis that follows the frame along one direction. */
  Reach own(Amount length) {
    return Reach.own(walk.probe().scale(length), length.base(), walk.probe().period());
  }

  /** The reach of an input through an operator, for the output's axis of the given length. */
  Reach through(Reach input, Sampling sampling, Amount length) {
    return input.through(sampling, walk.probe().scale(length), length.base());
  }

  /** The lengths of a reach's axis at the probe's sizes, for comparison with observed lengths. */
  long[] lengths(Factor factor, Extent extent) {
    long[] lengths = new long[Amount.FRAMES.length];
    Direction direction = factor.direction();
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] =
          direction == null
              ? factor.size()
              : extent
                  .reach(direction)
                  .length(
                      (long) Amount.FRAMES[i][direction == Direction.VERTICAL ? 0 : 1]
                          * walk.probe().grid());
    }
    return lengths;
  }

  /** Lists this node among those that see more of the frame than a tile has. */
  void blame(Tiling allows, String reason) {
    walk.blame(node, allows, reason);
  }

  /** Lists this node as one that needs the whole frame, and continues without its reach. */
  Extent whole(String reason) {
    blame(Tiling.WHOLE, reason);
    return fresh();
  }

  /**
   * The extent of the output that follows from its lengths alone: the axes, with every position
   * where its own pixel is.
   */
  Extent fresh() {
    List<List<Factor>> axes = new ArrayList<>();
    Map<Direction, Reach> reaches = new EnumMap<>(Direction.class);
    for (Amount length : dims()) {
      Optional<Direction> direction = length.direction();
      if (direction.isPresent()) {
        axes.add(List.of(Factor.along(direction.get())));
        reaches.put(direction.get(), own(length));
      } else if (length.isConstant()) {
        axes.add(fixed(length));
      } else {
        return Extent.unknown(Origin.PICTURE);
      }
    }
    Extent extent = Extent.of(Origin.PICTURE, axes, reaches);
    return extent.isPlaced() ? extent : Extent.unknown(Origin.PICTURE);
  }

  /** The factors of an axis of constant length. */
  static List<Factor> fixed(Amount length) {
    return length.base() == 1 ? Collections.emptyList() : List.of(Factor.fixed(length.base()));
  }

  /**
   * An input with some axes sampled differently; the output has the same axes, each of the length
   * that was seen, in the same order.
   *
   * @param samplings by axis; null or none leaves the axis as it is
   */
  Extent sampled(Extent input, List<@Nullable Sampling> samplings) {
    List<List<Factor>> axes = new ArrayList<>();
    Map<Direction, Reach> reaches = new EnumMap<>(Direction.class);
    reaches.putAll(input.reaches());
    List<Amount> dims = dims();
    for (int axis = 0; axis < input.rank(); axis++) {
      Direction direction = input.direction(axis);
      Sampling sampling = axis < samplings.size() ? samplings.get(axis) : null;
      if (direction == null) {
        axes.add(input.isSpatial(axis) ? input.axes().get(axis) : fixed(dims.get(axis)));
      } else {
        axes.add(input.axes().get(axis));
        Amount length = dims.get(axis);
        if (!length.direction().equals(Optional.of(direction))) {
          return whole("gives an axis of the picture a length of its own");
        }
        if (sampling != null) {
          reaches.put(direction, through(input.reach(direction), sampling, length));
        }
      }
    }
    return Extent.of(Origin.PICTURE, axes, reaches);
  }
}
