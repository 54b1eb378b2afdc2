package dev.katong.forge.prune;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A finished network of random operators on planes of whole numbers. After each convolution values
 * are brought back to few bits, so that floats hold every sum exactly, whatever its order.
 */
final class RandomNetwork {
  private record Plane(String name, int channels) {}

  private final GraphBuilder graph = new GraphBuilder("random");
  private final PixelEnds ends = PixelEnds.of("nchw", "bgr", "0..255");
  private final Random random;
  private final List<Plane> planes = new ArrayList<>();

  private RandomNetwork(long seed) {
    random = new Random(seed);
  }

  static ModelProto of(long seed, int operators) {
    return new RandomNetwork(seed).build(operators);
  }

  private ModelProto build(int operators) {
    graph.input(PixelEnds.PHOTO, DataType.UINT8, "N", "H", "W", 3);
    String start = graph.freeName("start");
    ends.enter(graph, PixelEnds.PHOTO, DataType.FLOAT, start);
    planes.add(conv(new Plane(start, 3), size(), 3));
    for (int i = 0; i < operators; i++) {
      planes.add(operator(any()));
    }
    Plane last = conv(planes.get(planes.size() - 1), 3, 1);
    String raised = op("Add", last.name(), graph.scalar("grey", 128));
    graph.output(PixelEnds.CARTOON, DataType.UINT8, "N", "H", "W", 3);
    ends.leave(graph, raised, DataType.FLOAT, graph.freeName(PixelEnds.CARTOON));
    return graph.build();
  }

  /** Mostly the last, so that chains grow. */
  private Plane any() {
    return planes.get(random.nextInt(3) > 0 ? planes.size() - 1 : random.nextInt(planes.size()));
  }

  private Plane operator(Plane x) {
    return switch (random.nextInt(14)) {
      case 0, 1, 2 -> conv(x, size(), 3);
      case 3 -> depthwise(x, 1 + random.nextInt(2));
      case 4 -> grouped(x);
      case 5 -> add(x);
      case 6 -> joined(x);
      case 7 -> parted(x);
      case 8 -> lowered(x);
      case 9 -> rearranged(x);
      case 10 -> gated(x);
      case 11 -> scaled(x);
      case 12 -> normalised(x);
      default -> new Plane(graph.node("Relu", "relu", List.of(x.name())), x.channels());
    };
  }

  private int size() {
    return 6 + 2 * random.nextInt(4);
  }

  private Plane conv(Plane x, int out, int kernel) {
    String y = window("Conv", x.name(), weights(out, x.channels(), kernel, kernel), kernel, out);
    return few(y, out);
  }

  private Plane depthwise(Plane x, int multiplier) {
    int out = multiplier * x.channels();
    return few(window("Conv", x.name(), weights(out, 1, 3, 3), 3, out, group(x.channels())), out);
  }

  private Plane grouped(Plane x) {
    return few(window("Conv", x.name(), weights(8, x.channels() / 2, 3, 3), 3, 8, group(2)), 8);
  }

  private static AttributeProto group(int groups) {
    return Attributes.of("group", groups);
  }

  private String window(
      String op, String x, String weights, int kernel, int out, AttributeProto... more) {
    int pad = kernel / 2;
    List<AttributeProto> attributes = new ArrayList<>(List.of(more));
    attributes.add(Attributes.list("pads", pad, pad, pad, pad));
    List<String> inputs = new ArrayList<>(List.of(x, weights));
    if (random.nextBoolean()) {
      inputs.add(vector(out));
    }
    return graph.node(op, "conv", inputs, attributes.toArray(AttributeProto[]::new));
  }

  /** Whole numbers from −32 to 32. */
  private Plane few(String x, int channels) {
    String small = op("Mul", x, graph.scalar("eighth", 0.125f));
    String whole = graph.node("Floor", "floor", List.of(small));
    String low = op("Min", whole, graph.scalar("most", 32));
    return new Plane(op("Max", low, graph.scalar("least", -32)), channels);
  }

  /** With another plane of as many channels, if need be a new one. */
  private Plane add(Plane x) {
    Plane other =
        planes.stream()
            .filter(plane -> !plane.name().equals(x.name()) && plane.channels() == x.channels())
            .findFirst()
            .orElseGet(() -> conv(x, x.channels(), 1));
    return few(op("Add", x.name(), other.name()), x.channels());
  }

  private Plane joined(Plane x) {
    Plane other = any();
    String y =
        graph.node("Concat", "joined", List.of(x.name(), other.name()), Attributes.of("axis", 1));
    return new Plane(y, x.channels() + other.channels());
  }

  private Plane parted(Plane x) {
    int from = random.nextInt(x.channels() / 2);
    int to = x.channels() - random.nextInt(x.channels() / 4 + 1);
    String y =
        graph.node(
            "Slice",
            "part",
            List.of(
                x.name(),
                graph.vector("from", from),
                graph.vector("to", to - x.channels() == 0 ? Integer.MAX_VALUE : to - x.channels()),
                graph.vector("channels", 1)));
    return conv(new Plane(y, to - from), size(), 1);
  }

  private Plane lowered(Plane x) {
    String small =
        graph.node(
            "MaxPool",
            "pool",
            List.of(x.name()),
            Attributes.list("kernel_shape", 2, 2),
            Attributes.list("strides", 2, 2));
    Plane inner = conv(new Plane(small, x.channels()), size(), 3);
    String scales = graph.constant("scales", Tensors.floats(new float[] {1, 1, 2, 2}, 4));
    String y =
        graph.node(
            "Resize",
            "resize",
            List.of(inner.name(), "", scales),
            Attributes.of("mode", "nearest"),
            Attributes.of("nearest_mode", "floor"),
            Attributes.of("coordinate_transformation_mode", "asymmetric"));
    return new Plane(y, inner.channels());
  }

  /** To four times the pixels and back, and by way of another order of axes. */
  private Plane rearranged(Plane x) {
    Plane wide = conv(x, 4 * size(), 1);
    String large =
        graph.node(
            "DepthToSpace",
            "large",
            List.of(wide.name()),
            Attributes.of("blocksize", 2),
            Attributes.of("mode", random.nextBoolean() ? "CRD" : "DCR"));
    String back =
        graph.node("SpaceToDepth", "small", List.of(large), Attributes.of("blocksize", 2));
    String turned =
        graph.node("Transpose", "turned", List.of(back), Attributes.list("perm", 0, 2, 3, 1));
    String scaled = op("Mul", turned, vector(wide.channels()));
    String y =
        graph.node("Transpose", "again", List.of(scaled), Attributes.list("perm", 0, 3, 1, 2));
    return few(y, wide.channels());
  }

  /** Halves that multiply each other. */
  private Plane gated(Plane x) {
    int half = size();
    Plane both = conv(x, 2 * half, 1);
    List<String> parts = List.of(graph.freeName("part"), graph.freeName("gate"));
    graph.nodeTo(
        parts.get(0),
        "Slice",
        List.of(
            both.name(),
            graph.vector("from", 0),
            graph.vector("to", half),
            graph.vector("channels", 1)));
    graph.nodeTo(
        parts.get(1),
        "Slice",
        List.of(
            both.name(),
            graph.vector("from", half),
            graph.vector("to", 2L * half),
            graph.vector("channels", 1)));
    return few(op("Mul", parts.get(0), parts.get(1)), half);
  }

  private Plane scaled(Plane x) {
    String slopes = floats(x.channels(), 1, 1);
    return few(op("PRelu", x.name(), slopes), x.channels());
  }

  private Plane normalised(Plane x) {
    float[] ones = new float[x.channels()];
    Arrays.fill(ones, 1);
    String y =
        graph.node(
            "BatchNormalization",
            "normal",
            List.of(
                x.name(),
                vector(x.channels()),
                vector(x.channels()),
                vector(x.channels()),
                graph.constant("variance", Tensors.floats(ones, ones.length))),
            Attributes.of("epsilon", 0f));
    return few(y, x.channels());
  }

  private String op(String op, String left, String right) {
    return graph.node(op, op.toLowerCase(java.util.Locale.ROOT), List.of(left, right));
  }

  private String weights(long... dims) {
    return floats(dims);
  }

  private String vector(long length) {
    return floats(length);
  }

  /** Small whole numbers. */
  private String floats(long... dims) {
    float[] values = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(7) - 3;
    }
    return graph.constant("weights", Tensors.floats(values, dims));
  }
}
