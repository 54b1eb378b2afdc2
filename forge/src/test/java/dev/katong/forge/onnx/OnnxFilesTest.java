package dev.katong.forge.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.BadOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
}
