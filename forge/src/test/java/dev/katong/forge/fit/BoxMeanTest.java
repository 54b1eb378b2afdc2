package dev.katong.forge.fit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BoxMeanTest {
  private final SketchedNetwork network = new SketchedNetwork(2);

  @Property(tries = 12)
  void apply_toSumsByCounts_isOnePooling(
      @ForAll @IntRange(min = 1, max = 4) int radius,
      @ForAll @IntRange(min = 5, max = 30) int height,
      @ForAll @IntRange(min = 5, max = 30) int width) {
    SketchedNetwork random = new SketchedNetwork(radius);
    String sharp = random.conv(random.start(), 3, 3, 1);
    ModelProto model = random.finished(random.boxMean(sharp, 3, radius, 0.25f, 0.25f));
    ModelProto pooled = pooled(model);
    assertThat(operators(pooled))
        .contains("AveragePool")
        .doesNotContain("ConstantOfShape", "Shape");
    assertThat(operators(pooled).stream().filter("Conv"::equals)).hasSize(1);
    DrawnBytes.assertSame(pooled, model, height, width, 1);
  }

  @Test
  void apply_toOtherWeightsThanTheCounts_leavesTheGraph() {
    assertLeft(network.finished(network.boxMean(network.start(), 3, 1, 0.2f, 0.1f)));
  }

  @Test
  void apply_toAQuotientOfConvolutions_leavesTheGraph() {
    String sum = network.conv(network.start(), 3, 3, 3);
    assertLeft(network.finished(network.op("Div", List.of(sum, network.constant(2, 1, 3, 1, 1)))));
  }

  private static ModelProto pooled(ModelProto model) {
    return Fitting.applied(model, 1, List.of(new BoxMean()));
  }

  private static void assertLeft(ModelProto model) {
    assertThat(pooled(model).getGraph().getNodeList()).isEqualTo(model.getGraph().getNodeList());
  }

  private static List<String> operators(ModelProto model) {
    return model.getGraph().getNodeList().stream().map(NodeProto::getOpType).toList();
  }
}
