package dev.katong.train.distill;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.Tensors;
import java.util.List;
import java.util.Random;

/** Writes a {@link UNet} node by node. */
final class UNetWriter {
  private static final int CHANNELS = 3;
  private static final int RESIDUAL_BLOCKS = 4;

  /** The slope of activations below 0. */
  private static final float LEAK = 0.2f;

  /** The block's initial share of a residual sum. */
  private static final double RESIDUAL_GAIN = 0.3;

  /** Biases begin near 0, but not all the same. */
  private static final double BIAS = 1e-3;

  /** The guided filter smooths what varies less than this, in −1..1. */
  private static final float SMOOTHED_VARIANCE = 0.01f;

  private final UNet net;
  private final Random random;
  private final GraphBuilder graph = new GraphBuilder("student");

  UNetWriter(UNet net, long seed) {
    this.net = net;
    this.random = new Random(seed);
  }

  ModelProto write() {
    int fine = net.fine();
    int middle = net.middle();
    int coarse = net.coarse();
    PixelEnds ends = PixelEnds.of("nchw", "bgr", "-1..1");
    graph.input(PixelEnds.PHOTO, DataType.UINT8, "N", "H", "W", CHANNELS);
    String photo = graph.freeName("colours");
    ends.enter(graph, PixelEnds.PHOTO, DataType.FLOAT, photo);

    String x0 = leaky(convolve(photo, "x0", CHANNELS, fine, 5, 1, 1));
    String x1 = leaky(convolve(x0, "x1/down", fine, fine, 3, 2, 1));
    x1 = leaky(convolve(x1, "x1", fine, middle, 3, 1, 1));
    String x2 = leaky(convolve(x1, "x2/down", middle, middle, 3, 2, 1));
    x2 = leaky(convolve(x2, "x2", middle, coarse, 3, 1, 1));
    for (int block = 1; block <= RESIDUAL_BLOCKS; block++) {
      String name = "block" + block;
      String inner = leaky(convolve(x2, name + "/inner", coarse, coarse, 3, 1, 1));
      String outer = convolve(inner, name + "/outer", coarse, coarse, 3, 1, RESIDUAL_GAIN);
      x2 = op("Add", name, outer, x2);
    }
    x2 = leaky(convolve(x2, "x2/up", coarse, middle, 3, 1, 1));
    String x3 = op("Add", "x3/sum", enlarge(x2, "x3/enlarged"), x1);
    x3 = leaky(convolve(x3, "x3/inner", middle, middle, 3, 1, 1));
    x3 = leaky(convolve(x3, "x3", middle, fine, 3, 1, 1));
    String x4 = op("Add", "x4/sum", enlarge(x3, "x4/enlarged"), x0);
    x4 = leaky(convolve(x4, "x4", fine, fine, 3, 1, 1));
    String drawn = guidedFilter(photo, lastConvolution(x4));

    graph.output(PixelEnds.CARTOON, DataType.UINT8, "N", "H", "W", CHANNELS);
    ends.leave(graph, drawn, DataType.FLOAT, graph.freeName(PixelEnds.CARTOON));
    return graph.build();
  }

  private String convolve(
      String x, String name, int in, int out, int kernel, int stride, double gain) {
    int pad = kernel / 2;
    return convolve(x, name, in, out, kernel, stride, gain, pad, pad, pad, pad);
  }

  /**
   * The weights' deviation keeps variances as they are: K. He et al., "Delving Deep into
   * Rectifiers", ICCV 2015.
   */
  private String convolve(
      String x, String name, int in, int out, int kernel, int stride, double gain, long... pads) {
    int fan = in * kernel * kernel;
    double deviation = gain * Math.sqrt(2 / (1 + LEAK * LEAK) / fan);
    String weights =
        graph.constant(
            name + "/weights",
            Tensors.floats(gaussian(out * fan, deviation), out, in, kernel, kernel));
    String biases = graph.constant(name + "/biases", Tensors.floats(gaussian(out, BIAS), out));
    return graph.node(
        "Conv",
        name + "/convolved",
        List.of(x, weights, biases),
        Attributes.list("kernel_shape", kernel, kernel),
        Attributes.list("strides", stride, stride),
        Attributes.list("pads", pads));
  }

  private float[] gaussian(int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }

  /** 2×2 pixels of 3 colours at a time: their windows together are 8×8. */
  private String lastConvolution(String x) {
    int pixels = 2 * 2 * CHANNELS;
    return graph.node(
        "DepthToSpace",
        "raw",
        List.of(convolve(x, "raw", net.fine(), pixels, 8, 2, 0.5, 3, 3, 3, 3)),
        Attributes.of("blocksize", 2),
        Attributes.of("mode", "CRD"));
  }

  private String leaky(String x) {
    return graph.node(
        "LeakyRelu", x.replace("/convolved", ""), List.of(x), Attributes.of("alpha", LEAK));
  }

  private String enlarge(String x, String name) {
    String scales = graph.constant("scales", Tensors.floats(new float[] {1, 1, 2, 2}, 4));
    return graph.node(
        "Resize",
        name,
        List.of(x, "", scales),
        Attributes.of("mode", "linear"),
        Attributes.of("coordinate_transformation_mode", "half_pixel"));
  }

  /**
   * The picture as a linear function of the photo in every window of 3×3 pixels. What the photo
   * alone decides is computed first, while the large tensors are not there yet.
   */
  private String guidedFilter(String photo, String raw) {
    String mean = box(photo, "filter/photo_mean");
    String variance =
        op(
            "Sub",
            "filter/photo_variance",
            box(op("Mul", "filter/photo_square", photo, photo), "filter/photo_mean_square"),
            op("Mul", "filter/photo_squared_mean", mean, mean));
    String rawMean = box(raw, "filter/raw_mean");
    String covariance =
        op(
            "Sub",
            "filter/covariance",
            box(op("Mul", "filter/product", photo, raw), "filter/mean_product"),
            op("Mul", "filter/product_of_means", mean, rawMean));
    String floor = graph.scalar("filter/smoothed", SMOOTHED_VARIANCE);
    String slope =
        op("Div", "filter/slope", covariance, op("Add", "filter/floored", variance, floor));
    String offset =
        op("Sub", "filter/offset", rawMean, op("Mul", "filter/slope_mean", slope, mean));
    return op(
        "Add",
        "drawn",
        op("Mul", "filter/followed", box(slope, "filter/mean_slope"), photo),
        box(offset, "filter/mean_offset"));
  }

  /** The mean over the window's pixels that lie inside the frame. */
  private String box(String x, String name) {
    return graph.node(
        "AveragePool",
        name,
        List.of(x),
        Attributes.list("kernel_shape", 3, 3),
        Attributes.list("pads", 1, 1, 1, 1),
        Attributes.of("count_include_pad", 0));
  }

  private String op(String op, String name, String left, String right) {
    return graph.node(op, name, List.of(left, right));
  }
}
