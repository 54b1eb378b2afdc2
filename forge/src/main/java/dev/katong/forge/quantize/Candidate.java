package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.katong.forge.analysis.TensorSides;
import dev.katong.forge.onnx.Graph;
import java.util.Objects;
import java.util.Set;

/**
 * A network that is ready to be quantised: its channels equalised, the values of its tensors known.
 * It can be written with one convolution or another computed more exactly.
 */
final class Candidate {
  /** The cost of converting a value between bytes and floats, in multiplications of bytes. */
  private static final double CONVERSION = 32;

  /** The cost of one multiplication of floats, in multiplications of bytes. */
  private static final double FLOAT = 4;

  private final Graph graph;
  private final ByteRegion largest;
  private final Calibration calibration;
  private final TensorSides sides;

  /**
   * A network to be quantised.
   *
   * @param calibration of all tensors that its largest region observes
   */
  Candidate(Graph graph, Calibration calibration, TensorSides sides) {
    this.graph = graph;
    this.largest = new ByteRegion(graph, Set.of(), Set.of());
    this.calibration = calibration;
    this.sides = sides;
  }

  /** The convolutions that can be computed in bytes, by output, in the order of computation. */
  Set<String> convolutions() {
    return largest.convolutions().keySet();
  }

  boolean allowsSigns(String convolution) {
    return largest.allowsSigns(convolution);
  }

  /** The quantised network. */
  ModelProto written(PrecisionPlan treatment) {
    ByteRegion region = new ByteRegion(graph, treatment.kept(), treatment.inSigns());
    return ByteNetwork.write(graph, region, new Ranges(calibration, region), sides);
  }

  /** The cost of all convolutions in bytes, in multiplications. */
  double work() {
    return convolutions().stream().mapToDouble(this::work).sum();
  }

  /** The cost of holding a convolution's signs apart, in multiplications of bytes. */
  double costOfSigns(String convolution) {
    String activated = graph.consumers(convolution).get(0).getOutput(0);
    double cost = work(convolution);
    for (NodeProto user : graph.consumers(activated)) {
      String output = user.getOutput(0);
      cost += convolutions().contains(output) ? work(output) : 0;
    }
    return cost;
  }

  /** The cost of keeping a convolution in floating point, in multiplications of bytes. */
  double costOfFloats(String convolution) {
    String input = Objects.requireNonNull(graph.producer(convolution)).getInput(0);
    return (FLOAT - 1) * work(convolution) + CONVERSION * (values(input) + values(convolution));
  }

  private double work(String convolution) {
    Convolution shape = Objects.requireNonNull(largest.convolutions().get(convolution));
    return (double) shape.work() * calibration.values(convolution).places();
  }

  private double values(String tensor) {
    ChannelValues values = calibration.values(tensor);
    return (double) values.channels() * values.places();
  }
}
