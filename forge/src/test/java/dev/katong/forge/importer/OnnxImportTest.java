package dev.katong.forge.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.*;
import dev.katong.forge.onnx.NetworkInspection.Port;
import dev.katong.forge.onnx.PixelEnds.Channels;
import dev.katong.forge.onnx.PixelEnds.Layout;
import dev.katong.forge.onnx.PixelEnds.Range;
import dev.katong.image.PictureSize;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxImportTest {
  private static final PixelEnds NCHW_RGB = PixelEnds.of("nchw", "rgb", "-1..1");

  /** The test network's result for a value of a colour (in the network's own order). */
  private static final float[] SCALE = {0.5f, -0.75f, 1.25f};

  private static final float[] OFFSET = {0.1f, -0.2f, 0.3f};

  private static ModelProto adapt(ModelProto foreign, PixelEnds ends) {
    return OnnxImport.of(foreign, ImportOptions.of(ends)).model();
  }

  /** A network that scales and shifts each colour, with its declared shapes. */
  private static GraphBuilder colours(Layout layout, Object... dims) {
    return colours("input", "output", layout, dims);
  }

  private static GraphBuilder colours(String in, String out, Layout layout, Object... dims) {
    GraphBuilder graph = new GraphBuilder("foreign");
    long[] shape = layout == Layout.NHWC ? new long[] {3} : new long[] {3, 1, 1};
    graph.input(in, DataType.FLOAT, dims);
    String scaled =
        graph.node(
            "Mul", "scaled", List.of(in, graph.constant("scale", Tensors.floats(SCALE, shape))));
    graph.freeName(out);
    graph.nodeTo(
        out, "Add", List.of(scaled, graph.constant("offset", Tensors.floats(OFFSET, shape))));
    graph.output(out, DataType.FLOAT, dims);
    return graph;
  }

  @ParameterizedTest
  @CsvSource({
    "nchw,rgb,-1..1",
    "nchw,bgr,0..255",
    "nchw,rgb,0..1",
    "nhwc,bgr,0..1",
    "nhwc,rgb,-1..1",
    "nhwc,bgr,-1..1"
  })
  void of_everyKindOfEnds_equalsComputationByHand(String layout, String channels, String range)
      throws OrtException {
    PixelEnds ends = PixelEnds.of(layout, channels, range);
    Object[] dims =
        ends.layout() == Layout.NHWC ? new Object[] {1, 64, 64, 3} : new Object[] {1, 3, 64, 64};
    ModelProto adapted = adapt(colours(ends.layout(), dims).build(), ends);
    try (TrialRun run = new TrialRun(adapted)) {
      for (int[] size : new int[][] {{64, 64}, {9, 13}}) {
        TrialRun.Picture cartoon = run.picture(2, size[0], size[1]);
        byte[] photo = new byte[cartoon.bytes().length];
        new Random(1).nextBytes(photo);
        assertThat(cartoon.shape()).containsExactly(2, size[0], size[1], 3);
        for (int i = 0; i < photo.length; i++) {
          assertThat(cartoon.bytes()[i] & 0xff)
              .as("byte %d of %s", i, ends)
              .isEqualTo(byHand(photo[i] & 0xff, i % 3, ends));
        }
      }
    }
  }

  private static int byHand(int photo, int bgrChannel, PixelEnds ends) {
    int channel = ends.channels() == Channels.RGB ? 2 - bgrChannel : bgrChannel;
    float given = photo;
    if (ends.range() == Range.MINUS_ONE_TO_ONE) {
      given = photo / 127.5f - 1;
    } else if (ends.range() == Range.ZERO_TO_ONE) {
      given = photo / 255f;
    }
    float computed = given * SCALE[channel] + OFFSET[channel];
    if (ends.range() == Range.MINUS_ONE_TO_ONE) {
      computed = (computed + 1) * 127.5f;
    } else if (ends.range() == Range.ZERO_TO_ONE) {
      computed = computed * 255;
    }
    return Math.round(Math.max(0, Math.min(255, computed)));
  }

  @Test
  void of_freesWhatWasFixed_andDropsStaleShapes() {
    ModelProto foreign = colours(Layout.NCHW, 1, 3, 512, 512).build();
    ModelProto.Builder stale = foreign.toBuilder();
    stale
        .getGraphBuilder()
        .addValueInfo(foreign.getGraph().getInput(0).toBuilder().setName("scaled"));
    NetworkInspection inspection = NetworkInspection.of(adapt(stale.build(), NCHW_RGB));
    assertThat(inspection.inputs()).containsExactly(new Port("photo", "uint8[N,H,W,3]"));
    assertThat(inspection.outputs()).containsExactly(new Port("cartoon", "uint8[N,H,W,3]"));
    assertThat(adapt(stale.build(), NCHW_RGB).getGraph().getValueInfoList()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"photo,cartoon", "cartoon,photo", "photo/planes,cartoon/bytes", "scaled_1,photo"})
  void of_ofNamesLikeOurs_doesNotConfuseThem(String in, String out) {
    ModelProto plain = adapt(colours(Layout.NCHW, "n", 3, "h", "w").build(), NCHW_RGB);
    ModelProto named = adapt(colours(in, out, Layout.NCHW, "n", 3, "h", "w").build(), NCHW_RGB);
    assertThat(result(named)).isEqualTo(result(plain));
  }

  private static byte[] result(ModelProto model) {
    try (TrialRun run = new TrialRun(model)) {
      return run.picture(1, 8, 6).bytes();
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void of_ofOldFormatWithConstantsAmongTheInputs_ignoresThose() {
    ModelProto foreign = colours(Layout.NCHW, 1, 3, 64, 64).build();
    ModelProto.Builder old = foreign.toBuilder().setIrVersion(3);
    old.getOpsetImportBuilder(0).setVersion(9);
    GraphBuilder declarations = new GraphBuilder("declarations");
    declarations.input("scale", DataType.FLOAT, 3, 1, 1);
    declarations.input("offset", DataType.FLOAT, 3, 1, 1);
    old.getGraphBuilder().addAllInput(declarations.build().getGraph().getInputList());
    ModelProto adapted = adapt(old.build(), NCHW_RGB);
    assertThat(adapted.getGraph().getInputCount()).isEqualTo(1);
    assertThat(adapted.getOpsetImport(0).getVersion()).isEqualTo(GraphBuilder.OPSET);
    assertThat(result(adapted)).isEqualTo(result(adapt(foreign, NCHW_RGB)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16})
  void multipleOf_networkThatHalvesAndDoubles_isItsStride(int stride) {
    GraphBuilder graph = new GraphBuilder("strided");
    graph.input("input", DataType.FLOAT, "n", 3, "h", "w");
    String small =
        graph.node(
            "MaxPool",
            "small",
            List.of("input"),
            Attributes.list("kernel_shape", stride, stride),
            Attributes.list("strides", stride, stride));
    String scales = graph.constant("scales", Tensors.floats(new float[] {1, 1, stride, stride}, 4));
    graph.node("Resize", "output", List.of(small, "", scales), Attributes.of("mode", "nearest"));
    graph.output("output", DataType.FLOAT, "n", 3, "h", "w");
    ModelProto adapted = adapt(graph.build(), NCHW_RGB);
    assertThat(SizeProbe.multipleOf(adapted)).isEqualTo(stride);
  }

  @Test
  void of_networkThatWorksAtItsOwnSizeOnly_takesTilesOfThat() {
    GraphBuilder graph = colours(Layout.NCHW, 1, 3, 64, 64);
    String rows =
        graph.node("Reshape", "rows", List.of("output", graph.vector("shape", 1, 3, 4096)));
    graph.node("Reshape", "picture", List.of(rows, graph.vector("back", 1, 3, 64, 64)));
    ModelProto.Builder fixed = rebuilt(graph, "picture", 1, 3, 64, 64);
    assertThat(PictureForm.of(adapt(fixed.build(), NCHW_RGB)))
        .isEqualTo(new PictureForm(1, Optional.of(new PictureSize(64, 64))));
  }

  @Test
  void of_networkThatDoublesTheSize_enlargesTwice() {
    GraphBuilder graph = colours(Layout.NCHW, 1, 3, 64, 64);
    String scales = graph.constant("scales", Tensors.floats(new float[] {1, 1, 2, 2}, 4));
    graph.node(
        "Resize", "picture", List.of("output", "", scales), Attributes.of("mode", "nearest"));
    ModelProto.Builder doubled = rebuilt(graph, "picture", 1, 3, 128, 128);
    assertThat(PictureForm.of(adapt(doubled.build(), NCHW_RGB)))
        .isEqualTo(new PictureForm(2, Optional.empty()));
  }

  @Test
  void of_ofNetworkForOnePicture_declaresABatchOfOne() {
    GraphBuilder graph = colours(Layout.NCHW, 1, 3, 64, 64);
    graph.node(
        "Reshape",
        "picture",
        List.of(
            graph.node("Reshape", "rows", List.of("output", graph.vector("flat", 1, 3, -1))),
            graph.node(
                "Concat",
                "size",
                List.of(graph.vector("one", 1), tail(graph)),
                Attributes.of("axis", 0))));
    ModelProto adapted = adapt(rebuilt(graph, "picture", 1, 3, 64, 64).build(), NCHW_RGB);
    assertThat(NetworkInspection.of(adapted).inputs())
        .containsExactly(new Port("photo", "uint8[1,H,W,3]"));
    assertThat(NetworkInspection.of(adapted).outputs())
        .containsExactly(new Port("cartoon", "uint8[1,H,W,3]"));
    assertThat(SizeProbe.multipleOf(adapted)).isEqualTo(1);
  }

  private static String tail(GraphBuilder graph) {
    String shape = graph.node("Shape", "shape", List.of("output"));
    return graph.node(
        "Slice", "tail", List.of(shape, graph.vector("from", 1), graph.vector("to", 4)));
  }

  /** The graph with another output. */
  private static ModelProto.Builder rebuilt(GraphBuilder graph, String output, Object... dims) {
    graph.output(output, DataType.FLOAT, dims);
    ModelProto.Builder model = graph.build().toBuilder();
    model.getGraphBuilder().removeOutput(0);
    return model;
  }

  @Test
  void of_severalOutputs_takesTheOneThatIsComputedLast() {
    GraphBuilder two = new GraphBuilder("two");
    two.input("input", DataType.FLOAT, 1, 3, 64, 64);
    two.output("early", DataType.FLOAT, 1, 3, 64, 64);
    two.freeName("early");
    two.nodeTo("early", "Neg", List.of("input"));
    two.freeName("late");
    two.nodeTo("late", "Abs", List.of("early"));
    two.output("late", DataType.FLOAT, 1, 3, 64, 64);
    ImportedNetwork imported = OnnxImport.of(two.build(), ImportOptions.of(NCHW_RGB));
    assertThat(imported.model().getGraph().getNodeList())
        .anySatisfy(node -> assertThat(node.getOpType()).isEqualTo("Abs"));
    assertThat(imported.notes()).anySatisfy(note -> assertThat(note).contains("'late' is taken"));
    ImportOptions named = ImportOptions.parse("nchw", "rgb", "-1..1", null, "early", null);
    assertThat(OnnxImport.of(two.build(), named).model().getGraph().getNodeList())
        .noneSatisfy(node -> assertThat(node.getOpType()).isEqualTo("Abs"));
  }

  @Test
  void of_somethingElseThanOnePicture_saysWhy() {
    ModelProto planes = colours(Layout.NCHW, 1, 3, 64, "w").build();
    assertThatThrownBy(() -> adapt(planes, NCHW_RGB.in(Layout.NHWC)))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("3 colours are in axis 1, as in layout nchw");
    GraphBuilder grey = new GraphBuilder("grey");
    grey.input("input", DataType.FLOAT, 1, 1, 64, 64);
    grey.node("Neg", "output", List.of("input"));
    grey.output("output", DataType.FLOAT, 1, 1, 64, 64);
    assertThatThrownBy(() -> adapt(grey.build(), NCHW_RGB))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("works on brightness alone");
    GraphBuilder five = new GraphBuilder("five");
    five.input("input", DataType.FLOAT, "N", 5, "H", "W");
    five.node("Neg", "output", List.of("input"));
    five.output("output", DataType.FLOAT, "N", 5, "H", "W");
    assertThatThrownBy(() -> OnnxImport.of(five.build(), ImportOptions.NONE))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("it has 5 channels, and pictures have 3 colours, 1 or 4");
    GraphBuilder text = new GraphBuilder("text");
    text.input("input_ids", DataType.INT64, 1, 77);
    text.node("Neg", "output", List.of("input_ids"));
    text.output("output", DataType.INT64, 1, 77);
    assertThatThrownBy(() -> adapt(text.build(), NCHW_RGB))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("input 'input_ids' int64[1,77] is no picture");
    ModelProto.Builder ancient = planes.toBuilder();
    ancient.getOpsetImportBuilder(0).setVersion(5);
    assertThatThrownBy(() -> adapt(ancient.build(), NCHW_RGB))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("operator set 5");
  }

  @Test
  void of_ofNetworkThatOnnxRuntimeRefuses_saysSo() {
    ModelProto.Builder broken = colours(Layout.NCHW, 1, 3, 64, 64).build().toBuilder();
    broken.getGraphBuilder().getNodeBuilder(0).setOpType("NoSuchOperator");
    assertThatThrownBy(() -> adapt(broken.build(), NCHW_RGB))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("cannot open the network");
  }

  /** A network of one operator that takes and gives such tensors. */
  private static ModelProto single(String operator, DataType type, Object... dims) {
    GraphBuilder graph = new GraphBuilder("single");
    graph.input("input", type, dims);
    graph.node(operator, "output", List.of("input"));
    graph.output("output", type, dims);
    return graph.build();
  }

  @Test
  void of_halfPrecision_computesInFull() {
    ModelProto half = single("Identity", DataType.FLOAT16, 1, 3, "h", "w");
    ModelProto full = single("Identity", DataType.FLOAT, 1, 3, "h", "w");
    assertThat(result(adapt(half, NCHW_RGB))).isEqualTo(result(adapt(full, NCHW_RGB)));
  }

  @Test
  void of_bytesAndOneAxisLess_areTakenAsTheyAre() {
    ModelProto bytes = single("Identity", DataType.UINT8, "h", "w", 3);
    assertThat(result(OnnxImport.of(bytes, ImportOptions.NONE).model()))
        .isEqualTo(result(adapt(single("Identity", DataType.FLOAT, 1, 3, "h", "w"), NCHW_RGB)));
  }

  @Test
  void of_transparencyAtBothEnds_feedsAnOpaquePictureAndDropsIt() {
    ModelProto four = single("Identity", DataType.FLOAT, 1, 4, "h", "w");
    assertThat(result(adapt(four, NCHW_RGB)))
        .isEqualTo(result(adapt(single("Identity", DataType.FLOAT, 1, 3, "h", "w"), NCHW_RGB)));
  }

  @Test
  void of_networkThatEnlargesAndEatsItsBorder_givesTheWholePicture() throws OrtException {
    GraphBuilder graph = new GraphBuilder("border");
    graph.input("input", DataType.FLOAT, 1, 3, "h", "w");
    String inner =
        graph.node(
            "MaxPool",
            "inner",
            List.of("input"),
            Attributes.list("kernel_shape", 6, 6),
            Attributes.list("strides", 1, 1));
    String scales = graph.constant("scales", Tensors.floats(new float[] {1, 1, 2, 2}, 4));
    graph.node("Resize", "output", List.of(inner, "", scales), Attributes.of("mode", "nearest"));
    graph.output("output", DataType.FLOAT, 1, 3, "oh", "ow");
    ModelProto adapted = adapt(graph.build(), NCHW_RGB);
    assertThat(PictureForm.of(adapted)).isEqualTo(new PictureForm(2, Optional.empty()));
    try (TrialRun run = new TrialRun(adapted)) {
      assertThat(run.picture(1, 50, 60).shape()).containsExactly(1, 100, 120, 3);
    }
  }

  @Test
  void of_anyMultipleOfTheSides_findsIt() {
    GraphBuilder graph = new GraphBuilder("twelve");
    graph.input("input", DataType.FLOAT, 1, 3, "h", "w");
    String small =
        graph.node("SpaceToDepth", "small", List.of("input"), Attributes.of("blocksize", 12));
    graph.node("DepthToSpace", "output", List.of(small), Attributes.of("blocksize", 12));
    graph.output("output", DataType.FLOAT, 1, 3, "h", "w");
    assertThat(SizeProbe.multipleOf(adapt(graph.build(), NCHW_RGB))).isEqualTo(12);
  }

  @Test
  void of_nothingSaid_findsOutLayoutAndRange() {
    GraphBuilder tanh = new GraphBuilder("tanh");
    tanh.input("input", DataType.FLOAT, "n", "h", "w", 3);
    String steep = tanh.node("Mul", "steep", List.of("input", tanh.scalar("two", 2)));
    tanh.node("Tanh", "output", List.of(steep));
    tanh.output("output", DataType.FLOAT, "n", "h", "w", 3);
    assertThat(OnnxImport.of(tanh.build(), ImportOptions.NONE).notes().toString())
        .contains("--layout nhwc", "--range -1..1");
    GraphBuilder bytes = new GraphBuilder("bytes");
    bytes.input("input", DataType.FLOAT, "n", 3, "h", "w");
    String dark = bytes.node("Sub", "dark", List.of("input", bytes.scalar("level", 100)));
    bytes.node("Abs", "output", List.of(dark));
    bytes.output("output", DataType.FLOAT, "n", 3, "h", "w");
    assertThat(OnnxImport.of(bytes.build(), ImportOptions.NONE).notes().toString())
        .contains("--layout nchw", "0..255");
  }

  @Test
  void of_operatorsOfAnUnknownDomain_namesThem() {
    ModelProto.Builder foreign = single("Identity", DataType.FLOAT, 1, 3, 64, 64).toBuilder();
    foreign.getGraphBuilder().getNodeBuilder(0).setOpType("Magic").setDomain("acme");
    assertThatThrownBy(() -> adapt(foreign.build(), NCHW_RGB))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("Magic of acme");
  }

  @Test
  void of_oneSizeFitted_drawsFramesOfAllSizes() throws OrtException {
    GraphBuilder graph = new GraphBuilder("fixed");
    graph.input("input", DataType.FLOAT, 1, 3, 64, 64);
    String flat = graph.node("Reshape", "flat", List.of("input", graph.vector("n", 1, 12288)));
    graph.node("Reshape", "output", List.of(flat, graph.vector("full", 1, 3, 64, 64)));
    graph.output("output", DataType.FLOAT, 1, 3, 64, 64);
    ImportOptions fit = ImportOptions.parse("nchw", "rgb", "0..1", null, null, "fit");
    ModelProto fitted = OnnxImport.of(graph.build(), fit).model();
    try (TrialRun run = new TrialRun(fitted)) {
      assertThat(run.picture(1, 50, 90).shape()).containsExactly(1, 50, 90, 3);
    }
  }
}
