package dev.katong.forge.tensorflow;

import static dev.katong.forge.tensorflow.ImportAssert.assertThatImport;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;

class ShapeOpsTest {
  private final TestGraph graph = new TestGraph();

  @Test
  void fill_withThePicturesOwnSize() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String dims = graph.pack(graph.integer(1), graph.dim(x, 1), graph.dim(x, 2), graph.integer(1));
    String ones = graph.op("Fill", List.of(dims, graph.scalar(1.5f)));
    String blur =
        graph.op(
            "DepthwiseConv2dNative",
            List.of(ones, graph.positive(3, 3, 1, 1)),
            "strides",
            new int[] {1, 1, 1, 1},
            "padding",
            "SAME");
    graph.op("RealDiv", List.of(x, blur));
    assertThatImport(graph).equalsTensorFlow();
  }

  @Test
  void fill_withConstants_isAConstant() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String row = graph.op("Fill", List.of(graph.integers(1, 3), graph.scalar(2.5f)));
    graph.op("Mul", List.of(x, row));
    ModelProto model = assertThatImport(graph).equalsTensorFlow();
    assertThat(ConvolutionOpsTest.ops(model)).doesNotContain("ConstantOfShape");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Add", "Sub", "Mul", "FloorDiv", "FloorMod", "Maximum", "Minimum"})
  void sizes_calculatedAtRunTime(String op) {
    String x = graph.placeholder(-1, -1, -1, 3);
    String height = graph.intOp(op, List.of(graph.dim(x, 1), graph.integer(5)));
    String width =
        graph.intOp(
            "Add",
            List.of(graph.intOp(op, List.of(graph.dim(x, 1), graph.dim(x, 2))), graph.integer(40)));
    resize(x, graph.pack(graph.intOp("Add", List.of(height, graph.integer(1))), width));
    assertThatImport(graph).at(9, 13, 14, 8).equalsTensorFlow();
  }

  @Test
  void sizes_roundedUpByNegativeFloorDivision() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String negative = graph.intOp("Neg", List.of(graph.dim(x, 1)));
    String floor = graph.intOp("FloorDiv", List.of(negative, graph.integer(4)));
    String up = graph.intOp("Neg", List.of(floor));
    resize(x, graph.pack(up, graph.dim(x, 2)));
    assertThatImport(graph).at(9, 13, 12, 8).equalsTensorFlow();
  }

  @Test
  void sizes_calculatedAsFloats() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String size =
        graph.intOp(
            "StridedSlice",
            List.of(
                graph.op("Shape", List.of(x), "out_type", DataType.DT_INT32),
                graph.integers(1),
                graph.integers(3),
                graph.integers(1)),
            "Index",
            DataType.DT_INT32);
    String real =
        graph.op("Cast", List.of(size), "SrcT", DataType.DT_INT32, "DstT", DataType.DT_FLOAT);
    String scaled = graph.op("Mul", List.of(real, graph.scalar(1.6f)));
    resize(
        x, graph.op("Cast", List.of(scaled), "SrcT", DataType.DT_FLOAT, "DstT", DataType.DT_INT32));
    assertThatImport(graph).at(9, 13, 14, 8).equalsTensorFlow();
  }

  @Test
  void shape_inInt64_andConcatenated() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String shape = graph.op("Shape", List.of(x), "out_type", DataType.DT_INT64);
    String narrow =
        graph.op("Cast", List.of(shape), "SrcT", DataType.DT_INT64, "DstT", DataType.DT_INT32);
    String joined =
        graph.intOp("ConcatV2", List.of(narrow, graph.integers(1), graph.integer(0)), "N", 2);
    String more = graph.op("Reshape", List.of(x, joined));
    graph.op("Neg", List.of(more));
    assertThatImport(graph).equalsTensorFlow();
  }

  @Test
  void reshape_toRowsOfPixelsAndBack() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String shape = graph.op("Shape", List.of(x), "out_type", DataType.DT_INT32);
    String rows = graph.op("Reshape", List.of(x, graph.integers(-1, 3)));
    String means = graph.op("Mean", List.of(rows, graph.integers(0)), "keep_dims", true);
    graph.op("Reshape", List.of(graph.op("Sub", List.of(rows, means)), shape));
    assertThatImport(graph).equalsTensorFlow();
  }

  @Test
  void reshape_ofOnePicture_worksOnEachOfABatch() {
    String x = graph.placeholder(-1, -1, 3);
    String rows = graph.op("Reshape", List.of(x, graph.integers(-1, 3)));
    String means = graph.op("Mean", List.of(rows, graph.integers(0)), "keep_dims", true);
    String shape = graph.op("Shape", List.of(x), "out_type", DataType.DT_INT32);
    graph.op("Reshape", List.of(graph.op("Sub", List.of(rows, means)), shape));
    assertThatImport(graph).equalsTensorFlow();
  }

  @Test
  void reshape_thatAddsAndDropsTheBatch_leavesNoNode() {
    String x = graph.placeholder(-1, -1, 3);
    String batched =
        graph.op(
            "Reshape",
            List.of(
                x,
                graph.pack(graph.integer(1), graph.dim(x, 0), graph.dim(x, 1), graph.integer(3))));
    String negative = graph.op("Neg", List.of(batched));
    graph.op(
        "Reshape",
        List.of(negative, graph.pack(graph.integer(-1), graph.dim(x, 1), graph.integer(3))));
    ModelProto model = assertThatImport(graph).equalsTensorFlow();
    assertThat(ConvolutionOpsTest.ops(model))
        .containsExactly("Transpose", "Neg", "Transpose", "Identity");
  }

  @Test
  void reshape_ofRevealedBatch() {
    String x = graph.placeholder(1, -1, -1, 3);
    String rows = graph.op("Reshape", List.of(x, graph.integers(1, -1, 1, 3)));
    graph.op(
        "Sub",
        List.of(rows, graph.op("Mean", List.of(rows, graph.integers(1)), "keep_dims", true)));
    assertThatImport(graph).equalsTensorFlow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,3,1,2", "0,2,1,3", "3,2,1,0", "0,1,2,3", "1,2,3,0"})
  void transpose_ofBatch(String perm) {
    String x = graph.op("Relu", List.of(graph.placeholder(-1, -1, -1, 3)));
    String turned = graph.op("Transpose", List.of(x, perm(perm)));
    graph.op("Add", List.of(turned, graph.scalar(1)));
    assertThatImport(graph).at(9, 13).equalsTensorFlow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2,0,1", "1,0,2", "2,1,0"})
  void transpose_ofOnePicture(String perm) {
    String x = graph.op("Relu", List.of(graph.placeholder(-1, -1, 3)));
    graph.op("Neg", List.of(graph.op("Transpose", List.of(x, perm(perm)))));
    assertThatImport(graph).at(9, 13).equalsTensorFlow();
  }

  @Test
  void transpose_toChannelsFirst_isOnlyAnotherNameOfTheAxes() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String planes = graph.op("Transpose", List.of(x, graph.integers(0, 3, 1, 2)));
    String means = graph.op("Mean", List.of(planes, graph.integers(2, 3)), "keep_dims", true);
    graph.op("Sub", List.of(planes, means));
    ModelProto model = assertThatImport(graph).equalsTensorFlow();
    assertThat(ConvolutionOpsTest.ops(model))
        .containsExactly("Transpose", "ReduceMean", "Sub", "Identity");
  }

  @Test
  void cast_toBytesAndBack_cutsOff() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String bytes =
        graph.op("Cast", List.of(x), "SrcT", DataType.DT_FLOAT, "DstT", DataType.DT_UINT8);
    graph.op("Cast", List.of(bytes), "SrcT", DataType.DT_UINT8, "DstT", DataType.DT_FLOAT);
    assertThatImport(graph).withInputsFrom(0, 255.9f).equalsTensorFlow();
  }

  @Test
  void cast_toIntegersAndBack_cutsOffTowardsZero() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String whole =
        graph.op("Cast", List.of(x), "SrcT", DataType.DT_FLOAT, "DstT", DataType.DT_INT32);
    graph.op("Cast", List.of(whole), "SrcT", DataType.DT_INT32, "DstT", DataType.DT_FLOAT);
    assertThatImport(graph).withInputsFrom(-9, 9).equalsTensorFlow();
  }

  private void resize(String x, String size) {
    graph.op("ResizeBilinear", List.of(x, size));
  }

  private String perm(String text) {
    return graph.integers(Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray());
  }
}
