package dev.katong.train.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.Tensors;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

/** Networks of a few nodes, for tests: bytes in and out, floats of −1..1 between. */
final class SmallGraph {
  private SmallGraph() {}

  /**
   * A network.
   *
   * @param body gets the graph and the photo, {@code [N,3,H,W]}, and returns the picture
   */
  static ModelProto of(BiFunction<GraphBuilder, String, String> body) {
    GraphBuilder graph = new GraphBuilder("small");
    PixelEnds ends = PixelEnds.of("nchw", "bgr", "-1..1");
    graph.input(PixelEnds.PHOTO, DataType.UINT8, "N", "H", "W", 3);
    String photo = graph.freeName("colours");
    ends.enter(graph, PixelEnds.PHOTO, DataType.FLOAT, photo);
    String picture = body.apply(graph, photo);
    graph.output(PixelEnds.CARTOON, DataType.UINT8, "N", "H", "W", 3);
    ends.leave(graph, picture, DataType.FLOAT, graph.freeName(PixelEnds.CARTOON));
    return graph.build();
  }

  /** A network of one operator that takes the photo and some constants. */
  static ModelProto of(String op, List<String> constants, AttributeProto... attributes) {
    return of(
        (graph, photo) -> {
          List<String> inputs = new java.util.ArrayList<>(List.of(photo));
          inputs.addAll(constants);
          return graph.node(op, "result", inputs, attributes);
        });
  }

  /** Random weights of a convolution that keeps values in their range. */
  static String weights(GraphBuilder graph, String name, long seed, long... dims) {
    int count = 1;
    for (long dim : dims) {
      count *= (int) dim;
    }
    Random random = new Random(seed);
    float[] values = new float[count];
    float deviation = (float) (0.7 / Math.sqrt((double) count / dims[0]));
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian() * deviation;
    }
    return graph.constant(name, Tensors.floats(values, dims));
  }
}
