package dev.katong.forge.prune;

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

/** A finished network of convolutions with names, weights drawn at random. */
final class LayeredNetwork {
  private final GraphBuilder graph = new GraphBuilder("layered");
  private final PixelEnds ends = PixelEnds.of("nchw", "bgr", "-1..1");
  private final Random random = new Random(11);
  private final String start;

  LayeredNetwork() {
    graph.input(PixelEnds.PHOTO, DataType.UINT8, "N", "H", "W", 3);
    start = graph.freeName("start");
    ends.enter(graph, PixelEnds.PHOTO, DataType.FLOAT, start);
  }

  /** The photo as floats [N,3,H,W]. */
  String start() {
    return start;
  }

  GraphBuilder graph() {
    return graph;
  }

  String node(String op, String name, List<String> inputs, AttributeProto... attributes) {
    return graph.node(op, name, inputs, attributes);
  }

  String op(String op, String name, String left, String right) {
    return graph.node(op, name, List.of(left, right));
  }

  String conv(String name, String x, int in, int out) {
    return conv(name, x, in, out, 3);
  }

  String conv(String name, String x, int in, int out, int kernel, AttributeProto... more) {
    float[] weights = new float[out * in * kernel * kernel];
    float scale = (float) Math.sqrt(2.0 / (in * kernel * kernel));
    for (int i = 0; i < weights.length; i++) {
      weights[i] = scale * (float) random.nextGaussian();
    }
    return conv(name, x, kernel, weights, out, more);
  }

  String conv(String name, String x, int kernel, float[] weights, int out, AttributeProto... more) {
    int pad = kernel / 2;
    List<AttributeProto> attributes = new ArrayList<>(List.of(more));
    attributes.add(Attributes.list("pads", pad, pad, pad, pad));
    long in = weights.length / out / kernel / kernel;
    String constant =
        graph.constant(name + "/weights", Tensors.floats(weights, out, in, kernel, kernel));
    return graph.node(
        "Conv", name, List.of(x, constant), attributes.toArray(AttributeProto[]::new));
  }

  /** Enlarged by 2. */
  String twice(String x) {
    String scales = graph.constant("scales", Tensors.floats(new float[] {1, 1, 2, 2}, 4));
    return graph.node(
        "Resize",
        "twice",
        List.of(x, "", scales),
        Attributes.of("mode", "nearest"),
        Attributes.of("nearest_mode", "floor"),
        Attributes.of("coordinate_transformation_mode", "asymmetric"));
  }

  /** The network that draws a tensor through one more convolution, of the name "last". */
  ModelProto finished(String x, int channels) {
    String last = conv("last", x, channels, 3);
    graph.output(PixelEnds.CARTOON, DataType.UINT8, "N", "H", "W", 3);
    ends.leave(graph, last, DataType.FLOAT, graph.freeName(PixelEnds.CARTOON));
    return graph.build();
  }
}
