package dev.katong.forge.tensorflow;

import static dev.katong.forge.tensorflow.ImportAssert.assertThatImport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.NetworkInspection;
import dev.katong.forge.onnx.NetworkInspection.Port;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.PixelEnds.Layout;
import dev.katong.forge.onnx.SizeProbe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.TensorProto;

class FrozenGraphTest {
  private final TestGraph graph = new TestGraph();

  @ParameterizedTest
  @CsvSource({
    "nhwc,bgr,-1..1",
    "nhwc,rgb,0..1",
    "nhwc,rgb,0..255",
    "nhwc,bgr,0..255",
    "nchw,bgr,0..1",
    "nchw,rgb,-1..1",
    "nchw,rgb,0..255",
  })
  void toOnnx_everyKindOfEnds_givesTensorFlowsPixels(String layout, String channels, String range) {
    boolean last = layout.equals("nhwc");
    String x = last ? graph.placeholder(-1, -1, -1, 3) : graph.placeholder(-1, 3, -1, -1);
    String pixels = last ? x : graph.op("Transpose", List.of(x, graph.integers(0, 2, 3, 1)));
    // Half the picture and half its blur, each colour treated differently, beyond both limits.
    String blur =
        graph.op(
            "Conv2D",
            List.of(pixels, graph.positive(3, 3, 3, 3)),
            "strides",
            new int[] {1, 1, 1, 1},
            "padding",
            "SAME");
    String mixed =
        graph.op(
            "AddV2",
            List.of(
                graph.op("Mul", List.of(blur, graph.scalar(0.03f))),
                graph.op("Mul", List.of(pixels, graph.floats(new float[] {0.2f, 0.5f, 0.9f}, 3)))));
    if (!last) {
      graph.op("Transpose", List.of(mixed, graph.integers(0, 3, 1, 2)));
    }
    ModelProto model =
        assertThatImport(graph).equalsTensorFlowInPixels(PixelEnds.of(layout, channels, range));
    assertIsPixelNetwork(model);
  }

  @Test
  void toOnnx_ofGraphForOnePicture_takesAnyNumber() {
    String x = graph.placeholder(-1, -1, 3);
    String clipped = clip(conv(graph.op("ExpandDims", List.of(x, graph.integer(0)))));
    String picture = graph.op("Squeeze", List.of(clipped), "squeeze_dims", new int[] {0});
    graph.op("Cast", List.of(picture), "SrcT", DataType.DT_FLOAT, "DstT", DataType.DT_UINT8);
    assertIsPixelNetwork(assertThatImport(graph).equalsTensorFlowInPixels(PixelEnds.DCT_NET));
  }

  @Test
  void toOnnx_ofBatchOfWhichTheFirstIsGiven_takesAnyNumber() {
    String clipped = clip(conv(graph.placeholder(-1, -1, -1, 3)));
    graph.op(
        "StridedSlice",
        List.of(clipped, graph.integers(0), graph.integers(1), graph.integers(1)),
        "Index",
        DataType.DT_INT32,
        "shrink_axis_mask",
        1);
    assertIsPixelNetwork(assertThatImport(graph).equalsTensorFlowInPixels(PixelEnds.DCT_NET));
  }

  @Test
  void toOnnx_ofPlaceholderOfUnknownRank_assumesABatch() {
    clip(conv(graph.placeholderOfUnknownRank()));
    assertThatImport(graph.stripped()).equalsTensorFlowInPixels(PixelEnds.DCT_NET);
    assertThatImport(graph).equalsTensorFlow();
  }

  @Test
  void toOnnx_ofPlaceholderOfFixedSize_freesIt() {
    TestGraph free = new TestGraph();
    clip(conv(graph, graph.placeholder(1, 24, 32, 3)), graph);
    clip(conv(free, free.placeholder(-1, -1, -1, 3)), free);
    ModelProto model = FrozenGraph.of(graph.exported(), "test").toOnnx(PixelEnds.DCT_NET);
    assertThat(SizeProbe.multipleOf(model)).isEqualTo(1);
    // The same weights: the freed network must equal the one that was free from the start.
    ModelProto expected = FrozenGraph.of(free.exported(), "test").toOnnx(PixelEnds.DCT_NET);
    assertThat(model.getGraph().getNodeList()).isEqualTo(expected.getGraph().getNodeList());
    assertThatImport(graph).at(24, 32).equalsTensorFlowInPixels(PixelEnds.DCT_NET);
  }

  @Test
  void toOnnx_keepsTensorFlowsNames_andDropsWhatIsNotNeeded() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String kept = graph.op("generator/keep", "Neg", List.of(x));
    graph.op("unused", "Identity", List.of(graph.random(1, 3)));
    String a = graph.op("Mul", List.of(kept, graph.floats(new float[] {1, 2, 3}, 3)));
    graph.op("generator/out", "Add", List.of(a, graph.floats(new float[] {1, 2, 3}, 3)));
    ModelProto model = FrozenGraph.of(graph.exported(), "test").toOnnx(PixelEnds.DCT_NET);
    assertThat(model.getGraph().getNodeList())
        .extracting(NodeProto::getName)
        .contains("generator/keep", "generator/out");
    assertThat(model.getGraph().getInitializerList())
        .as("equal constants are stored once")
        .filteredOn(tensor -> tensor.getRawData().size() == 12)
        .hasSize(1);
  }

  @Test
  void toOnnx_ofNodesNamedLikeTheEnds_doesNotConfuseThem() {
    String x = graph.op("photo", "Neg", List.of(graph.placeholder(-1, -1, -1, 3)));
    String y = graph.op("cartoon", "Neg", List.of(x));
    graph.op("Identity", List.of(y));
    assertIsPixelNetwork(assertThatImport(graph).equalsTensorFlowInPixels(PixelEnds.DCT_NET));
  }

  enum Encoding {
    CONTENT(DataType.DT_FLOAT),
    LIST(DataType.DT_FLOAT),
    SPLAT(DataType.DT_FLOAT),
    PARTLY_SPLAT(DataType.DT_FLOAT),
    EMPTY(DataType.DT_FLOAT),
    HALF_LIST(DataType.DT_HALF),
    HALF_CONTENT(DataType.DT_HALF),
    BFLOAT_LIST(DataType.DT_BFLOAT16),
    DOUBLE_LIST(DataType.DT_DOUBLE),
    DOUBLE_CONTENT(DataType.DT_DOUBLE),
    INT_LIST(DataType.DT_INT32),
    INT_CONTENT(DataType.DT_INT32),
    LONG_LIST(DataType.DT_INT64),
    LONG_CONTENT(DataType.DT_INT64),
    BYTE_CONTENT(DataType.DT_UINT8),
    BOOL_LIST(DataType.DT_BOOL);

    private final DataType type;

    Encoding(DataType type) {
      this.type = type;
    }

    TensorProto tensor() {
      TensorProto.Builder tensor = TestGraph.tensor(type, 3);
      ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
      switch (this) {
        case CONTENT -> bytes.putFloat(1.5f).putFloat(-2).putFloat(3.25f);
        case LIST -> tensor.addFloatVal(1.5f).addFloatVal(-2).addFloatVal(3.25f);
        case SPLAT -> tensor.addFloatVal(1.5f);
        case PARTLY_SPLAT -> tensor.addFloatVal(1.5f).addFloatVal(-2);
        case EMPTY -> {}
        // 1.5, −2 and 2⁻²⁴, which is subnormal.
        case HALF_LIST -> tensor.addHalfVal(0x3e00).addHalfVal(0xc000).addHalfVal(1);
        case HALF_CONTENT ->
            bytes.putShort((short) 0x3e00).putShort((short) 0xc000).putShort((short) 1);
        case BFLOAT_LIST -> tensor.addHalfVal(0x3fc0).addHalfVal(0xc000);
        case DOUBLE_LIST -> tensor.addDoubleVal(1.5).addDoubleVal(-2).addDoubleVal(0.1);
        case DOUBLE_CONTENT -> bytes.putDouble(1.5).putDouble(-2).putDouble(0.1);
        case INT_LIST -> tensor.addIntVal(1).addIntVal(-2);
        case INT_CONTENT -> bytes.putInt(1).putInt(-2).putInt(3);
        case LONG_LIST -> tensor.addInt64Val(1).addInt64Val(-2).addInt64Val(3);
        case LONG_CONTENT -> bytes.putLong(1).putLong(-2).putLong(3);
        case BYTE_CONTENT -> bytes.put((byte) 1).put((byte) 200).put((byte) 3);
        case BOOL_LIST -> tensor.addBoolVal(true).addBoolVal(false);
      }
      return tensor.setTensorContent(ByteString.copyFrom(bytes.flip())).build();
    }
  }

  @ParameterizedTest
  @EnumSource
  void constant_inEveryEncoding(Encoding encoding) {
    String x = graph.placeholder(-1, -1, -1, 3);
    String constant = graph.constant(encoding.tensor());
    String floats =
        encoding.type == DataType.DT_FLOAT
            ? constant
            : graph.op("Cast", List.of(constant), "SrcT", encoding.type, "DstT", DataType.DT_FLOAT);
    graph.op("Mul", List.of(x, floats));
    assertThatImport(graph.stripped()).equalsTensorFlow();
  }

  @Test
  void toOnnx_ofUnsupportedNodes_namesThemAllWithReasons() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String odd = graph.op("generator/odd", "Erf", List.of(x));
    String filter = graph.op("ResizeBilinear", List.of(x, graph.integers(3, 3)));
    String conv =
        graph.op(
            "generator/conv",
            "Conv2D",
            List.of(odd, filter),
            "strides",
            new int[] {1, 1, 1, 1},
            "padding",
            "SAME");
    String normal =
        graph.op(
            "generator/norm",
            "FusedBatchNorm",
            List.of(
                conv, graph.positive(3), graph.positive(3), graph.positive(3), graph.positive(3)));
    String var = graph.op("generator/var", "VariableV2", List.of());
    graph.op("Add", List.of(normal, var));
    assertThatThrownBy(() -> FrozenGraph.of(graph.stripped(), "style.pb").toOnnx(PixelEnds.DCT_NET))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("style.pb cannot be imported")
        .hasMessageContaining("generator/odd: Erf is an operation that Katong does not know")
        .hasMessageContaining("generator/conv: Conv2D whose filter is not a constant")
        .hasMessageContaining("generator/norm: FusedBatchNorm in training mode")
        .hasMessageContaining("generator/var: VariableV2 is a variable: the graph is not frozen");
  }

  @Test
  void toOnnx_ofBatchNormWhoseModeWasStripped_isReportedAsTraining() {
    graph.op(
        "FusedBatchNorm",
        List.of(
            graph.placeholder(-1, -1, -1, 3),
            graph.positive(3),
            graph.positive(3),
            graph.positive(3),
            graph.positive(3)));
    assertThatThrownBy(() -> FrozenGraph.of(graph.stripped(), "style.pb").toOnnx(PixelEnds.DCT_NET))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("is_training");
  }

  @Test
  void toOnnx_thatMixesTheBatchOfAGraphForOnePicture_isAnUnsupportedForm() {
    String x = graph.placeholder(1, -1, -1, 3);
    String turned = graph.op("turn", "Transpose", List.of(x, graph.integers(1, 0, 2, 3)));
    String padded = graph.op("pad", "Pad", List.of(x, graph.paddings(1, 0, 0, 0, 0, 0, 0, 0)));
    String joined = graph.op("join", "ConcatV2", List.of(x, x, graph.integer(0)), "N", 2);
    graph.op("AddN", List.of(turned, padded, joined), "N", 3);
    assertThatThrownBy(() -> FrozenGraph.of(graph.stripped(), "style.pb").toOnnx(PixelEnds.DCT_NET))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("turn: Transpose which moves the axis of the batch")
        .hasMessageContaining("pad: Pad which pads the axis of the batch")
        .hasMessageContaining("join: ConcatV2 which joins along the axis of the batch");
  }

  @Test
  void toOnnx_ofTwoInputsOrResults_namesThem() {
    String x = graph.placeholder(-1, -1, -1, 3);
    String y = graph.placeholder(-1, -1, -1, 3);
    graph.op("sum", "Add", List.of(x, y));
    assertThatThrownBy(() -> FrozenGraph.of(graph.exported(), "style.pb").toOnnx(PixelEnds.DCT_NET))
        .isInstanceOf(BadModel.class)
        .hasMessage(
            "style.pb asks for 2 inputs ('%s', '%s'); name the picture with --input, if it needs no other"
                .formatted(x, y));
    graph.op("other", "Neg", List.of(x));
    assertThatThrownBy(() -> FrozenGraph.of(graph.exported(), "style.pb").toOnnx(PixelEnds.DCT_NET))
        .isInstanceOf(BadModel.class)
        .hasMessage("style.pb has 2 results ('sum', 'other'); name the picture with --output");
    FrozenGraph both = FrozenGraph.of(graph.exported(), "style.pb");
    assertThatCode(() -> both.toOnnx(PixelEnds.DCT_NET, x + ":0", "other:0"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> both.toOnnx(PixelEnds.DCT_NET, null, "none"))
        .isInstanceOf(BadModel.class)
        .hasMessage("style.pb has no node 'none'");
  }

  @Test
  void toOnnx_ofPictureInAnotherLayout_saysSo() {
    graph.op("Neg", List.of(graph.placeholder(-1, 3, -1, 256)));
    assertThatThrownBy(() -> FrozenGraph.of(graph.exported(), "style.pb").toOnnx(PixelEnds.DCT_NET))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("of shape [-1,3,-1,256] in layout nhwc; 3 colours were expected");
    assertThat(
            FrozenGraph.of(graph.exported(), "style.pb")
                .toOnnx(PixelEnds.DCT_NET.in(Layout.NCHW))
                .getGraph()
                .getNodeCount())
        .isPositive();
  }

  @Test
  void toOnnx_ofGraphThatGivesNoPicture_saysSo() {
    graph.op("out", "Mean", List.of(graph.placeholder(-1, -1, -1, 3), graph.integers(3)));
    assertThatThrownBy(() -> FrozenGraph.of(graph.exported(), "style.pb").toOnnx(PixelEnds.DCT_NET))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("gives 'out'");
  }

  @Test
  void of_graphWithALoopOrAMissingInput_saysSo() {
    TestGraph loop = new TestGraph();
    loop.op("a", "Add", List.of(loop.placeholder(-1, -1, -1, 3), "b"));
    loop.op("b", "Neg", List.of("a"));
    loop.op("c", "Neg", List.of("b"));
    assertThatThrownBy(() -> FrozenGraph.of(loop.stripped(), "style.pb").toOnnx(PixelEnds.DCT_NET))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("holds a loop through");
    graph.op("a", "Neg", List.of("gone"));
    assertThatThrownBy(() -> FrozenGraph.of(graph.stripped(), "style.pb"))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("its node 'a' needs 'gone'");
  }

  @Test
  void read_ofSomethingElse_isABadModel(@TempDir Path folder) throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.pb"));
    assertThatThrownBy(() -> FrozenGraph.read(empty))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("empty.pb")
        .hasMessageContaining("holds no nodes");
    Path text = Files.writeString(folder.resolve("text.pb"), "This is not a network at all.");
    assertThatThrownBy(() -> FrozenGraph.read(text)).isInstanceOf(BadModel.class);
    assertThatThrownBy(() -> FrozenGraph.read(folder.resolve("none.pb")))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("there is no network at");

    graph.op("Neg", List.of(graph.placeholder(-1, -1, -1, 3)));
    byte[] whole = graph.exported().toByteArray();
    Path cut = Files.write(folder.resolve("cut.pb"), Arrays.copyOf(whole, whole.length - 9));
    assertThatThrownBy(() -> FrozenGraph.read(cut))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("damaged");
    ModelProto model = FrozenGraph.of(GraphDef.parseFrom(whole), "test").toOnnx(PixelEnds.DCT_NET);
    Path onnx = Files.write(folder.resolve("model.onnx"), model.toByteArray());
    assertThatThrownBy(() -> FrozenGraph.read(onnx)).isInstanceOf(BadModel.class);
    assertThat(FrozenGraph.read(Files.write(cut, whole))).isNotNull();
  }

  private static void assertIsPixelNetwork(ModelProto model) {
    NetworkInspection inspection = NetworkInspection.of(model);
    assertThat(inspection.inputs()).containsExactly(new Port("photo", "uint8[N,H,W,3]"));
    assertThat(inspection.outputs()).containsExactly(new Port("cartoon", "uint8[N,H,W,3]"));
    assertThat(inspection.opset()).isEqualTo(17);
    assertThat(inspection.producer()).isEqualTo("Katong");
    assertThat(model.getIrVersion()).isEqualTo(8);
  }

  private String conv(String x) {
    return conv(graph, x);
  }

  private static String conv(TestGraph graph, String x) {
    return graph.op(
        "Conv2D",
        List.of(x, graph.around(0.05, 0.03, 3, 3, 3, 3)),
        "strides",
        new int[] {1, 1, 1, 1},
        "padding",
        "SAME");
  }

  private String clip(String x) {
    return clip(x, graph);
  }

  private static String clip(String x, TestGraph graph) {
    String least = graph.op("Minimum", List.of(x, graph.scalar(254.7f)));
    return graph.op("Maximum", List.of(least, graph.scalar(0.3f)));
  }
}
