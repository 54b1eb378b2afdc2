package dev.katong.forge.style;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.fixture.SharedFolder;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.NetworkInspection;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.Tensors;
import dev.katong.memory.ResidentMemory;
import dev.katong.network.MeasuredMemory;
import dev.katong.network.NetworkFacts;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import dev.katong.style.StyleManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StyleImportTest {
  @TempDir private Path folder;
  private final GraphBuilder graph = new GraphBuilder("test");

  @Test
  @Tag("shared")
  void dctNet_ofAFolder_knowsBothNetworks() {
    StyleManifest manifest =
        StyleImport.dctNet(SharedFolder.path("models", "dctnet", "anime"), "anime").manifest();
    NetworkFacts background = facts(manifest);
    assertThat(manifest.background().multipleOf()).isEqualTo(16);
    assertThat(background.tiling()).isEqualTo(Tiling.EXACT);
    assertThat(background.stride()).isEqualTo(4);
    assertThat(background.alignment()).isEqualTo(4);
    assertThat(background.halo()).isEqualTo(64);
    assertThat(background.liveBytesPerPixel()).containsEntry(Precision.FP32, 291.0);
    assertThat(Objects.requireNonNull(manifest.head()).facts()).isEqualTo(background);
    if (ResidentMemory.now().isPresent()) {
      MeasuredMemory memory = background.memory().get(0);
      assertThat(memory.precision()).isEqualTo(Precision.FP32);
      assertThat(memory.bytesPerPixel()).isBetween(350.0, 750.0);
    }
  }

  @Test
  void singleNetwork_ofAStrideTwo_isPaddedToIt() throws IOException {
    input();
    String half =
        graph.node(
            "AveragePool",
            "half",
            List.of("in"),
            Attributes.list("kernel_shape", 2, 2),
            Attributes.list("strides", 2, 2));
    String scales = graph.constant("scales", Tensors.floats(new float[] {1, 1, 2, 2}, 4));
    graph.node(
        "Resize",
        "out",
        List.of(half, "", scales),
        Attributes.of("mode", "nearest"),
        Attributes.of("coordinate_transformation_mode", "asymmetric"),
        Attributes.of("nearest_mode", "floor"));
    StyleManifest manifest = imported();
    assertThat(facts(manifest).tiling()).isEqualTo(Tiling.EXACT);
    assertThat(facts(manifest).stride()).isEqualTo(2);
    assertThat(manifest.background().multipleOf()).isEqualTo(2);
    if (ResidentMemory.now().isPresent()) {
      assertThat(facts(manifest).memory()).hasSize(1);
    }
  }

  @Test
  void singleNetwork_withInstanceNormalization_isBlended() throws IOException {
    input();
    String ones = graph.constant("ones", Tensors.floats(new float[] {1, 1, 1}, 3));
    graph.node("InstanceNormalization", "out", List.of("in", ones, ones));
    assertThat(facts(imported()).tiling()).isEqualTo(Tiling.BLENDED);
  }

  @Test
  void singleNetwork_withAFixedSizeInside_needsTheWholeFrame() throws IOException {
    input();
    String small =
        graph.node(
            "Resize",
            "small",
            List.of("in", "", "", graph.vector("eight", 1, 3, 8, 8)),
            Attributes.of("mode", "linear"));
    String size = graph.node("Shape", "size", List.of("in"));
    graph.node("Resize", "out", List.of(small, "", "", size), Attributes.of("mode", "linear"));
    StyleManifest manifest = imported();
    assertThat(facts(manifest).tiling()).isEqualTo(Tiling.WHOLE);
    assertThat(facts(manifest).halo()).isZero();
    assertThat(manifest.background().multipleOf()).isEqualTo(1);
  }

  @Test
  void singleNetwork_withAttention_needsTheWholeFrameAndIsNotMeasured() throws IOException {
    input();
    String values = graph.node("Reshape", "v", List.of("in", graph.vector("flat", 0, 3, -1)));
    String keys = graph.node("Transpose", "k", List.of(values), Attributes.list("perm", 0, 2, 1));
    String weights =
        graph.node("Softmax", "w", List.of(graph.node("MatMul", "kv", List.of(keys, values))));
    String mixed = graph.node("MatMul", "m", List.of(weights, keys));
    String planes = graph.node("Transpose", "p", List.of(mixed), Attributes.list("perm", 0, 2, 1));
    String size = graph.node("Shape", "size", List.of("in"));
    graph.node("Reshape", "out", List.of(planes, size));
    NetworkFacts facts = facts(imported());
    assertThat(facts.tiling()).isEqualTo(Tiling.WHOLE);
    assertThat(facts.memory()).isEmpty();
  }

  @Test
  void ofSecond_withOtherWeightsOnly_isNotMeasuredAgain() {
    ModelProto first = finished(new float[] {0.5f}, DataType.FLOAT);
    NetworkFacts measured =
        NetworkProfiler.withoutMemory(first)
            .measured(List.of(new MeasuredMemory("cpu", Precision.FP32, "x", 1, 2, 3)));
    ModelProto second = finished(new float[] {0.25f}, DataType.FLOAT);
    assertThat(second).isNotEqualTo(first);
    assertThat(NetworkProfiler.ofSecond(second, first, measured)).isEqualTo(measured);
  }

  @Test
  void precision_ofANetwork_isToldByItsConstantsAndOperators() {
    ModelProto full = finished(new float[] {0.5f, 1, 2, 3}, DataType.FLOAT);
    assertThat(NetworkInspection.of(full).precision()).isEqualTo(Precision.FP32);
    ModelProto.Builder half = full.toBuilder();
    half.getGraphBuilder()
        .getInitializerBuilderList()
        .forEach(constant -> constant.setDataType(DataType.FLOAT16_VALUE));
    assertThat(NetworkInspection.of(half.build()).precision()).isEqualTo(Precision.FP16);
    half.getGraphBuilder().getNodeBuilder(0).setOpType("DequantizeLinear");
    assertThat(NetworkInspection.of(half.build()).precision()).isEqualTo(Precision.INT8);
  }

  /** A network that scales the photo's values by the first weight. */
  private static ModelProto finished(float[] weights, DataType type) {
    GraphBuilder graph = new GraphBuilder("scaled");
    PixelEnds ends = PixelEnds.of("nhwc", "bgr", "0..255");
    graph.input(PixelEnds.PHOTO, DataType.UINT8, "N", "H", "W", 3);
    String start = graph.freeName("start");
    ends.enter(graph, PixelEnds.PHOTO, type, start);
    String all = graph.constant("weights", Tensors.floats(weights, weights.length));
    String first = graph.node("Gather", "first", List.of(all, graph.vector("zero", 0)));
    String drawn = graph.node("Mul", "drawn", List.of(start, first));
    graph.output(PixelEnds.CARTOON, DataType.UINT8, "N", "H", "W", 3);
    ends.leave(graph, drawn, type, graph.freeName(PixelEnds.CARTOON));
    return graph.build();
  }

  private void input() {
    graph.input("in", DataType.FLOAT, 1, 3, "h", "w");
  }

  /** The style of the network from {@code in} to {@code out}. */
  private StyleManifest imported() throws IOException {
    graph.output("out", DataType.FLOAT, 1, 3, "h", "w");
    Path file = Files.write(folder.resolve("net.onnx"), graph.build().toByteArray());
    PixelEnds ends = PixelEnds.of("nchw", "bgr", "0..1");
    return StyleImport.singleNetwork(file, ends, 720, "test").manifest();
  }

  private static NetworkFacts facts(StyleManifest manifest) {
    return Objects.requireNonNull(manifest.background().facts());
  }
}
