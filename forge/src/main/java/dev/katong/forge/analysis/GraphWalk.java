package dev.katong.forge.analysis;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.forge.analysis.Extent.Origin;
import dev.katong.forge.analysis.NetworkAnalysis.FrameOperation;
import dev.katong.forge.onnx.Node;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.network.Tiling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The walk from a network's input to its output, which finds for every tensor the pixels that each
 * of its positions depends on, and the nodes that depend on more.
 *
 * <p>Receptive fields by interval arithmetic are described by A. Araujo, W. Norris and J. Sim,
 * "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019; here the phases of
 * strided and upsampled positions are followed one by one instead of bounded.
 */
final class GraphWalk {
  private final GraphProbe probe;
  private final long opset;
  private final Map<String, Extent> extents = new HashMap<>();
  private final List<FrameOperation> frameOperations = new ArrayList<>();
  private final Set<String> blamed = new HashSet<>();

  GraphWalk(GraphProto graph, GraphProbe probe, long opset) {
    this.probe = probe;
    this.opset = opset;
    for (TensorProto constant : graph.getInitializerList()) {
      extents.put(constant.getName(), constant(constant.getDimsList()));
    }
    extents.put(PixelEnds.PHOTO, photo());
    for (NodeProto node : graph.getNodeList()) {
      for (String output : node.getOutputList()) {
        if (!output.isEmpty()) {
          extents.put(output, checked(new Step(this, node, output), node));
        }
      }
    }
  }

  private static Extent constant(List<Long> dims) {
    List<List<Factor>> axes = new ArrayList<>();
    dims.forEach(dim -> axes.add(Step.fixed(Amount.constant(dim))));
    return Extent.of(Origin.CONSTANT, axes, Map.of());
  }

  private Extent photo() {
    Reach pixels = Reach.own(Fraction.ONE, 0, probe.period());
    return Extent.of(
        Origin.PICTURE,
        List.of(
            List.of(),
            List.of(Factor.along(Direction.VERTICAL)),
            List.of(Factor.along(Direction.HORIZONTAL)),
            List.of(Factor.fixed(3))),
        Map.of(Direction.VERTICAL, pixels, Direction.HORIZONTAL, pixels));
  }

  GraphProbe probe() {
    return probe;
  }

  long opset() {
    return opset;
  }

  List<FrameOperation> frameOperations() {
    return List.copyOf(frameOperations);
  }

  /** The extent of a tensor; unknown for those of inner graphs. */
  Extent extent(String tensor) {
    Extent extent = extents.get(tensor);
    return extent == null ? Extent.unknown(Origin.PICTURE) : extent;
  }

  void blame(NodeProto node, Tiling allows, String reason) {
    if (blamed.add(node.getOutput(0))) {
      frameOperations.add(
          new FrameOperation(new Node(node).name(), node.getOpType(), reason, allows));
    }
  }

  /** A rule's result, held against the lengths that were seen. */
  private Extent checked(Step step, NodeProto node) {
    Extent extent = extent(step, node);
    Observation seen = probe.of(step.output());
    if (extent.lost() || extent.origin() != Origin.PICTURE || seen == null) {
      return extent;
    }
    if (!extent.isPlaced()) {
      return step.whole("pairs positions of the picture with each other");
    }
    boolean agrees = extent.rank() == seen.dims().size();
    for (int axis = 0; agrees && axis < extent.rank(); axis++) {
      long[] expected = new long[Amount.FRAMES.length];
      Arrays.fill(expected, 1);
      for (Factor factor : extent.axes().get(axis)) {
        long[] lengths = step.lengths(factor, extent);
        Arrays.setAll(expected, i -> expected[i] * lengths[i]);
      }
      agrees = seen.dims().get(axis).equals(Amount.fit(expected));
    }
    return agrees ? extent : step.whole("changes the axes of the picture in an unknown way");
  }

  private Extent extent(Step step, NodeProto node) {
    if (!Operators.isKnownDomain(node.getDomain(), node.getOpType())) {
      return step.whole(
          "is an operator of the domain '%s', which is not ONNX's".formatted(node.getDomain()));
    }
    if (Operators.isRandom(node.getOpType())) {
      return step.whole("is random");
    }
    List<Extent> inputs = step.inputs();
    if (!new Node(node).hasGraphs()
        && inputs.stream().allMatch(input -> input.origin() == Origin.CONSTANT)) {
      return step.fresh().from(Origin.CONSTANT);
    }
    Optional<Rule> rule = Operators.rule(node.getOpType());
    if (rule.isEmpty()) {
      return step.whole("is an operator that the analysis does not know");
    }
    boolean isOfSize =
        inputs.stream().noneMatch(input -> input.origin() == Origin.PICTURE)
            && step.isSeen()
            && step.dims().stream().allMatch(Amount::isConstant);
    if (isOfSize || Operators.givesSize(node.getOpType())) {
      return ofSize(step);
    }
    if (inputs.stream().anyMatch(Extent::lost)) {
      return step.fresh();
    }
    return rule.get().extent(step);
  }

  /** Numbers of the frame's size; those that are the same at all sizes are constants. */
  private static Extent ofSize(Step step) {
    // A limit may come into force at other sizes than the probe's.
    boolean isConstant =
        !Operators.limits(step.operator())
            && step.outputNumbers().filter(Numbers::areConstant).isPresent();
    return step.fresh().from(isConstant ? Origin.CONSTANT : Origin.SIZE);
  }
}
