package dev.katong.forge.tensorflow;

import static dev.katong.forge.tensorflow.ImportAssert.assertThatImport;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JoiningAndReductionOpsTest {
  private final TestGraph graph = new TestGraph();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, -1, -3})
  void concat_ofBatch(int axis) {
    String x = graph.placeholder(-1, -1, -1, 3);
    String other = graph.op("Neg", List.of(x));
    graph.op("ConcatV2", List.of(other, x, other, graph.integer(axis)), "N", 3);
    assertThatImport(graph).equalsTensorFlow();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, -1})
  void concat_ofOnePicture(int axis) {
    String x = graph.placeholder(-1, -1, 3);
    graph.op("ConcatV2", List.of(x, graph.op("Neg", List.of(x)), graph.integer(axis)), "N", 2);
    assertThatImport(graph).equalsTensorFlow();
  }

  @Test
  void concat_withAConstantPicture_repeatsItForEachOfABatch() {
    String x = graph.placeholder(-1, -1, 3);
    String constant = graph.random(1, 9, 13, 2);
    String joined = graph.op("ConcatV2", List.of(constant, x, graph.integer(2)), "N", 2);
    String batched = graph.op("ExpandDims", List.of(joined, graph.integer(0)));
    String other = graph.random(1, 1, 9, 13, 1);
    graph.op("ConcatV2", List.of(batched, other, graph.integer(3)), "N", 2);
    assertThatImport(graph).at(9, 13).equalsTensorFlow();
  }

  @Test
  void concat_ofPicturesInDifferentOrders() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String turned = graph.op("Transpose", List.of(x, graph.integers(0, 2, 1, 3)));
    graph.op("ConcatV2", List.of(turned, x, graph.integer(3)), "N", 2);
    assertThatImport(graph).at(12, 12).equalsTensorFlow();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, -1})
  void pack_ofPictures(int axis) {
    String x = graph.placeholder(-1, -1, -1, 3);
    graph.op("Pack", List.of(x, graph.op("Neg", List.of(x))), "N", 2, "axis", axis);
    assertThatImport(graph).at(9, 13).equalsTensorFlow();
  }

  @Test
  void pack_ofConstants() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String packed =
        graph.op("Pack", List.of(graph.scalar(1), graph.scalar(2), graph.scalar(3)), "N", 3);
    graph.op("Mul", List.of(x, packed));
    assertThatImport(graph).equalsTensorFlow();
  }

  @ParameterizedTest
  @CsvSource({
    "'1,2', true",
    "'1,2', false",
    "'3', true",
    "'3', false",
    "'-1', false",
    "'2', false",
    "'0', false",
    "'0', true",
    "'0,1,2', true",
    "'0,1,2,3', false",
    "'-2,1', true",
  })
  void mean_ofBatch(String axes, boolean keeps) {
    String x = graph.op("Square", List.of(graph.placeholder(-1, -1, -1, 3)));
    graph.op("Mean", List.of(x, integers(axes)), "keep_dims", keeps);
    assertThatImport(graph).at(9, 13).equalsTensorFlow();
  }

  @ParameterizedTest
  @CsvSource({"'0,1', true", "'0,1', false", "'2', true", "'2', false", "'0,1,2', false"})
  void mean_ofOnePicture(String axes, boolean keeps) {
    String x = graph.op("Square", List.of(graph.placeholder(-1, -1, 3)));
    graph.op("Mean", List.of(x, integers(axes)), "keep_dims", keeps);
    assertThatImport(graph).at(9, 13).equalsTensorFlow();
  }

  @ParameterizedTest
  @CsvSource({"'0', true", "'0', false", "'0,1,2', true", "'0,3', false", "'1,2', false"})
  void mean_ofRevealedBatch(String axes, boolean keeps) {
    String x = graph.op("Square", List.of(graph.placeholder(1, -1, -1, 3)));
    graph.op("Mean", List.of(x, integers(axes)), "keep_dims", keeps);
    assertThatImport(graph).at(9, 13).equalsTensorFlow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sum", "Max", "Min"})
  void otherReductions(String op) {
    graph.op(
        op, List.of(graph.placeholder(-1, -1, -1, 3), graph.integers(1, 2)), "keep_dims", true);
    assertThatImport(graph).at(9, 13).equalsTensorFlow();
  }

  @Test
  void instanceNormalisation_madeOfMeans() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String mean = graph.op("Mean", List.of(x, graph.integers(1, 2)), "keep_dims", true);
    String squares =
        graph.op("SquaredDifference", List.of(x, graph.op("StopGradient", List.of(mean))));
    String variance = graph.op("Mean", List.of(squares, graph.integers(1, 2)), "keep_dims", true);
    String scale =
        graph.op("Rsqrt", List.of(graph.op("AddV2", List.of(variance, graph.scalar(1e-3f)))));
    String normal = graph.op("Mul", List.of(graph.op("Sub", List.of(x, mean)), scale));
    graph.op(
        "Add", List.of(graph.op("Mul", List.of(normal, graph.random(1, 3))), graph.random(1, 3)));
    var model = assertThatImport(graph).equalsTensorFlow();
    assertThat(ConvolutionOpsTest.ops(model)).filteredOn("Transpose"::equals).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"Pad", "PadV2", "REFLECT", "SYMMETRIC"})
  void padding_ofBatch(String kind) {
    String x = graph.placeholder(-1, -1, -1, 3);
    pad(kind, x, graph.paddings(0, 0, 1, 2, 3, 0, 0, 0));
    assertThatImport(graph).equalsTensorFlow();
  }

  @ParameterizedTest
  @CsvSource({"Pad", "PadV2", "REFLECT", "SYMMETRIC"})
  void padding_ofOnePicture_ofEveryAxis(String kind) {
    String x = graph.placeholder(-1, -1, 3);
    pad(kind, x, graph.paddings(1, 2, 3, 0, 2, 1));
    assertThatImport(graph).equalsTensorFlow();
  }

  @ParameterizedTest
  @CsvSource({"Pad", "REFLECT"})
  void padding_calculatedAtRunTime(String kind) {
    String x = graph.placeholder(-1, -1, -1, 3);
    String over = graph.intOp("FloorMod", List.of(graph.dim(x, 1), graph.integer(4)));
    String none = graph.pack(graph.integer(0), graph.integer(0));
    pad(kind, x, graph.pack(none, graph.pack(over, graph.integer(1)), none, none));
    assertThatImport(graph).at(9, 13, 11, 12, 8, 8).equalsTensorFlow();
  }

  private void pad(String kind, String x, String paddings) {
    switch (kind) {
      case "Pad" -> graph.op("Pad", List.of(x, paddings));
      case "PadV2" -> graph.op("PadV2", List.of(x, paddings, graph.scalar(0.75f)));
      default -> graph.op("MirrorPad", List.of(x, paddings), "mode", kind);
    }
  }

  private String integers(String text) {
    return graph.integers(Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray());
  }
}
