package dev.katong.forge.half;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.fixture.SharedFolder;
import dev.katong.forge.analysis.NetworkAnalysis;
import dev.katong.forge.fit.DrawnBytes;
import dev.katong.forge.fit.Fitting;
import dev.katong.forge.fit.SketchedNetwork;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.NetworkInspection;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.Tensors;
import dev.katong.forge.tensorflow.FrozenGraph;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HalfPrecisionTest {
  private static final int CHANNELS = 24;

  private final SketchedNetwork network = new SketchedNetwork(11);

  /** Four layers, of which the last two are joined by a skip, and a box mean of what they draw. */
  private ModelProto layered() {
    String first = network.activation(network.conv(network.start(), 3, CHANNELS, 3));
    String second = network.activation(network.conv(first, CHANNELS, CHANNELS, 3));
    String third = network.conv(second, CHANNELS, CHANNELS, 3);
    String joined = network.op("Add", List.of(third, second));
    String last = network.conv(joined, CHANNELS, 3, 3);
    return network.finished(
        network.op(
            "AveragePool",
            List.of(last),
            Attributes.list("kernel_shape", 3, 3),
            Attributes.list("pads", 1, 1, 1, 1)));
  }

  @Test
  void stored_takesHalfTheSizeAndComputesInFull() {
    ModelProto model = layered();
    ModelProto stored = HalfPrecision.stored(model);
    assertThat(weightBytes(stored)).isLessThan(weightBytes(model) * 52 / 100);
    assertThat(NetworkInspection.precision(stored)).isEqualTo(Precision.FP16);
    NetworkAnalysis before = NetworkAnalysis.derive(model);
    NetworkAnalysis after = NetworkAnalysis.of(stored);
    assertThat(after.tiling()).isEqualTo(Tiling.EXACT);
    assertThat(after.reaches()).isEqualTo(before.reaches());
    assertThat(after.liveBytes(Precision.FP16)).isEqualTo(before.liveBytes(Precision.FP32));
    DrawnBytes.assertSame(stored, model, 24, 18, 1);
  }

  @Test
  void stored_twice_isTheSame() {
    ModelProto stored = HalfPrecision.stored(layered());
    assertThat(HalfPrecision.stored(stored).getGraph().getNodeList())
        .containsExactlyInAnyOrderElementsOf(stored.getGraph().getNodeList());
    assertThat(HalfPrecision.stored(stored).getGraph().getInitializerList())
        .containsExactlyInAnyOrderElementsOf(stored.getGraph().getInitializerList());
  }

  @Test
  void widened_ofAStoredNetwork_hasTheNodesOfTheFirst() {
    ModelProto model = layered();
    ModelProto widened = HalfPrecision.widened(HalfPrecision.stored(model));
    assertThat(widened.getGraph().getNodeList()).isEqualTo(model.getGraph().getNodeList());
    assertThat(weightBytes(widened)).isEqualTo(weightBytes(model));
    assertThat(HalfPrecision.widened(model)).isEqualTo(model);
  }

  @Test
  void stored_withANumberTooLarge_keepsThatWeight() {
    ModelProto.Builder model = layered().toBuilder();
    TensorProto tooLarge =
        Tensors.floats(new float[] {1, 70_000}, 1, 2).toBuilder().setName("x").build();
    model.getGraphBuilder().addInitializer(tooLarge);
    assertThat(HalfPrecision.stored(model.build()).getGraph().getInitializerList())
        .contains(tooLarge);
  }

  @Test
  void computed_keepsBothEndsInFullAndCastsOnceEachWay() {
    ModelProto computed = HalfPrecision.computed(layered());
    // From the first activation, to the last convolution; the bytes' own two.
    assertThat(casts(computed, DataType.FLOAT16)).isEqualTo(1);
    assertThat(casts(computed, DataType.FLOAT)).isEqualTo(2);
    assertThat(casts(computed, DataType.UINT8)).isEqualTo(1);
    assertThat(halves(computed)).isEqualTo(4);
    assertThat(NetworkInspection.precision(computed)).isEqualTo(Precision.FP16);
    NetworkAnalysis analysis = NetworkAnalysis.of(computed);
    assertThat(analysis.tiling()).isEqualTo(Tiling.EXACT);
    assertThat(analysis.halo()).isEqualTo(5);
    // The skip and the sum it is added to, in 16 bits; the photo's bytes.
    assertThat(analysis.liveBytes(Precision.FP16).perPixel())
        .isLessThan(0.8 * analysis.liveBytes(Precision.FP32).perPixel());
    DrawnBytes.assertSame(computed, layered(), 24, 18, 1);
  }

  @Test
  void computed_ofAStoredNetwork_hasTheSameInnerLayers() {
    ModelProto computed = HalfPrecision.computed(layered());
    ModelProto again = HalfPrecision.computed(HalfPrecision.stored(layered()));
    assertThat(again.getGraph().getNodeList()).isEqualTo(computed.getGraph().getNodeList());
    assertThat(halves(again)).isEqualTo(halves(computed));
  }

  @Test
  void computed_withAFrameStatistic_keepsItInFull() {
    String first = network.conv(network.start(), 3, CHANNELS, 3);
    String second = network.conv(first, CHANNELS, CHANNELS, 3);
    String normal =
        network.op(
            "InstanceNormalization",
            List.of(second, constant("scale", CHANNELS, 1), constant("shift", CHANNELS, 0)));
    ModelProto model = network.finished(network.conv(network.activation(normal), CHANNELS, 3, 3));
    ModelProto computed = HalfPrecision.computed(model);
    assertThat(casts(computed, DataType.FLOAT16)).isEqualTo(1);
    DrawnBytes.assertSame(computed, model, 24, 18, 1);
  }

  @Test
  @Tag("shared")
  void stored_dctNet_drawsTheSameBytes() {
    var file = SharedFolder.path("models/dctnet/anime/cartoon_bg.pb");
    ModelProto fitted = Fitting.fit(FrozenGraph.read(file).toOnnx(PixelEnds.DCT_NET));
    ModelProto stored = HalfPrecision.stored(fitted);
    assertThat(stored.getSerializedSize()).isLessThan((int) (0.51 * fitted.getSerializedSize()));
    // The authors' weights are numbers of 16 bits already.
    DrawnBytes.assertSame(stored, fitted, 128, 96, 0);
  }

  private String constant(String name, int size, float value) {
    return network.filled(name, value, size);
  }

  private static long weightBytes(ModelProto model) {
    return NetworkInspection.of(model).weightBytes();
  }

  private static long halves(ModelProto model) {
    return model.getGraph().getInitializerList().stream()
        .filter(constant -> constant.getDataType() == DataType.FLOAT16.getNumber())
        .count();
  }

  private static long casts(ModelProto model, DataType to) {
    return model.getGraph().getNodeList().stream()
        .filter(node -> node.getOpType().equals("Cast"))
        .map(NodeProto::getAttributeList)
        .filter(attributes -> attributes.get(0).getI() == to.getNumber())
        .count();
  }
}
