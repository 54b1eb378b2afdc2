package dev.katong.forge.fit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;

class FittingTest {
  private final SketchedNetwork network = new SketchedNetwork(9);

  @Test
  void fit_ofAStridedNetwork_appliesWhatItsOwnAlignmentAllows() {
    ModelProto model = halvedAndDoubled();
    ModelProto fitted = Fitting.fit(model);
    assertThat(fitted.getGraph().getNodeList())
        .extracting(NodeProto::getOpType)
        .contains("DepthToSpace");
    DrawnBytes.assertSame(fitted, model, 14, 18, 1);
  }

  private ModelProto halvedAndDoubled() {
    String half =
        network.conv(
            network.start(),
            3,
            48,
            3,
            Attributes.list("strides", 2, 2),
            Attributes.of("auto_pad", "SAME_UPPER"));
    String scales = network.graph().constant("scales", floats(1, 1, 2, 2));
    String whole =
        network.op("Resize", List.of(half, "", scales), Attributes.of("mode", "nearest"));
    String joined = network.op("Add", List.of(whole, network.conv(network.start(), 3, 48, 1)));
    return network.finished(network.conv(joined, 48, 3, 7));
  }

  private static TensorProto floats(float... values) {
    return Tensors.floats(values, values.length);
  }

  @Test
  void fit_ofANetworkThatRunsAtNoSmallSize_isTheSame() {
    // Only frames of 200 rows can be added to.
    String rows = network.weights(1, 1, 3, 200, 1);
    ModelProto model = network.finished(network.op("Add", List.of(network.start(), rows)));
    assertThat(Fitting.fit(model)).isSameAs(model);
    assertThat(Fitting.fitFully(model, 8)).isSameAs(model);
  }

  @Test
  void fit_dropsWhatNoOutputNeeds() {
    network.conv(network.start(), 3, 8, 3);
    ModelProto model = network.finished(network.conv(network.start(), 3, 3, 3));
    ModelProto.Builder littered = model.toBuilder();
    littered
        .getGraphBuilder()
        .addNodeBuilder()
        .setOpType("Identity")
        .addInput(network.start())
        .addOutput("unread");
    assertThat(Fitting.fit(littered.build()).getGraph().getNodeList())
        .isEqualTo(model.getGraph().getNodeList());
  }
}
