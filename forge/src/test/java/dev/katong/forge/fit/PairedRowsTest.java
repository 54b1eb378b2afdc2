package dev.katong.forge.fit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.katong.forge.analysis.NetworkAnalysis;
import dev.katong.forge.onnx.Attributes;
import dev.katong.network.Tiling;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PairedRowsTest {
  private static final int CHANNELS = 80;

  @Property(tries = 12)
  void apply_toAChain_drawsTheSame(
      @ForAll @IntRange(min = 2, max = 4) int layers,
      @ForAll boolean residual,
      @ForAll boolean active,
      @ForAll @IntRange(min = 1, max = 6) int rows,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll long seed) {
    SketchedNetwork network = new SketchedNetwork(seed);
    ModelProto model = chain(network, layers, residual, active, CHANNELS);
    ModelProto paired = paired(model, 2);
    // Four products for each layer, three differences and one of them added; and the two ends.
    assertThat(convolutions(paired)).isGreaterThan(convolutions(model) + 5L * layers);
    DrawnBytes.assertSame(paired, model, 2 * rows, width, 1);
  }

  @Test
  void apply_toAChain_tilesWithTheSameReach() {
    ModelProto model = chain(new SketchedNetwork(5), 2, true, true, CHANNELS);
    NetworkAnalysis before = NetworkAnalysis.of(model);
    NetworkAnalysis after = NetworkAnalysis.of(paired(model, 2));
    assertThat(after.tiling()).isEqualTo(Tiling.EXACT);
    assertThat(after.frameOperations()).isEmpty();
    assertThat(after.stride()).isEqualTo(2);
    assertThat(after.alignment()).isEqualTo(2);
    assertThat(after.reaches().left()).isEqualTo(before.reaches().left());
    assertThat(after.reaches().largest()).isBetween(before.halo(), before.halo() + 1);
    assertThat(after.multiplyAddsPerPixel().orElseThrow())
        .isLessThan(0.75 * before.multiplyAddsPerPixel().orElseThrow());
  }

  @Test
  void apply_atSidesOfAnySize_leavesTheGraph() {
    assertLeft(chain(new SketchedNetwork(6), 3, true, true, CHANNELS), 1);
  }

  @Test
  void apply_toFewChannels_leavesTheGraph() {
    assertLeft(chain(new SketchedNetwork(7), 3, true, true, 48), 2);
  }

  @Test
  void apply_whereTheChainIsReadInBetween_drawsTheSame() {
    SketchedNetwork network = new SketchedNetwork(8);
    String entry = network.activation(network.conv(network.start(), 3, CHANNELS, 3));
    String inner = network.conv(entry, CHANNELS, CHANNELS, 3);
    String last = network.conv(network.activation(inner), CHANNELS, CHANNELS, 3);
    String pooled =
        network.op(
            "AveragePool",
            List.of(inner),
            Attributes.list("kernel_shape", 3, 3),
            Attributes.list("pads", 1, 1, 1, 1));
    String joined = network.op("Add", List.of(last, pooled));
    ModelProto model = network.finished(network.conv(joined, CHANNELS, 3, 1));
    DrawnBytes.assertSame(paired(model, 2), model, 12, 10, 1);
  }

  private static ModelProto chain(
      SketchedNetwork network, int layers, boolean residual, boolean active, int channels) {
    String x = network.conv(network.start(), 3, channels, 3);
    x = active ? network.activation(x) : x;
    for (int layer = 0; layer < layers; layer++) {
      String next = network.conv(x, channels, channels, 3);
      next = active ? network.activation(next) : next;
      x = residual && layer % 2 == 1 ? network.op("Add", List.of(next, x)) : next;
    }
    return network.finished(network.conv(x, channels, 3, 3));
  }

  private static ModelProto paired(ModelProto model, int multipleOf) {
    return Fitting.applied(model, multipleOf, List.of(Fitting.PAIRED_ROWS));
  }

  private static void assertLeft(ModelProto model, int multipleOf) {
    assertThat(paired(model, multipleOf).getGraph().getNodeList())
        .isEqualTo(model.getGraph().getNodeList());
  }

  private static long convolutions(ModelProto model) {
    return model.getGraph().getNodeList().stream()
        .map(NodeProto::getOpType)
        .filter("Conv"::equals)
        .count();
  }
}
