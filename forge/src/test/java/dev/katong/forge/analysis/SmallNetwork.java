package dev.katong.forge.analysis;

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
import java.util.Locale;
import java.util.Random;

/**
 * A finished network of a few operators on planes of floats. All weights are positive, so that
 * white pixels on a black photo show wherever they are seen.
 */
final class SmallNetwork {
  private final GraphBuilder graph = new GraphBuilder("small");
  private final PixelEnds ends = PixelEnds.of("nchw", "bgr", "0..1");
  private final Random random = new Random(5);
  private final String start;

  SmallNetwork() {
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

  String op(String op, String x, AttributeProto... attributes) {
    return graph.node(op, op.toLowerCase(Locale.ROOT), List.of(x), attributes);
  }

  String op(String op, List<String> inputs, AttributeProto... attributes) {
    return graph.node(op, op.toLowerCase(Locale.ROOT), inputs, attributes);
  }

  String conv(String x, int in, int out, int kernel, AttributeProto... attributes) {
    return op(
        "Conv", List.of(x, weights(in * kernel * kernel, out, in, kernel, kernel)), attributes);
  }

  /** A convolution with as many zeros around as keep the size. */
  String conv(String x, int in, int out, int kernel) {
    int pad = kernel / 2;
    return conv(x, in, out, kernel, Attributes.list("pads", pad, pad, pad, pad));
  }

  /** Two channels, enlarged by 2. */
  String transposed(String x, int kernel, AttributeProto... attributes) {
    List<AttributeProto> all = new ArrayList<>(List.of(attributes));
    all.add(Attributes.list("strides", 2, 2));
    return op(
        "ConvTranspose",
        List.of(x, weights(2 * kernel * kernel, 2, 2, kernel, kernel)),
        all.toArray(AttributeProto[]::new));
  }

  /** Enlarges by 2. */
  String resize(String x, String mode, String coordinates) {
    String scales = graph.constant("scales", Tensors.floats(new float[] {1, 1, 2, 2}, 4));
    return op(
        "Resize",
        List.of(x, "", scales),
        Attributes.of("mode", mode),
        Attributes.of("coordinate_transformation_mode", coordinates),
        Attributes.of("nearest_mode", "floor"));
  }

  private String weights(int fan, long... dims) {
    int size = Math.toIntExact(Arrays.stream(dims).reduce(1, (a, b) -> a * b));
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (0.5f + random.nextFloat()) / fan;
    }
    return graph.constant("weights", Tensors.floats(values, dims));
  }

  /** The network that gives three channels of a tensor as bytes. */
  ModelProto finished(String x) {
    graph.output(PixelEnds.CARTOON, DataType.UINT8, "N", "H", "W", 3);
    ends.leave(graph, x, DataType.FLOAT, graph.freeName(PixelEnds.CARTOON));
    return graph.build();
  }

  /** The network that gives three channels of a tensor as they are. */
  ModelProto raw(String x) {
    graph.output(PixelEnds.CARTOON, DataType.FLOAT, "N", 3, "H", "W");
    graph.nodeTo(graph.freeName(PixelEnds.CARTOON), "Identity", List.of(x));
    return graph.build();
  }
}
