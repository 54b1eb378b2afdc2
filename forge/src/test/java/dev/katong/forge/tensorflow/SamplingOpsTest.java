package dev.katong.forge.tensorflow;

import static dev.katong.forge.tensorflow.ImportAssert.assertThatImport;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingOpsTest {
  private final TestGraph graph = new TestGraph();

  static Stream<Arguments> modes() {
    return Stream.of("ResizeBilinear", "ResizeNearestNeighbor")
        .flatMap(
            op ->
                Stream.of(
                    Arguments.of(op, false, false),
                    Arguments.of(op, true, false),
                    Arguments.of(op, false, true)));
  }

  @ParameterizedTest
  @MethodSource("modes")
  void resize_toMultiplesOfItsOwnSize_hasConstantScales(
      String op, boolean corners, boolean centers) {
    String x = graph.placeholder(-1, -1, -1, 3);
    String size = graph.pack(times(graph.dim(x, 1), 2), times(graph.dim(x, 2), 3));
    resize(op, x, size, corners, centers);
    ModelProto model = assertThatImport(graph).at(33, 47, 7, 5).equalsTensorFlow();
    if (!corners || op.equals("ResizeBilinear")) {
      assertThat(ConvolutionOpsTest.ops(model))
          .containsExactly("Transpose", "Resize", "Transpose", "Identity");
    }
  }

  @ParameterizedTest
  @MethodSource("modes")
  void resize_toFixedSizes(String op, boolean corners, boolean centers) {
    for (int[] size : new int[][] {{17, 50}, {64, 10}, {100, 31}, {1, 7}, {33, 94}, {11, 141}}) {
      TestGraph each = new TestGraph();
      each.op(
          op,
          List.of(each.placeholder(-1, -1, -1, 3), each.integers(size)),
          "align_corners",
          corners,
          "half_pixel_centers",
          centers);
      assertThatImport(each).at(33, 47, 24, 32, 11, 10, 25, 49).equalsTensorFlow();
    }
  }

  @ParameterizedTest
  @MethodSource("modes")
  void resize_toTheSizeOfAnotherTensor(String op, boolean corners, boolean centers) {
    String x = graph.placeholder(-1, -1, -1, 3);
    String small =
        graph.op(
            "MaxPool",
            List.of(x),
            "ksize",
            new int[] {1, 2, 2, 1},
            "strides",
            new int[] {1, 2, 2, 1},
            "padding",
            "SAME");
    resize(op, small, graph.pack(graph.dim(x, 1), graph.dim(x, 2)), corners, centers);
    assertThatImport(graph).at(33, 47, 24, 32, 25, 49).equalsTensorFlow();
  }

  @ParameterizedTest
  @MethodSource("modes")
  void resize_ofOnePicture(String op, boolean corners, boolean centers) {
    String x = graph.op("ExpandDims", List.of(graph.placeholder(-1, -1, 3), graph.integer(0)));
    resize(op, x, graph.integers(20, 30), corners, centers);
    assertThatImport(graph).equalsTensorFlow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DepthToSpace", "SpaceToDepth"})
  void exchangeOfChannelsAndPixels(String op) {
    graph.op(op, List.of(graph.placeholder(-1, -1, -1, 12)), "block_size", 2);
    assertThatImport(graph).at(8, 14).equalsTensorFlow();
  }

  @ParameterizedTest
  @CsvSource({
    "MaxPool, SAME, 2, 2", "MaxPool, SAME, 3, 2", "MaxPool, SAME, 3, 1", "MaxPool, VALID, 3, 2",
    "MaxPool, SAME, 2, 3", "AvgPool, SAME, 2, 2", "AvgPool, SAME, 3, 2", "AvgPool, SAME, 3, 1",
    "AvgPool, VALID, 3, 2", "AvgPool, VALID, 2, 3",
  })
  void pooling(String op, String padding, int kernel, int stride) {
    String x = graph.op("Neg", List.of(graph.placeholder(-1, -1, -1, 3)));
    graph.op(
        op,
        List.of(x),
        "ksize",
        new int[] {1, kernel, kernel, 1},
        "strides",
        new int[] {1, stride, stride, 1},
        "padding",
        padding);
    assertThatImport(graph).at(33, 47, 24, 32, 34, 31).withInputsFrom(1, 2).equalsTensorFlow();
  }

  @Test
  void resize_toItsOwnSize_leavesNoNode() {
    String x = graph.op("Neg", List.of(graph.placeholder(-1, -1, -1, 3)));
    resize("ResizeBilinear", x, graph.pack(graph.dim(x, 1), graph.dim(x, 2)), false, false);
    ModelProto model = assertThatImport(graph).equalsTensorFlow();
    assertThat(ConvolutionOpsTest.ops(model)).doesNotContain("Resize");
  }

  private void resize(String op, String x, String size, boolean corners, boolean centers) {
    graph.op(op, List.of(x, size), "align_corners", corners, "half_pixel_centers", centers);
  }

  private String times(String size, int factor) {
    return graph.intOp("Mul", List.of(size, graph.integer(factor)));
  }
}
