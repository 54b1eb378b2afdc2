package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.Tensors;
import dev.katong.forge.quantize.Convolution.Padding;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Writes a network of which a region is computed in bytes, by ONNX Runtime's own operators and with
 * the channels last throughout, as its kernels work.
 */
final class ByteNetwork {
  /** The engine's fast kernel gives at least so many channels, and a multiple of the second. */
  private static final int LEAST_OUTPUTS = 16;

  private static final int CHANNEL_STEP = 4;

  /** Channels are made of so many pixels side by side, or blocks of so many squared. */
  private static final int BLOCK = 4;

  private final FloatGraph floats;
  private final ByteRegion region;
  private final Ranges ranges;
  private final PhotoValues photo;
  private final ByteGraph bytes;

  private ByteNetwork(FloatGraph floats, ByteRegion region, Ranges ranges) {
    this.floats = floats;
    this.region = region;
    this.ranges = ranges;
    this.photo = new PhotoValues(floats);
    this.bytes = new ByteGraph(new GraphBuilder(floats.model().getGraph().getName()));
  }

  static ModelProto write(FloatGraph floats, ByteRegion region, Ranges ranges) {
    return new ByteNetwork(floats, region, ranges).written();
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
    return graph.build();
  }

  private void writeBytes(NodeProto node) {
    String output = node.getOutput(0);
    String input = node.getInput(0);
    switch (node.getOpType()) {
      case "Conv" -> {
        if (photo.of(input).isPresent()) {
          convolve(output, Objects.requireNonNull(region.convolutions().get(output)), input, photo.of(input).get());
        } else {
          if (!bytes.holdsBytes(input)) {
            bytes.quantise(input, ranges.levels(input));
          }
          convolve(output, Objects.requireNonNull(region.convolutions().get(output)), input, bytes.pixels(input));
        }
      }
      case "LeakyRelu" -> activate(output, bytes.pixels(input), FloatGraph.number(node, "alpha", 0.01f));
      case "Relu" -> activate(output, bytes.pixels(input), 0);
      case "Add" -> add(output, bytes.pixels(input), bytes.pixels(node.getInput(1)));
      case "Resize" -> enlarge(output, bytes.pixels(input), input);
      case "DepthToSpace" -> {
        ByteTensor planes = bytes.planes(input);
        bytes.holdPlanes(output, new ByteTensor(bytes.graph().node("DepthToSpace", output + "/bytes", List.of(planes.name()), node.getAttributeList().toArray(new ai.onnx.proto.OnnxMl.AttributeProto[0])), planes.levels()));
      }
      default -> throw new IllegalStateException(node.getOpType() + " is not computed in bytes");
    }
  }

  private void activate(String output, ByteTensor in, float slope) {
    Levels levels = ranges.levels(output);
    String name =
        bytes
            .graph()
            .engineNode(
                "QLinearLeakyRelu",
                output + "/bytes",
                List.of(
                    in.name(),
                    bytes.scale(in.levels()),
                    bytes.zero(in.levels()),
                    bytes.scale(levels),
                    bytes.zero(levels)),
                Attributes.of("alpha", slope));
    bytes.holdPixels(output, new ByteTensor(name, levels));
  }

  private void add(String output, ByteTensor one, ByteTensor other) {
    Levels levels = ranges.levels(output);
    String name =
        bytes
            .graph()
            .engineNode(
                "QLinearAdd",
                output + "/bytes",
                List.of(
                    one.name(),
                    bytes.scale(one.levels()),
                    bytes.zero(one.levels()),
                    other.name(),
                    bytes.scale(other.levels()),
                    bytes.zero(other.levels()),
                    bytes.scale(levels),
                    bytes.zero(levels)));
    bytes.holdPixels(output, new ByteTensor(name, levels));
  }

  static boolean CONV_UP = true;

  private void enlarge(String output, ByteTensor in, String input) {
    GraphBuilder graph = bytes.graph();
    int channels = ranges.channels(input);
    if (!CONV_UP || channels % 4 != 0) {
      String t = graph.node("Resize", output + "/bytes", List.of(in.name(), "", graph.constant("scales", Tensors.floats(new float[] {1, 2, 2, 1}, 4))), Attributes.of("mode", "linear"), Attributes.of("coordinate_transformation_mode", "asymmetric"));
      bytes.holdPixels(output, new ByteTensor(t, in.levels()));
      return;
    }
    String padded = graph.node("Pad", output + "/padded", List.of(in.name(), graph.vector("edges", 0, 0, 0, 0, 0, 1, 1, 0)), Attributes.of("mode", "edge"));
    float[] w = new float[4 * channels * channels * 4];
    for (int y = 0; y < 2; y++) for (int x = 0; x < 2; x++) for (int c = 0; c < channels; c++) {
      int o = (y * 2 + x) * channels + c;
      for (int r = 0; r < 2; r++) for (int k = 0; k < 2; k++) {
        float wy = y == 0 ? (r == 0 ? 1 : 0) : .5f;
        float wx = x == 0 ? (k == 0 ? 1 : 0) : .5f;
        w[((o * channels + c) * 2 + r) * 2 + k] = wy * wx;
      }
    }
    Convolution up = new Convolution(w, 4 * channels, channels, 2, 2, new float[4 * channels], 1, 1, new Padding(false, 0, 0, 0, 0));
    byte[] bw = new byte[w.length]; float[] scales = new float[4 * channels];
    for (int o = 0; o < 4 * channels; o++) { float m = o < channels ? 1 : o < 3 * channels ? .5f : .25f; scales[o] = m; for (int i = 0; i < channels * 4; i++) bw[o * channels * 4 + i] = (byte) Math.round(w[o * channels * 4 + i] / m); }
    String four = new ByteConvolution(up, bw, scales, new int[4 * channels]).write(bytes, output + "/four", new ByteTensor(padded, in.levels()), in.levels());
    String six = graph.node("Reshape", output + "/split", List.of(four, graph.vector("split", 0, 0, 0, 2, 2 * channels)));
    String turned = graph.node("Transpose", output + "/turned", List.of(six), Attributes.list("perm", 0, 1, 3, 2, 4));
    String shape = graph.node("Shape", output + "/shape", List.of(in.name()));
    String dims = graph.node("Mul", output + "/dims", List.of(shape, graph.vector("by", 1, 2, 2, 1)));
    String t = graph.node("Reshape", output + "/bytes", List.of(turned, dims));
    bytes.holdPixels(output, new ByteTensor(t, in.levels()));
  }

  private void convolve(String output, Convolution exact, String input, ByteTensor in) {
    GraphBuilder graph = bytes.graph();
    Levels levels = ranges.levels(output);
    double[] means = ranges.means(input);
    boolean isPlain = exact.strideAcross() == 1 && exact.strideDown() == 1;
    if (exact.inputs() % CHANNEL_STEP != 0 && isPlain && !exact.padding().isSame() && ranges.isMultiple(input, BLOCK)) {
      String packed = graph.node("Reshape", output + "/side_by_side", List.of(in.name(), graph.vector("side_by_side", 0, 0, -1, (long) BLOCK * exact.inputs())));
      double[] many = new double[BLOCK * means.length];
      for (int i = 0; i < many.length; i++) many[i] = means[i % means.length];
      String t = ByteConvolution.of(exact.sideBySide(BLOCK), many, in.levels(), in.rest()).write(bytes, output + "/wide", new ByteTensor(packed, in.levels(), in.rest()), levels);
      bytes.holdPixels(output, new ByteTensor(graph.node("Reshape", output + "/bytes", List.of(t, graph.vector("apart", 0, 0, -1, exact.outputs()))), levels));
    } else if (exact.outputs() < LEAST_OUTPUTS && !exact.padding().isSame() && ranges.isMultiple(output, block(exact))) {
      int block = block(exact);
      String t = ByteConvolution.of(exact.inBlocks(block), means, in.levels(), in.rest()).write(bytes, output + "/blocks", in, levels);
      String planes = graph.node("Transpose", output + "/planes", List.of(t), Attributes.list("perm", 0, 3, 1, 2));
      String d = graph.node("DepthToSpace", output + "/bytes", List.of(planes), Attributes.of("blocksize", block), Attributes.of("mode", "CRD"));
      bytes.holdPlanes(output, new ByteTensor(d, levels));
    } else {
      bytes.holdPixels(output, new ByteTensor(ByteConvolution.of(exact, means, in.levels(), in.rest()).write(bytes, output + "/bytes", in, levels), levels));
    }
  }

  private static int block(Convolution c) {
    return c.outputs() <= 4 ? 4 : 2;
  }
}
