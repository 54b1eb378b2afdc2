package dev.katong.forge.style;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.Tensors;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the network of the built-in style: a comic look of flat colours and ink lines, as a graph
 * of filters without a single trained weight. So a fresh installation can draw at once.
 *
 * <p>The steps are those of H. Winnemöller, S. Olsen and B. Gooch, "Real-time video abstraction",
 * SIGGRAPH 2006, with an edge-preserving filter that is cheap in a network (K. He, J. Sun and X.
 * Tang, "Guided image filtering", ECCV 2010, guided by itself) and the ink of H. Winnemöller, J.
 * Kyprianidis and S. Olsen, "XDoG", Computers &amp; Graphics 2012. All values are 0..1.
 */
final class ComicNetwork {
  /** Flattening: each pass smooths what varies less than this, within this many pixels. */
  private static final int PASSES = 3;

  private static final int FLATTEN_RADIUS = 3;
  private static final float FLATTEN_VARIANCE = 0.008f;

  /** Steps of lightness, and how hard their edges are. */
  private static final float STEPS = 7;

  private static final float STEP_HARDNESS = 3.2f;

  /**
   * Ink: the scale of the lines in pixels, how much darker than its surroundings a line must be,
   * and how fast it turns black.
   */
  private static final double INK_SIGMA = 1.2;

  private static final float INK_CONTRAST = 0.02f;
  private static final float INK_SLOPE = 17;

  /** Keeps noise in deep shadow from looking like contrast. */
  private static final float INK_FLOOR = 0.12f;

  private static final float SATURATION = 1.32f;

  private static final int CHANNELS = 3;

  /** BT.601 luma of blue, green and red. */
  private static final float[] LUMA = {0.114f, 0.587f, 0.299f};

  private final GraphBuilder graph = new GraphBuilder("comic");

  private ComicNetwork() {}

  /** The network: uint8 {@code [N,H,W,3]} BGR in, the same out. */
  static ModelProto build() {
    return new ComicNetwork().write();
  }

  private ModelProto write() {
    PixelEnds ends = PixelEnds.of("nchw", "bgr", "0..1");
    graph.input(PixelEnds.PHOTO, DataType.UINT8, "N", "H", "W", CHANNELS);
    String photo = graph.freeName("colours");
    ends.enter(graph, PixelEnds.PHOTO, DataType.FLOAT, photo);

    String flat = photo;
    for (int pass = 1; pass <= PASSES; pass++) {
      flat = flatten(flat, "flatten" + pass);
    }
    String light = luma(flat, "light");
    String stepped = step(light);
    String drawn = mul(recolour(flat, light, stepped), ink(luma(photo, "photo_light")), "drawn");

    graph.output(PixelEnds.CARTOON, DataType.UINT8, "N", "H", "W", CHANNELS);
    ends.leave(graph, drawn, DataType.FLOAT, graph.freeName(PixelEnds.CARTOON));
    return graph.build();
  }

  /** One pass of the guided filter, each channel its own guide. */
  private String flatten(String x, String name) {
    String mean = box(x, name + "/mean");
    String variance =
        op(
            "Sub",
            box(mul(x, x, name + "/square"), name + "/mean_square"),
            mul(mean, mean, name + "/squared_mean"),
            name + "/variance");
    String slope =
        op(
            "Div",
            variance,
            add(variance, FLATTEN_VARIANCE, name + "/regularised"),
            name + "/slope");
    String offset = op("Sub", mean, mul(slope, mean, name + "/slope_mean"), name + "/offset");
    return op(
        "Add",
        mul(box(slope, name + "/mean_slope"), x, name + "/follow"),
        box(offset, name + "/mean_offset"),
        name);
  }

  /** Lightness in soft steps: {@code (⌊Lk⌋ + ½ + ½·tanh(h·(frac − ½)) / tanh(h/2)) / k}. */
  private String step(String light) {
    String scaled = mul(light, STEPS, "step/scaled");
    String whole = graph.node("Floor", "step/whole", List.of(scaled));
    String centred = add(op("Sub", scaled, whole, "step/fraction"), -0.5f, "step/centred");
    String bent =
        graph.node("Tanh", "step/bent", List.of(mul(centred, STEP_HARDNESS, "step/steep")));
    float half = (float) (0.5 / Math.tanh(STEP_HARDNESS / 2));
    String within = add(mul(bent, half, "step/halved"), 0.5f, "step/within");
    return mul(op("Add", whole, within, "step/sum"), 1 / STEPS, "step");
  }

  /** The colours at the new lightness, a little more saturated. */
  private String recolour(String colours, String light, String stepped) {
    String chroma = op("Sub", colours, light, "colour/chroma");
    return op("Add", mul(chroma, SATURATION, "colour/saturated"), stepped, "colour");
  }

  /**
   * 1 on paper, towards 0 where a line is darker than its surroundings. Contrast is taken relative
   * to the surroundings, so that dark skin and shadows are not filled with ink.
   */
  private String ink(String light) {
    String fine = blur(light, INK_SIGMA, "ink/fine");
    String coarse = blur(light, INK_SIGMA * 1.6, "ink/coarse");
    String contrast =
        op(
            "Div",
            op("Sub", fine, coarse, "ink/difference"),
            add(coarse, INK_FLOOR, "ink/surroundings"),
            "ink/contrast");
    String dark = add(contrast, INK_CONTRAST, "ink/darker");
    String below = graph.node("Min", "ink/below", List.of(dark, scalar(0)));
    String soft = graph.node("Tanh", "ink/soft", List.of(mul(below, INK_SLOPE, "ink/steep")));
    return add(soft, 1, "ink");
  }

  private String luma(String colours, String name) {
    String weights = graph.constant(name + "/weights", Tensors.floats(LUMA, 1, CHANNELS, 1, 1));
    return graph.node("Conv", name, List.of(colours, weights));
  }

  /** The mean over the window's pixels that lie inside the frame. */
  private String box(String x, String name) {
    int window = 2 * FLATTEN_RADIUS + 1;
    return graph.node(
        "AveragePool",
        name,
        List.of(x),
        Attributes.list("kernel_shape", window, window),
        Attributes.list("pads", FLATTEN_RADIUS, FLATTEN_RADIUS, FLATTEN_RADIUS, FLATTEN_RADIUS),
        Attributes.of("count_include_pad", 0));
  }

  /** A Gaussian over one channel, as a row and a column; the frame's edge is repeated outwards. */
  private String blur(String x, double sigma, String name) {
    int radius = (int) Math.ceil(3 * sigma);
    float[] kernel = gaussian(sigma, radius);
    String pads = graph.vector(name + "/pads", 0, 0, radius, radius, 0, 0, radius, radius);
    String padded =
        graph.node("Pad", name + "/padded", List.of(x, pads), Attributes.of("mode", "edge"));
    String row = convolve(padded, Tensors.floats(kernel, 1, 1, 1, kernel.length), name + "/row");
    return convolve(row, Tensors.floats(kernel, 1, 1, kernel.length, 1), name);
  }

  private String convolve(String x, TensorProto kernel, String name) {
    return graph.node("Conv", name, List.of(x, graph.constant(name + "/kernel", kernel)));
  }

  private static float[] gaussian(double sigma, int radius) {
    double[] weights = new double[2 * radius + 1];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp(-Math.pow(i - radius, 2) / (2 * sigma * sigma));
    }
    double sum = Arrays.stream(weights).sum();
    float[] kernel = new float[weights.length];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) (weights[i] / sum);
    }
    return kernel;
  }

  private String op(String op, String left, String right, String name, AttributeProto... more) {
    return graph.node(op, name, List.of(left, right), more);
  }

  private String mul(String left, String right, String name) {
    return op("Mul", left, right, name);
  }

  private String mul(String left, float right, String name) {
    return op("Mul", left, scalar(right), name);
  }

  private String add(String left, float right, String name) {
    return op("Add", left, scalar(right), name);
  }

  private String scalar(float value) {
    return graph.scalar("constant", value);
  }
}
