package dev.katong.forge.fit;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A finished network of a few layers with random weights, on planes of floats of −1 to 1. */
public final class SketchedNetwork {
  private final GraphBuilder graph = new GraphBuilder("sketched");
  private final PixelEnds ends = PixelEnds.of("nchw", "bgr", "-1..1");
  private final Random random;
  private final String start;

  public SketchedNetwork(long seed) {
    random = new Random(seed);
    graph.input(PixelEnds.PHOTO, DataType.UINT8, "N", "H", "W", 3);
    start = graph.freeName("start");
    ends.enter(graph, PixelEnds.PHOTO, DataType.FLOAT, start);
  }

  public String start() {
    return start;
  }

  GraphBuilder graph() {
    return graph;
  }

  public String op(String operator, List<String> inputs, AttributeProto... attributes) {
    return graph.node(operator, operator, inputs, attributes);
  }

  /** A convolution that keeps the size, with a bias. */
  public String conv(String x, int in, int out, int kernel) {
    int before = (kernel - 1) / 2;
    int after = kernel - 1 - before;
    return conv(x, in, out, kernel, Attributes.list("pads", before, before, after, after));
  }

  /** A convolution with a bias. */
  public String conv(String x, int in, int out, int kernel, AttributeProto... attributes) {
    float size = (float) (1.6 / Math.sqrt(in * kernel * kernel));
    String weights = weights(size, out, in, kernel, kernel);
    return op("Conv", List.of(x, weights, weights(0.1f, out)), attributes);
  }

  public String activation(String x) {
    return op("LeakyRelu", List.of(x), Attributes.of("alpha", 0.2f));
  }

  String weights(float size, long... dims) {
    float[] values = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = size * (float) random.nextGaussian();
    }
    return graph.constant("weights", Tensors.floats(values, dims));
  }

  String constant(float value, long... dims) {
    return filled("constant", value, dims);
  }

  public String filled(String name, float value, long... dims) {
    float[] values = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
    Arrays.fill(values, value);
    return graph.constant(name, Tensors.floats(values, dims));
  }

  /** A box mean as formulas have it: sums over a box divided by sums over ones. */
  String boxMean(String x, int channels, int radius, float weight, float countWeight) {
    int side = 2 * radius + 1;
    AttributeProto pads = Attributes.list("pads", radius, radius, radius, radius);
    String sum =
        op(
            "Conv",
            List.of(x, constant(weight, channels, 1, side, side)),
            pads,
            Attributes.of("group", (long) channels));
    String count = op("Conv", List.of(ones(x), constant(countWeight, 1, 1, side, side)), pads);
    return op("Div", List.of(sum, count));
  }

  /** Ones of the height and width of a tensor. */
  private String ones(String x) {
    String shape = op("Shape", List.of(x));
    String one = graph.vector("one", 1);
    String sides =
        op(
            "Slice",
            List.of(
                shape, graph.vector("two", 2), graph.vector("four", 4), graph.vector("axis", 0)));
    String dims = op("Concat", List.of(one, one, sides), Attributes.of("axis", 0L));
    return op(
        "ConstantOfShape",
        List.of(dims),
        Attributes.of("value", Tensors.floats(new float[] {1}, 1)));
  }

  /** The network that gives three planes as bytes. */
  public ModelProto finished(String x) {
    graph.output(PixelEnds.CARTOON, DataType.UINT8, "N", "H", "W", 3);
    ends.leave(graph, x, DataType.FLOAT, graph.freeName(PixelEnds.CARTOON));
    return graph.build();
  }
}
