package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** A network of DCT-Net's kind and few channels, with random weights, and photos for it. */
final class SmallUnet {
  private static final int CHANNELS = 24;

  private final GraphBuilder graph = new GraphBuilder("small");
  private final Random random = new Random(3);

  private SmallUnet() {}

  /** One step down and up again, a residual sum and a skip; sides are multiples of 4. */
  static ModelProto model() {
    return new SmallUnet().built();
  }

  private ModelProto built() {
    PixelEnds ends = PixelEnds.of("nchw", "bgr", "-1..1");
    graph.input(PixelEnds.PHOTO, DataType.UINT8, "N", "H", "W", 3);
    String start = graph.freeName("start");
    ends.enter(graph, PixelEnds.PHOTO, DataType.FLOAT, start);
    String skip = leaky(conv("first", start, 3, CHANNELS, 5));
    String down =
        leaky(
            conv(
                "down",
                skip,
                CHANNELS,
                2 * CHANNELS,
                3,
                Attributes.list("strides", 2, 2),
                Attributes.of("auto_pad", "SAME_UPPER")));
    String inner = leaky(conv("inner", down, 2 * CHANNELS, 2 * CHANNELS, 3));
    String sum = graph.node("Add", "sum", List.of(inner, down));
    String narrow = leaky(conv("narrow", sum, 2 * CHANNELS, CHANNELS, 3));
    String up =
        graph.node(
            "Resize",
            "up",
            List.of(
                narrow, "", graph.constant("scales", Tensors.floats(new float[] {1, 1, 2, 2}, 4))),
            Attributes.of("mode", "linear"),
            Attributes.of("coordinate_transformation_mode", "asymmetric"));
    String joined = graph.node("Add", "joined", List.of(up, skip));
    String fine = leaky(conv("fine", joined, CHANNELS, CHANNELS, 3));
    String last = graph.node("Tanh", "limited", List.of(conv("last", fine, CHANNELS, 3, 5)));
    graph.reserve(java.util.Set.of(PixelEnds.CARTOON));
    ends.leave(graph, last, DataType.FLOAT, PixelEnds.CARTOON);
    graph.output(PixelEnds.CARTOON, DataType.UINT8, "N", "H", "W", 3);
    return graph.build();
  }

  private String leaky(String x) {
    return graph.node("LeakyRelu", x + "/active", List.of(x), Attributes.of("alpha", 0.2f));
  }

  private String conv(String name, String x, int in, int out, int kernel, AttributeProto... more) {
    float[] weights = new float[out * in * kernel * kernel];
    double deviation = 0.5 / Math.sqrt(in * kernel * kernel);
    for (int i = 0; i < weights.length; i++) {
      // Channels of quite different strength, as in trained networks.
      int output = i / (in * kernel * kernel);
      weights[i] = (float) (random.nextGaussian() * deviation * (0.4 + output % 4));
    }
    float[] bias = new float[out];
    for (int i = 0; i < out; i++) {
      bias[i] = (float) (0.1 * random.nextGaussian());
    }
    List<AttributeProto> attributes = new ArrayList<>(List.of(more));
    attributes.add(Attributes.list("kernel_shape", kernel, kernel));
    if (more.length == 0) {
      int pad = kernel / 2;
      attributes.add(Attributes.list("pads", pad, pad, pad, pad));
    }
    return graph.node(
        "Conv",
        name,
        List.of(
            x,
            graph.constant(name + "/weights", Tensors.floats(weights, out, in, kernel, kernel)),
            graph.constant(name + "/bias", Tensors.floats(bias, out))),
        attributes.toArray(AttributeProto[]::new));
  }

  /** Waves and noise, each photo others. */
  static List<Mat> photos(int count, int width, int height) {
    List<Mat> photos = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      photos.add(photo(new Random(100 + i), width, height));
    }
    return photos;
  }

  private static Mat photo(Random random, int width, int height) {
    byte[] bytes = new byte[width * height * 3];
    double[] waves = random.doubles(9, 0.03, 0.3).toArray();
    for (int i = 0; i < bytes.length; i++) {
      int colour = i % 3;
      int x = i / 3 % width;
      int y = i / 3 / width;
      double across = Math.sin(waves[colour] * x + colour);
      double down = Math.sin(waves[3 + colour] * y + waves[6] * 20);
      double value = 128 + 55 * across + 55 * down + 8 * random.nextGaussian();
      bytes[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
    Mat mat = new Mat(height, width, opencv_core.CV_8UC3);
    mat.data().put(bytes);
    return mat;
  }
}
