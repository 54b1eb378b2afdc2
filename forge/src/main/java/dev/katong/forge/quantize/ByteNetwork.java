package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.katong.forge.analysis.TensorSides;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.Graph;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.quantize.ConvolutionLayer.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a network of which a region is computed in bytes, by ONNX Runtime's own operators and with
 * the channels last throughout, as its kernels work. All else stays as it is.
 */
final class ByteNetwork {
  /**
   * A leaky ReLU's result as the positive and the negative part of its input, twice the channels.
   *
   * @param source both parts, each without the other
   * @param factor by which the second part is to be multiplied
   */
  private record Signs(Source source, double factor) {}

  private final Graph floats;
  private final ByteRegion region;
  private final Ranges ranges;
  private final PhotoValues photo;
  private final ByteGraph bytes;
  private final ConvolutionLayer convolutions;
  private final Map<String, Signs> signs = new HashMap<>();

  private ByteNetwork(Graph floats, ByteRegion region, Ranges ranges, TensorSides sides) {
    this.floats = floats;
    this.region = region;
    this.ranges = ranges;
    this.photo = new PhotoValues(floats);
    this.bytes = new ByteGraph(new GraphBuilder(floats.model().getGraph().getName()));
    this.convolutions = new ConvolutionLayer(bytes, sides);
  }

  /**
   * The quantised network.
   *
   * @param ranges of all tensors that the region observes
   * @param sides of the float network's tensors
   */
  static ModelProto write(Graph floats, ByteRegion region, Ranges ranges, TensorSides sides) {
    return new ByteNetwork(floats, region, ranges, sides).written();
  }

  private ModelProto written() {
    GraphBuilder graph = bytes.graph();
    Set<String> names = new HashSet<>();
    floats.nodes().forEach(node -> names.addAll(node.getOutputList()));
    graph.reserve(names);
    graph.reserveNodeNames(floats.nodes());
    floats.model().getGraph().getInitializerList().forEach(graph::add);
    floats.model().getGraph().getInputList().forEach(graph::input);
    for (NodeProto node : floats.nodes()) {
      if (region.isInside(node.getOutput(0))) {
        writeBytes(node);
      } else {
        node.getInputList().forEach(bytes::needFloats);
        graph.add(node.toBuilder());
        node.getOutputList().forEach(bytes::holdFloats);
      }
    }
    for (ValueInfoProto output : floats.model().getGraph().getOutputList()) {
      bytes.needFloats(output.getName());
      graph.output(output);
    }
    return graph.build().toBuilder()
        .addAllMetadataProps(floats.model().getMetadataPropsList())
        .build();
  }

  private void writeBytes(NodeProto node) {
    String output = node.getOutput(0);
    String input = node.getInput(0);
    switch (node.getOpType()) {
      case "Conv" -> convolve(output, input);
      case "LeakyRelu", "Relu" -> activate(output, input, ByteRegion.slope(node));
      case "Add" -> add(output, bytes.pixels(input), bytes.pixels(node.getInput(1)));
      case "Resize" ->
          bytes.holdPixels(
              output, Upsampling.write(bytes, output, bytes.pixels(input), region.channels(input)));
      case "DepthToSpace" -> layOut(node);
      default -> throw new IllegalStateException(node.getOpType() + " is not computed in bytes");
    }
  }

  private void convolve(String output, String input) {
    Convolution exact = Objects.requireNonNull(region.convolutions().get(output));
    Signs before = signs.get(input);
    Source in;
    if (before != null) {
      exact = exact.overSigns(before.factor());
      in = before.source();
    } else {
      in = new Source(input, entering(input), ranges.means(input));
    }
    Optional<NodeProto> activation = region.activationInSigns(output);
    if (activation.isPresent()) {
      splitSigns(output, activation.get(), exact, in);
    }
    if (activation.isEmpty() || region.isNeededWhole(activation.get().getOutput(0))) {
      convolutions.write(output, exact, in, ranges.levels(output));
    }
  }

  private ByteTensor entering(String tensor) {
    Optional<ByteTensor> pixels = photo.of(tensor);
    if (pixels.isPresent()) {
      return pixels.get();
    }
    if (!bytes.holdsBytes(tensor)) {
      bytes.quantise(tensor, ranges.levels(tensor));
    }
    return bytes.pixels(tensor);
  }

  private void splitSigns(String output, NodeProto activation, Convolution exact, Source in) {
    double factor = ranges.signFactor(output);
    String activated = activation.getOutput(0);
    ByteTensor both =
        convolutions.pixels(output + "/signs", exact.inSigns(factor), in, ranges.positive(output));
    signs.put(
        activated,
        new Signs(
            new Source(activated, both, ranges.signMeans(output, factor)),
            -ByteRegion.slope(activation) / factor));
  }

  private void activate(String output, String input, float slope) {
    if (!bytes.holdsBytes(input)) {
      return; // Its signs are all that is needed.
    }
    ByteTensor in = bytes.pixels(input);
    Levels levels = ranges.levels(output);
    List<String> operands = new ArrayList<>(operand(in));
    operands.addAll(List.of(bytes.scale(levels), bytes.zero(levels)));
    String name =
        bytes
            .graph()
            .engineNode(
                "QLinearLeakyRelu", output + "/bytes", operands, Attributes.of("alpha", slope));
    bytes.holdPixels(output, new ByteTensor(name, levels));
  }

  private void add(String output, ByteTensor one, ByteTensor other) {
    Levels levels = ranges.levels(output);
    List<String> operands = new ArrayList<>(operand(one));
    operands.addAll(operand(other));
    operands.addAll(List.of(bytes.scale(levels), bytes.zero(levels)));
    String name = bytes.graph().engineNode("QLinearAdd", output + "/bytes", operands);
    bytes.holdPixels(output, new ByteTensor(name, levels));
  }

  private List<String> operand(ByteTensor tensor) {
    return List.of(tensor.name(), bytes.scale(tensor.levels()), bytes.zero(tensor.levels()));
  }

  private void layOut(NodeProto node) {
    ByteTensor planes = bytes.planes(node.getInput(0));
    String output = node.getOutput(0);
    String name =
        bytes
            .graph()
            .node(
                "DepthToSpace",
                output + "/bytes",
                List.of(planes.name()),
                node.getAttributeList().toArray(AttributeProto[]::new));
    bytes.holdPlanes(output, new ByteTensor(name, planes.levels()));
  }
}
