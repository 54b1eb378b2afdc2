package dev.katong.forge.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.BadOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFilesTest {
  @TempDir private Path folder;

  private static ModelProto model() {
    GraphBuilder graph = new GraphBuilder("test");
    graph.input("x", DataType.FLOAT, "n");
    graph.node("Neg", "y", List.of("x"));
    graph.output("y", DataType.FLOAT, "n");
    return graph.build();
  }

  @Test
  void write_thenRead_givesTheSame_andLeavesNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("style.onnx"), "an older one");
    OnnxFiles.write(model(), file);
    assertThat(OnnxFiles.read(file)).isEqualTo(model());
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void write_whereItCannot_isABadOutput() throws IOException {
    Path file = Files.createFile(folder.resolve("no folder")).resolve("style.onnx");
    assertThatThrownBy(() -> OnnxFiles.write(model(), file))
        .isInstanceOf(BadOutput.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void read_ofSomethingElse_isABadModel() throws IOException {
    assertThatThrownBy(() -> OnnxFiles.read(folder.resolve("none.onnx")))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("there is no network at");
    Path empty = Files.createFile(folder.resolve("empty.onnx"));
    assertThatThrownBy(() -> OnnxFiles.read(empty))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("is not an ONNX network");
    Path text = Files.writeString(folder.resolve("text.onnx"), "<html>Not found</html>");
    assertThatThrownBy(() -> OnnxFiles.read(text)).isInstanceOf(BadModel.class);
    byte[] whole = model().toByteArray();
    Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length - 5));
    assertThatThrownBy(() -> OnnxFiles.read(cut)).isInstanceOf(BadModel.class);
  }

  /** A network whose weights, 1 and 2, are in a file of their own. */
  private ModelProto external(String location) throws IOException {
    Files.write(
        folder.resolve("weights.data"),
        Tensors.floats(new float[] {9, 1, 2}, 3).getRawData().toByteArray());
    GraphBuilder graph = new GraphBuilder("external");
    graph.input("x", DataType.FLOAT, "n", 2);
    graph.node(
        "Mul", "y", List.of("x", graph.constant("weights", Tensors.floats(new float[] {0, 0}, 2))));
    graph.output("y", DataType.FLOAT, "n", 2);
    ModelProto.Builder model = graph.build().toBuilder();
    TensorProto.Builder weights = model.getGraphBuilder().getInitializerBuilder(0);
    weights.clearRawData().setDataLocation(TensorProto.DataLocation.EXTERNAL);
    weights.addExternalDataBuilder().setKey("location").setValue(location);
    weights.addExternalDataBuilder().setKey("offset").setValue("4");
    weights.addExternalDataBuilder().setKey("length").setValue("8");
    return model.build();
  }

  @Test
  void read_ofWeightsInAnotherFile_bringsThemIn() throws IOException {
    Path file = folder.resolve("net.onnx");
    OnnxFiles.write(external("weights.data"), file);
    TensorProto weights = OnnxFiles.read(file).getGraph().getInitializer(0);
    assertThat(Tensors.floats(weights)).containsExactly(1, 2);
    assertThat(weights.getExternalDataCount()).isZero();
  }

  @Test
  void read_ofWeightsThatAreMissingOrElsewhere_saysSo() throws IOException {
    Path file = folder.resolve("net.onnx");
    OnnxFiles.write(external("none.data"), file);
    assertThatThrownBy(() -> OnnxFiles.read(file))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("'none.data', which is missing");
    OnnxFiles.write(external("../weights.data"), file);
    assertThatThrownBy(() -> OnnxFiles.read(file))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("outside of its folder");
  }

  @Test
  void read_ofUnsortedNodesAndConstantNodes_bringsThemIntoForm() {
    GraphBuilder graph = new GraphBuilder("unsorted");
    graph.input("x", DataType.FLOAT, "n");
    String two =
        graph.node(
            "Constant",
            "two",
            List.of(),
            Attributes.of("value", Tensors.floats(new float[] {2}, 1)));
    String twice = graph.node("Mul", "twice", List.of("x", two));
    graph.node("Neg", "y", List.of(twice));
    graph.output("y", DataType.FLOAT, "n");
    ModelProto.Builder model = graph.build().toBuilder();
    List<NodeProto> nodes = new ArrayList<>(model.getGraph().getNodeList());
    Collections.reverse(nodes);
    model.getGraphBuilder().clearNode().addAllNode(nodes);
    Path file = folder.resolve("net.onnx");
    OnnxFiles.write(model.build(), file);
    ModelProto read = OnnxFiles.read(file);
    assertThat(read.getGraph().getNodeList())
        .extracting(NodeProto::getOpType)
        .containsExactly("Mul", "Neg");
    assertThat(read.getGraph().getInitializerList())
        .extracting(TensorProto::getName)
        .containsExactly("two");
  }
}
