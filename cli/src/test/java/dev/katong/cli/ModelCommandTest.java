package dev.katong.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.cli.KatongProcess.Ended;
import dev.katong.fixture.TinyNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** These commands look at no environment, so they run in this process. */
class ModelCommandTest {
  @TempDir private Path folder;

  @Test
  void inspect_ofAnOnnxNetwork_showsItsEndsAndOperators() throws IOException {
    Path network = Files.write(folder.resolve("net.onnx"), TinyNetworks.negative());
    assertThat(KatongProcess.here("model", "inspect", network).ok().outLines())
        .contains(
            "file          " + network,
            "input         photo uint8[N,H,W,3]",
            "output        cartoon uint8[N,H,W,3]",
            "multiply-adds 0 per pixel",
            "nodes         5",
            "  Cast                2",
            "  Clip                1");
  }

  @Test
  void convert_ofAnOnnxNetwork_takesItsUsualEnds() throws IOException {
    Path network = Files.write(folder.resolve("net.onnx"), TinyNetworks.negative());
    Path out = folder.resolve("out.onnx");
    Ended usual = KatongProcess.here("model", "convert", network, "-o", out).failed(4);
    assertThat(usual.err()).contains("no picture in layout nchw");
    KatongProcess.here(
            "model", "convert", network, "-o", out, "--layout", "nhwc", "--range", "0..255")
        .ok();
    assertThat(KatongProcess.here("model", "inspect", out).ok().outLines())
        .contains("input         photo uint8[N,H,W,3]");
  }

  @Test
  void convert_ofWhatIsNoNetwork_saysWhy() throws IOException {
    Path text = Files.writeString(folder.resolve("text.pb"), "no graph");
    Path out = folder.resolve("out.onnx");
    assertThat(KatongProcess.here("model", "convert", text, "-o", out).failed(4).err())
        .contains("text.pb is not a frozen TensorFlow graph");
    Path missing = folder.resolve("missing.pb");
    assertThat(KatongProcess.here("model", "convert", missing, "-o", out).failed(4).err())
        .contains(missing.toString());
    assertThat(KatongProcess.here("model", "inspect", text).failed(4).err()).contains("text.pb");
    assertThat(KatongProcess.here("model", "inspect", folder).failed(4).err())
        .contains(folder.toString());
    assertThat(out).doesNotExist();
  }

  @Test
  void convert_intoWhatCannotBeWritten_isBadOutput() throws IOException {
    Path network = Files.write(folder.resolve("net.onnx"), TinyNetworks.negative());
    KatongProcess.here(
            "model", "convert", network, "-o", network.resolve("x.onnx"), "--layout", "nhwc")
        .failed(6);
    assertThat(network).hasBinaryContent(TinyNetworks.negative());
  }
}
