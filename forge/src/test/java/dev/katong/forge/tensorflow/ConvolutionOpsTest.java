package dev.katong.forge.tensorflow;

import static dev.katong.forge.tensorflow.ImportAssert.assertThatImport;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.katong.forge.onnx.PixelEnds.Layout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;

class ConvolutionOpsTest {
  private final TestGraph graph = new TestGraph();

  @ParameterizedTest
  @CsvSource({
    "SAME, 3,3, 1,1, 1,1",
    "SAME, 3,3, 2,2, 1,1",
    "SAME, 7,7, 1,1, 1,1",
    "SAME, 4,4, 1,1, 1,1",
    "SAME, 4,4, 2,2, 1,1",
    "SAME, 5,3, 2,1, 1,1",
    "SAME, 3,3, 3,2, 1,1",
    "SAME, 1,1, 1,1, 1,1",
    "SAME, 1,1, 2,2, 1,1",
    "SAME, 2,2, 3,3, 1,1",
    "SAME, 1,3, 2,2, 1,1",
    "SAME, 3,3, 1,1, 2,2",
    "SAME, 3,2, 1,1, 3,2",
    "SAME, 3,3, 2,2, 2,2",
    "VALID, 3,3, 1,1, 1,1",
    "VALID, 3,3, 2,2, 1,1",
    "VALID, 4,2, 3,2, 1,1",
    "VALID, 1,1, 1,1, 1,1",
    "VALID, 3,3, 1,1, 2,3",
    "EXPLICIT, 3,3, 1,1, 1,1",
    "EXPLICIT, 3,3, 2,2, 1,1",
    "EXPLICIT, 3,3, 1,1, 2,2",
  })
  void conv2d_everyGeometry(String padding, int kh, int kw, int sh, int sw, int dh, int dw) {
    String x = graph.placeholder(-1, -1, -1, 3);
    int[] pads = padding.equals("EXPLICIT") ? new int[] {0, 0, 2, 1, 0, 3, 0, 0} : new int[0];
    graph.op(
        "Conv2D",
        List.of(x, graph.random(0.2, kh, kw, 3, 5)),
        "strides",
        new int[] {1, sh, sw, 1},
        "dilations",
        new int[] {1, dh, dw, 1},
        "padding",
        padding,
        "explicit_paddings",
        pads);
    assertThatImport(graph).at(33, 47, 24, 32, 34, 31).equalsTensorFlow();
  }

  @Test
  void conv2d_groups() {
    String x = graph.placeholder(-1, -1, -1, 6);
    conv(x, graph.random(0.2, 3, 3, 2, 9), 1);
    assertThatImport(graph).equalsTensorFlow();
  }

  @Test
  void conv2d_onEvenSizeAtStrideTwo_padsBehindOnly() {
    String x = graph.placeholder(-1, -1, -1, 3);
    conv(x, graph.random(0.2, 3, 3, 3, 2), 2);
    ModelProto model = assertThatImport(graph).at(24, 32).equalsTensorFlow();
    assertThat(ops(model)).containsExactly("Transpose", "Conv", "Transpose", "Identity");
  }

  @Test
  void conv2d_channelsFirst_isTranslatedWithoutTransposes() {
    // TensorFlow itself has no NCHW kernel for the CPU: its NHWC kernel between transposes is the
    // reference, and the two graphs must become the same network.
    TestGraph reference = new TestGraph();
    String planes =
        reference.op(
            "Transpose",
            List.of(reference.placeholder(-1, 3, -1, -1), reference.integers(0, 2, 3, 1)));
    String conv =
        reference.op(
            "Conv2D",
            List.of(planes, reference.random(0.2, 3, 3, 3, 4)),
            "strides",
            new int[] {1, 2, 2, 1},
            "padding",
            "SAME");
    reference.op("Transpose", List.of(conv, reference.integers(0, 3, 1, 2)));
    ModelProto expected = assertThatImport(reference).in(Layout.NCHW).equalsTensorFlow();

    String x = graph.placeholder(-1, 3, -1, -1);
    graph.op(
        "Conv2D",
        List.of(x, graph.random(0.2, 3, 3, 3, 4)),
        "strides",
        new int[] {1, 1, 2, 2},
        "padding",
        "SAME",
        "data_format",
        "NCHW");
    ModelProto model = FrozenGraph.of(graph.exported(), "test").toOnnxWithFloatEnds(Layout.NCHW);
    assertThat(ops(model)).containsExactly("Conv", "Identity").isEqualTo(ops(expected));
    assertThat(model.getGraph().getNode(0).getAttributeList())
        .isEqualTo(expected.getGraph().getNode(0).getAttributeList());
    assertThat(model.getGraph().getInitializer(0).getRawData())
        .isEqualTo(expected.getGraph().getInitializer(0).getRawData());
  }

  @ParameterizedTest
  @CsvSource({
    "SAME, 3,3, 1, 1,1, 1",
    "SAME, 3,3, 2, 1,1, 1",
    "SAME, 3,3, 1, 1,1, 3",
    "SAME, 5,3, 2, 1,1, 2",
    "SAME, 3,3, 1, 2,2, 2",
    "VALID, 3,3, 1, 1,1, 2",
    "VALID, 2,2, 2, 1,1, 1",
    "EXPLICIT, 3,3, 1, 1,1, 2",
  })
  void depthwiseConv2dNative_everyGeometry(
      String padding, int kh, int kw, int stride, int dh, int dw, int multiplier) {
    String x = graph.placeholder(-1, -1, -1, 4);
    int[] pads = padding.equals("EXPLICIT") ? new int[] {0, 0, 1, 2, 3, 0, 0, 0} : new int[0];
    graph.op(
        "DepthwiseConv2dNative",
        List.of(x, graph.random(0.2, kh, kw, 4, multiplier)),
        "strides",
        new int[] {1, stride, stride, 1},
        "dilations",
        new int[] {1, dh, dw, 1},
        "padding",
        padding,
        "explicit_paddings",
        pads);
    assertThatImport(graph).equalsTensorFlow();
  }

  @Test
  void biasAdd_behindConvolution_becomesItsBias() {
    String conv = conv(graph.placeholder(-1, -1, -1, 3), graph.random(0.2, 3, 3, 3, 4), 1);
    graph.op("BiasAdd", List.of(conv, graph.random(1, 4)));
    ModelProto model = assertThatImport(graph).equalsTensorFlow();
    assertThat(ops(model)).containsExactly("Transpose", "Conv", "Transpose", "Identity");
  }

  @Test
  void biasAdd_whereConvolutionIsAlsoUsedWithoutIt_isAnAddition() {
    String conv = conv(graph.placeholder(-1, -1, -1, 3), graph.random(0.2, 3, 3, 3, 4), 1);
    String biased = graph.op("BiasAdd", List.of(conv, graph.random(1, 4)));
    graph.op("Mul", List.of(conv, biased));
    ModelProto model = assertThatImport(graph).equalsTensorFlow();
    assertThat(ops(model)).contains("Add");
  }

  @Test
  void biasAdd_twice_addsBoth() {
    String conv = conv(graph.placeholder(-1, -1, -1, 3), graph.random(0.2, 3, 3, 3, 4), 1);
    String once = graph.op("BiasAdd", List.of(conv, graph.random(1, 4)));
    graph.op("BiasAdd", List.of(once, graph.random(1, 4)));
    assertThatImport(graph).equalsTensorFlow();
  }

  @Test
  void biasAdd_channelsFirst() {
    String relu = graph.op("Relu", List.of(graph.placeholder(-1, 3, -1, -1)));
    graph.op("BiasAdd", List.of(relu, graph.random(1, 3)), "data_format", "NCHW");
    assertThatImport(graph).in(Layout.NCHW).equalsTensorFlow();
  }

  @ParameterizedTest
  @CsvSource({
    "SAME, 4,2",
    "SAME, 3,2",
    "SAME, 2,2",
    "SAME, 1,2",
    "SAME, 5,3",
    "SAME, 2,3",
    "SAME, 3,1",
    "SAME, 7,4",
  })
  void conv2dBackpropInput_toStrideTimesItsInput_isOneNode(String padding, int k, int stride) {
    String x = graph.placeholder(-1, -1, -1, 3);
    String size =
        graph.pack(
            graph.dim(x, 0),
            times(graph.dim(x, 1), stride),
            times(graph.dim(x, 2), stride),
            graph.integer(4));
    transposed(size, x, k, stride, padding);
    ModelProto model = assertThatImport(graph).at(11, 14, 8, 5).equalsTensorFlow();
    assertThat(ops(model)).containsExactly("Transpose", "ConvTranspose", "Transpose", "Identity");
  }

  @ParameterizedTest
  @CsvSource({
    "SAME, 3,2,1",
    "SAME, 4,2,1",
    "SAME, 2,3,1",
    "SAME, 5,3,1",
    "VALID, 4,2,1",
    "VALID, 3,2,1",
    "VALID, 2,3,1",
    "SAME, 3,1,2",
    "VALID, 3,1,2",
    "EXPLICIT, 3,2,1",
  })
  void conv2dBackpropInput_toTheSizeOfAnotherTensor(
      String padding, int k, int stride, int dilation) {
    String x = graph.placeholder(-1, -1, -1, 3);
    int[] pads = padding.equals("EXPLICIT") ? new int[] {0, 0, 1, 0, 2, 1, 0, 0} : new int[0];
    String small =
        graph.op(
            "Conv2D",
            List.of(x, graph.random(0.2, k, k, 3, 3)),
            "strides",
            new int[] {1, stride, stride, 1},
            "dilations",
            new int[] {1, dilation, dilation, 1},
            "explicit_paddings",
            pads,
            "padding",
            padding);
    String size = graph.pack(graph.dim(x, 0), graph.dim(x, 1), graph.dim(x, 2), graph.integer(4));
    String filter = graph.random(0.2, k, k, 4, 3);
    graph.op(
        "Conv2DBackpropInput",
        List.of(size, filter, small),
        "strides",
        new int[] {1, stride, stride, 1},
        "dilations",
        new int[] {1, dilation, dilation, 1},
        "explicit_paddings",
        pads,
        "padding",
        padding);
    assertThatImport(graph).at(33, 47, 24, 32, 25, 31, 26, 34).equalsTensorFlow();
  }

  @Test
  void conv2dBackpropInput_withBias_takesIt() {
    String x = graph.placeholder(-1, -1, 3);
    String batched = graph.op("ExpandDims", List.of(x, graph.integer(0)));
    String size =
        graph.pack(
            graph.dim(batched, 0),
            times(graph.dim(batched, 1), 2),
            times(graph.dim(batched, 2), 2),
            graph.integer(4));
    String up = transposed(size, batched, 4, 2, "SAME");
    graph.op("BiasAdd", List.of(up, graph.random(1, 4)));
    ModelProto model = assertThatImport(graph).at(9, 12).equalsTensorFlow();
    assertThat(ops(model)).doesNotContain("Add");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"})
  void fusedBatchNorm_atInference(String op) {
    String conv = conv(graph.placeholder(-1, -1, -1, 3), graph.random(0.2, 3, 3, 3, 4), 1);
    batchNorm(op, conv, "is_training", false, "epsilon", 1e-2f);
    assertThatImport(graph).equalsTensorFlow();
  }

  @Test
  void fusedBatchNorm_epsilonStripped_isTensorFlowsDefault() {
    String x = graph.placeholder(-1, -1, -1, 4);
    String scale = graph.positive(4);
    graph.op(
        "FusedBatchNorm",
        List.of(x, scale, graph.random(1, 4), graph.random(1, 4), graph.around(0.001, 0, 4)),
        "is_training",
        false);
    assertThat(graph.stripped().getNodeList().toString()).doesNotContain("epsilon");
    assertThatImport(graph.stripped()).equalsTensorFlow();
  }

  private String batchNorm(String op, String x, Object... attributes) {
    Object[] all =
        Arrays.copyOf(attributes, attributes.length + (op.equals("FusedBatchNorm") ? 0 : 4));
    if (!op.equals("FusedBatchNorm")) {
      all[attributes.length] = "U";
      all[attributes.length + 1] = DataType.DT_FLOAT;
      all[attributes.length + 2] = "T";
      all[attributes.length + 3] = DataType.DT_FLOAT;
    }
    return graph.op(
        op,
        List.of(x, graph.positive(4), graph.random(1, 4), graph.random(1, 4), graph.positive(4)),
        all);
  }

  private String conv(String x, String filter, int stride) {
    return graph.op(
        "Conv2D",
        List.of(x, filter),
        "strides",
        new int[] {1, stride, stride, 1},
        "padding",
        "SAME");
  }

  private String transposed(String size, String x, int k, int stride, String padding) {
    return graph.op(
        "Conv2DBackpropInput",
        List.of(size, graph.random(0.2, k, k, 4, 3), x),
        "strides",
        new int[] {1, stride, stride, 1},
        "padding",
        padding);
  }

  private String times(String size, int factor) {
    return graph.intOp("Mul", List.of(size, graph.integer(factor)));
  }

  static List<String> ops(ModelProto model) {
    return model.getGraph().getNodeList().stream().map(NodeProto::getOpType).toList();
  }
}
