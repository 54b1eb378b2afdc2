package dev.katong.forge.fit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.katong.forge.analysis.NetworkAnalysis;
import dev.katong.forge.onnx.Attributes;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateGuideTest {
  private final SketchedNetwork network = new SketchedNetwork(3);

  @Test
  void apply_toAGuide_computesItAfterTheNetwork() {
    ModelProto model = guided();
    ModelProto late = late(model);
    List<String> operators =
        late.getGraph().getNodeList().stream().map(NodeProto::getOpType).toList();
    assertThat(operators.indexOf("AveragePool")).isGreaterThan(operators.lastIndexOf("Conv"));
    DrawnBytes.assertSame(late, model, 23, 37, 0);

    NetworkAnalysis before = NetworkAnalysis.of(model);
    NetworkAnalysis after = NetworkAnalysis.of(late);
    assertThat(after.tiling()).isEqualTo(Tiling.EXACT);
    assertThat(after.halo()).isEqualTo(before.halo());
    // The scaled photo and its mean, three floats each, do not wait any longer; its bytes do.
    assertThat(after.liveBytes(Precision.FP32).perPixel())
        .isEqualTo(before.liveBytes(Precision.FP32).perPixel() - 24 + 3);
  }

  /** A network's picture of which the photo's mean is taken and to which the photo is added. */
  private ModelProto guided() {
    String mean =
        network.op(
            "AveragePool",
            List.of(network.start()),
            Attributes.list("kernel_shape", 3, 3),
            Attributes.list("pads", 1, 1, 1, 1));
    String wide = network.activation(network.conv(network.start(), 3, 24, 3));
    String drawn = network.conv(network.conv(wide, 24, 24, 3), 24, 3, 3);
    String sharper = network.op("Sub", List.of(drawn, mean));
    return network.finished(network.op("Add", List.of(sharper, network.start())));
  }

  @Test
  void apply_toAPlainNetwork_leavesTheGraph() {
    ModelProto model = network.finished(network.conv(network.start(), 3, 3, 3));
    assertThat(late(model).getGraph().getNodeList()).isEqualTo(model.getGraph().getNodeList());
  }

  private static ModelProto late(ModelProto model) {
    return Fitting.applied(model, 1, List.of(new LateGuide()));
  }
}
