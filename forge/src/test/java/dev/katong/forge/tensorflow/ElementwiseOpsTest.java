package dev.katong.forge.tensorflow;

import static dev.katong.forge.tensorflow.ImportAssert.assertThatImport;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.onnx.PixelEnds.Layout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElementwiseOpsTest {
  private final TestGraph graph = new TestGraph();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Add",
        "AddV2",
        "Sub",
        "Mul",
        "RealDiv",
        "Div",
        "Maximum",
        "Minimum",
        "SquaredDifference",
        "Pow"
      })
  void binary_ofTensorsAndConstants_inBothOrders(String op) {
    String x = graph.placeholder(-1, -1, -1, 3);
    String conv = graph.op("Exp", List.of(x));
    String channels = graph.op(op, List.of(conv, graph.positive(3)));
    String reversed = graph.op(op, List.of(graph.scalar(1.5f), channels));
    String both = graph.op("Add", List.of(reversed, conv));
    graph.op(op, List.of(both, conv));
    assertThatImport(graph).equalsTensorFlow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Neg", "Abs", "Sqrt", "Rsqrt", "Square", "Exp", "Floor", "Ceil", "Round"})
  void unary(String op) {
    graph.op(op, List.of(graph.placeholder(-1, -1, -1, 3)));
    assertThatImport(graph).withInputsFrom(0.25f, 9).equalsTensorFlow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Relu", "Relu6", "Tanh", "Sigmoid", "Elu", "Softplus", "LeakyRelu"})
  void activation(String op) {
    graph.op(op, List.of(graph.placeholder(-1, -1, -1, 3)));
    assertThatImport(graph).withInputsFrom(-8, 8).equalsTensorFlow();
    assertThatImport(graph.stripped()).withInputsFrom(-8, 8).equalsTensorFlow();
  }

  @Test
  void leakyRelu_withAlpha() {
    graph.op("LeakyRelu", List.of(graph.placeholder(-1, -1, -1, 3)), "alpha", 0.37f);
    assertThatImport(graph).equalsTensorFlow();
  }

  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void maximum_ofScaledSelf_becomesLeakyRelu(boolean alphaFirst, boolean scaledFirst) {
    String x = graph.op("Neg", List.of(graph.placeholder(-1, -1, -1, 3)));
    String alpha = graph.scalar(0.2f);
    String scaled = graph.op("Mul", alphaFirst ? List.of(alpha, x) : List.of(x, alpha));
    graph.op("Maximum", scaledFirst ? List.of(scaled, x) : List.of(x, scaled));
    ModelProto model = assertThatImport(graph).equalsTensorFlow();
    assertThat(ConvolutionOpsTest.ops(model)).contains("LeakyRelu").doesNotContain("Max", "Mul");
  }

  @ParameterizedTest
  @ValueSource(floats = {1.5f, -0.5f})
  void maximum_ofSelfScaledOtherwise_staysAMaximum(float alpha) {
    String x = graph.op("Neg", List.of(graph.placeholder(-1, -1, -1, 3)));
    String scaled = graph.op("Mul", List.of(graph.scalar(alpha), x));
    graph.op("Maximum", List.of(scaled, x));
    ModelProto model = assertThatImport(graph).equalsTensorFlow();
    assertThat(ConvolutionOpsTest.ops(model)).contains("Max").doesNotContain("LeakyRelu");
  }

  @Test
  void addN_ofThree() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String square = graph.op("Square", List.of(x));
    graph.op("AddN", List.of(x, square, x), "N", 3);
    assertThatImport(graph).equalsTensorFlow();
  }

  @ParameterizedTest
  @CsvSource({"NHWC", "NCHW"})
  void broadcast_ofConstantsOfEveryRank(Layout layout) {
    boolean last = layout == Layout.NHWC;
    String x = last ? graph.placeholder(-1, -1, -1, 3) : graph.placeholder(-1, 3, -1, -1);
    String a = graph.op("Add", List.of(x, last ? graph.random(1, 3) : graph.random(1, 3, 1, 1)));
    String b =
        graph.op("Mul", List.of(last ? graph.random(1, 1, 1, 3) : graph.random(1, 1, 3, 1, 1), a));
    String c = graph.op("Sub", List.of(b, graph.random(1, 1)));
    graph.op("Add", List.of(c, last ? graph.random(1, 9, 1, 3) : graph.random(1, 3, 9, 1)));
    assertThatImport(graph).in(layout).at(9, 13, 9, 8).equalsTensorFlow();
  }

  @Test
  void broadcast_ofTensorsOfLowerRank() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String channelMeans = graph.op("Mean", List.of(x, graph.integers(0, 1, 2)));
    String rowMeans = graph.op("Mean", List.of(x, graph.integers(0, 1)));
    String scaled = graph.op("Mul", List.of(x, channelMeans));
    graph.op("Sub", List.of(rowMeans, scaled));
    assertThatImport(graph).equalsTensorFlow();
  }

  @Test
  void broadcast_ofPicturesInDifferentOrders_transposesOne() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String turned = graph.op("Transpose", List.of(x, graph.integers(0, 2, 1, 3)));
    graph.op("Add", List.of(x, turned));
    assertThatImport(graph).at(12, 12).equalsTensorFlow();
  }

  @Test
  void broadcast_ofOnePictureAndItsBatchedForm() {
    String x = graph.op("Relu", List.of(graph.placeholder(-1, -1, 3)));
    String batched = graph.op("ExpandDims", List.of(x, graph.integer(0)));
    graph.op("Sub", List.of(x, graph.op("Square", List.of(batched))));
    assertThatImport(graph).equalsTensorFlow();
  }

  @Test
  void arithmeticOfConstants_isDoneAtImport() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String a = graph.op("Mul", List.of(graph.random(1, 3), graph.scalar(0.5f)));
    String b = graph.op("Rsqrt", List.of(graph.positive(3)));
    String c = graph.op("SquaredDifference", List.of(a, b));
    String d = graph.op("AddN", List.of(c, a, b), "N", 3);
    String e = graph.op("Tanh", List.of(graph.op("Div", List.of(graph.op("Neg", List.of(d)), b))));
    graph.op("Add", List.of(x, graph.op("Maximum", List.of(e, graph.op("Square", List.of(a))))));
    ModelProto model = assertThatImport(graph).equalsTensorFlow();
    assertThat(ConvolutionOpsTest.ops(model))
        .containsExactly("Transpose", "Add", "Transpose", "Identity");
  }

  @Test
  void identityAndStopGradient_leaveNoNode() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String same = graph.op("StopGradient", List.of(graph.op("Identity", List.of(x))));
    graph.op("Neg", List.of(graph.op("Snapshot", List.of(same))));
    ModelProto model = assertThatImport(graph).equalsTensorFlow();
    assertThat(ConvolutionOpsTest.ops(model))
        .containsExactly("Transpose", "Neg", "Transpose", "Identity");
  }

  @Test
  void placeholderWithDefault_isItsDefault() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String fallback = graph.scalarWithDefault(0.25f);
    graph.op("Mul", List.of(x, fallback));
    assertThatImport(graph).equalsTensorFlow();
  }
}
