package dev.katong.forge.tensorflow;

import static dev.katong.forge.tensorflow.ImportAssert.assertThatImport;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;

class SlicingOpsTest {
  private final TestGraph graph = new TestGraph();

  /** begins; ends; strides; begin, end, ellipsis, new-axis and shrink mask. */
  @ParameterizedTest
  @CsvSource({
    "'0,0,0,0', '0,0,0,0', '1,1,1,1', 15, 15, 0, 0, 0",
    "'0,2,3,0', '0,9,20,2', '1,1,1,1', 1, 1, 0, 0, 0",
    "'0,1,2,0', '0,-1,-2,3', '1,2,3,1', 1, 1, 0, 0, 0",
    "'0,-5,-7', '0,-1,-2', '1,1,1', 1, 1, 0, 0, 0",
    "'0,0,0', '0,0,0', '1,-1,-1', 7, 7, 0, 0, 0",
    "'0,9,-2', '0,2,3', '1,-2,-1', 1, 1, 0, 0, 0",
    "'0,0,0,2', '0,0,0,0', '1,1,1,-1', 7, 15, 0, 0, 0",
    "'0,1', '0,2', '1,1', 0, 0, 1, 0, 2",
    "'0,1', '0,2', '1,1', 0, 0, 1, 0, 0",
    "'0,0,-1', '0,0,0', '1,1,1', 3, 3, 0, 0, 4",
    "'0,0,-2', '0,0,0', '1,1,1', 3, 3, 0, 0, 4",
    "'0,3,0,1', '0,4,0,2', '1,1,1,1', 5, 5, 0, 0, 10",
    "'0,0', '0,0', '1,1', 0, 0, 1, 2, 0",
    "'0,0,0', '0,0,0', '1,1,1', 0, 0, 1, 6, 0",
    "'0,0,0', '0,0,0', '1,1,1', 3, 3, 0, 4, 0",
    "'0,2,0,0', '0,7,0,3', '1,1,1,1', 1, 1, 4, 0, 0",
    "'1,0,0', '0,0,0', '1,1,1', 6, 7, 0, 1, 0",
    "'0,0,100', '0,0,-100', '1,1,-1', 3, 3, 0, 0, 0",
    "'0,-100', '0,100', '1,1', 1, 1, 0, 0, 0",
  })
  void stridedSlice_ofBatch_everyMask(
      String begin, String end, String strides, int b, int e, int ellipsis, int news, int shrink) {
    String x = graph.placeholder(-1, -1, -1, 3);
    slice(graph.op("Relu", List.of(x)), begin, end, strides, b, e, ellipsis, news, shrink);
    assertThatImport(graph).at(11, 23, 12, 25).equalsTensorFlow();
  }

  @ParameterizedTest
  @CsvSource({
    "'0,0,0', '0,0,0', '1,1,1', 7, 7, 0, 0, 0",
    "'0', '0', '1', 0, 0, 0, 1, 0",
    "'0,0', '0,0', '1,1', 0, 0, 0, 3, 0",
    "'2,3', '9,-2', '1,2', 0, 0, 0, 0, 0",
    "'0,0,0', '0,0,0', '1,-1,1', 7, 7, 0, 0, 0",
    "'0,1', '0,2', '1,1', 0, 0, 1, 0, 2",
    "'4', '5', '1', 0, 0, 0, 0, 1",
    "'0,0', '0,0', '1,1', 0, 0, 1, 2, 0",
  })
  void stridedSlice_ofOnePicture_treatsEachOfABatchAlike(
      String begin, String end, String strides, int b, int e, int ellipsis, int news, int shrink) {
    String x = graph.placeholder(-1, -1, 3);
    slice(graph.op("Relu", List.of(x)), begin, end, strides, b, e, ellipsis, news, shrink);
    assertThatImport(graph).at(11, 23, 12, 25).equalsTensorFlow();
  }

  @ParameterizedTest
  @CsvSource({
    "'0', '1', '1', 0, 0, 0, 0, 1",
    "'-1', '0', '1', 0, 0, 0, 0, 1",
    "'0', '1', '1', 0, 0, 0, 0, 0",
    "'0,1', '0,9', '1,1', 1, 1, 0, 0, 0",
    "'0,0', '1,0', '1,1', 0, 0, 0, 2, 1",
    "'0,0', '0,1', '1,1', 0, 0, 0, 1, 2",
    "'0,0', '0,1', '1,1', 0, 0, 0, 1, 0",
    "'0,0,2', '1,0,3', '1,1,1', 0, 0, 2, 0, 5",
  })
  void stridedSlice_ofRevealedBatch(
      String begin, String end, String strides, int b, int e, int ellipsis, int news, int shrink) {
    String x = graph.placeholder(-1, -1, 3);
    String batched = graph.op("ExpandDims", List.of(x, graph.integer(0)));
    slice(graph.op("Relu", List.of(batched)), begin, end, strides, b, e, ellipsis, news, shrink);
    assertThatImport(graph).at(11, 23).equalsTensorFlow();
  }

  @Test
  void stridedSlice_atSizesOfAnotherTensor() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String half = graph.intOp("FloorDiv", List.of(graph.dim(x, 1), graph.integer(2)));
    String less = graph.intOp("Sub", List.of(graph.dim(x, 2), graph.integer(5)));
    graph.op(
        "StridedSlice",
        List.of(
            x,
            graph.pack(graph.integer(0), half, graph.integer(1)),
            graph.pack(graph.integer(0), graph.dim(x, 1), less),
            graph.integers(1, 1, 1)),
        "Index",
        DataType.DT_INT32,
        "begin_mask",
        1,
        "end_mask",
        1);
    assertThatImport(graph).equalsTensorFlow();
  }

  @Test
  void stridedSlice_ofConstants_isDoneAtImport() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String table = graph.random(1, 4, 6, 3);
    String row = slice(table, "-1,4", "0,0", "1,-2", 0, 2, 0, 0, 1);
    String vector = slice(row, "1", "2", "1", 0, 0, 0, 0, 1);
    graph.op("Add", List.of(x, vector));
    ModelProto model = assertThatImport(graph).equalsTensorFlow();
    assertThat(ConvolutionOpsTest.ops(model)).doesNotContain("Slice", "Squeeze");
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2", "3", "4", "-1", "-2", "-5"})
  void expandDims_andSqueezeOfIt(int axis) {
    String x = graph.op("Relu", List.of(graph.placeholder(-1, -1, -1, 3)));
    String more = graph.op("ExpandDims", List.of(x, graph.integer(axis)));
    String doubled = graph.op("Add", List.of(more, more));
    assertThatImport(graph).at(11, 13).equalsTensorFlow();
    graph.op("Squeeze", List.of(doubled), "squeeze_dims", new int[] {axis});
    assertThatImport(graph).at(11, 13).equalsTensorFlow();
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2", "3", "-1"})
  void expandDims_ofOnePicture(int axis) {
    String x = graph.op("Relu", List.of(graph.placeholder(-1, -1, 3)));
    String more = graph.op("ExpandDims", List.of(x, graph.integer(axis)));
    String doubled = graph.op("Add", List.of(more, more));
    assertThatImport(graph).at(11, 13).equalsTensorFlow();
    graph.op("Squeeze", List.of(doubled), "squeeze_dims", new int[] {axis});
    assertThatImport(graph).at(11, 13).equalsTensorFlow();
  }

  @Test
  void squeeze_ofAllAxesOfLengthOne() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String means = graph.op("Mean", List.of(x, graph.integers(1, 2)), "keep_dims", true);
    String column = slice(means, "0,0,0,1", "0,0,0,2", "1,1,1,1", 7, 7, 0, 0, 0);
    graph.op("Squeeze", List.of(column), "squeeze_dims", new int[] {1, 2, 3});
    assertThatImport(graph).equalsTensorFlow();
  }

  @Test
  void squeeze_withoutAxes_hidesTheBatchOfOnePicture() {
    // What has length 1 must be known: the picture's own axes are free and cannot be judged.
    String x = graph.placeholder(1, -1, -1, 3);
    String means = graph.op("Mean", List.of(x, graph.integers(1, 2)), "keep_dims", true);
    graph.op("Squeeze", List.of(means));
    assertThatImport(graph).equalsTensorFlow();
  }

  private String slice(
      String x,
      String begin,
      String end,
      String strides,
      int beginMask,
      int endMask,
      int ellipsis,
      int news,
      int shrink) {
    return graph.op(
        "StridedSlice",
        List.of(x, integers(begin), integers(end), integers(strides)),
        "Index",
        DataType.DT_INT32,
        "begin_mask",
        beginMask,
        "end_mask",
        endMask,
        "ellipsis_mask",
        ellipsis,
        "new_axis_mask",
        news,
        "shrink_axis_mask",
        shrink);
  }

  private String integers(String text) {
    return graph.integers(Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray());
  }
}
