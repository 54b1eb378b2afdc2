package dev.katong.forge.fit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.NetworkInspection;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WidenedConvolutionTest {
  private final SketchedNetwork network = new SketchedNetwork(1);

  @Property(tries = 25)
  void apply_toFewChannels_drawsTheSame(
      @ForAll @IntRange(min = 4, max = 9) int kernel,
      @ForAll @IntRange(min = 1, max = 4) int channels,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(min = 1, max = 3) int columns,
      @ForAll long seed) {
    SketchedNetwork random = new SketchedNetwork(seed);
    String inner = random.activation(random.conv(random.start(), 3, 48, 3));
    String few = random.conv(inner, 48, channels, kernel);
    ModelProto model = random.finished(random.conv(few, channels, 3, 1));
    ModelProto widened = widened(model, 12);
    assertThat(operators(widened, "DepthToSpace")).isEqualTo(1);
    DrawnBytes.assertSame(widened, model, 12 * rows, 12 * columns, 1);
  }

  @Test
  void apply_whereTheOutputFollows_givesItUnderItsName() {
    String inner = network.conv(network.start(), 3, 32, 3);
    ModelProto model = network.finished(network.conv(inner, 32, 3, 7));
    ModelProto widened = widened(model, 2);
    assertThat(widened.getGraph().getOutput(0)).isEqualTo(model.getGraph().getOutput(0));
    assertThat(operators(widened, "Conv")).isEqualTo(2);
    DrawnBytes.assertSame(widened, model, 10, 14, 1);
  }

  @Test
  void apply_atSidesOfAnySize_leavesTheGraph() {
    String inner = network.conv(network.start(), 3, 32, 3);
    assertLeft(network.finished(network.conv(inner, 32, 3, 7)), 1);
  }

  @Test
  void apply_toManyChannels_leavesTheGraph() {
    String inner = network.conv(network.start(), 3, 32, 3);
    String many = network.conv(inner, 32, 16, 7);
    assertLeft(network.finished(network.conv(many, 16, 3, 1)), 4);
  }

  @Test
  void apply_toOtherWindows_leavesTheGraph() {
    String inner = network.conv(network.start(), 3, 33, 3);
    String dilated =
        network.conv(
            inner,
            33,
            3,
            7,
            Attributes.list("dilations", 2, 2),
            Attributes.list("pads", 6, 6, 6, 6));
    String grouped =
        network.op(
            "Conv",
            List.of(inner, network.weights(0.1f, 3, 11, 7, 7)),
            Attributes.of("group", 3L),
            Attributes.list("pads", 3, 3, 3, 3));
    assertLeft(network.finished(network.op("Add", List.of(dilated, grouped))), 4);
  }

  private static ModelProto widened(ModelProto model, int multipleOf) {
    return Fitting.applied(model, multipleOf, List.of(new WidenedConvolution()));
  }

  private static void assertLeft(ModelProto model, int multipleOf) {
    assertThat(widened(model, multipleOf).getGraph().getNodeList())
        .isEqualTo(model.getGraph().getNodeList());
  }

  private static int operators(ModelProto model, String operator) {
    return NetworkInspection.of(model).operators().getOrDefault(operator, 0);
  }
}
