package dev.katong.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.cli.fixture.Ended;
import dev.katong.cli.fixture.KatongCommand;
import dev.katong.fixture.TinyNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCommandTest {
  @TempDir private Path folder;

  @Test
  void inspect_ofAnOnnxNetwork_showsItsEndsAndOperators() throws IOException {
    Path network = Files.write(folder.resolve("net.onnx"), TinyNetworks.negative());
    assertThat(KatongCommand.withoutHome("model", "inspect", network).ok().outLines())
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
  void inspect_withMemory_tellsWholeAndTiledAtEveryPrecision() throws IOException {
    Path network = Files.write(folder.resolve("net.onnx"), TinyNetworks.wide(24));
    List<String> lines =
        KatongCommand.withoutHome("model", "inspect", network, "--memory", "--budget", "400m")
            .ok()
            .outLines();
    assertThat(lines)
        .contains(
            "memory, on top of the process; weights and activations of tiles keep within 400 MB")
        .anyMatch(line -> line.matches(" *512×512 +fp32 +whole +2 MB +\\d+ MB +1 MB +\\d+ MB"))
        .anyMatch(line -> line.matches(" *4096×4096 +fp32 +\\d+×\\d+ tiles of \\d+×\\d+ .*"))
        .contains("  fp16: a prediction, for a network converted to it")
        .contains("  int8: a prediction, for a network converted to it")
        .noneMatch(line -> line.contains("measured"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"--memory --budget 12x|is not an amount of memory", "--measure|goes with --memory"})
  void inspect_withBadOptions_isWrongUsage(String options, String complaint) {
    String call = "model inspect net.onnx " + options;
    assertThat(KatongCommand.withoutHome((Object[]) call.split(" ")).failed(2).err())
        .contains(complaint);
  }

  @Test
  void inspect_withMemoryOfAnotherKindOfNetwork_saysWhatIsNeeded() throws IOException {
    Path network = Files.write(folder.resolve("net.onnx"), TinyNetworks.fourChannels());
    assertThat(KatongCommand.withoutHome("model", "inspect", network, "--memory").failed(4).err())
        .contains("uint8 pictures [N,H,W,3]");
  }

  @Test
  void convert_ofAnOnnxNetwork_findsOutItsEnds() throws IOException {
    Path network = Files.write(folder.resolve("net.onnx"), TinyNetworks.negative());
    Path out = folder.resolve("out.onnx");
    KatongCommand.withoutHome("model", "convert", network, "-o", out).ok();
    Ended wrong =
        KatongCommand.withoutHome("model", "convert", network, "-o", out, "--layout", "nchw")
            .failed(4);
    assertThat(wrong.err()).contains("as in layout nhwc");
    KatongCommand.withoutHome(
            "model", "convert", network, "-o", out, "--layout", "nhwc", "--range", "0..255")
        .ok();
    assertThat(KatongCommand.withoutHome("model", "inspect", out).ok().outLines())
        .contains("input         photo uint8[N,H,W,3]");
  }

  @Test
  void convert_ofWhatIsNoNetwork_saysWhy() throws IOException {
    Path text = Files.writeString(folder.resolve("text.pb"), "no graph");
    Path out = folder.resolve("out.onnx");
    assertThat(KatongCommand.withoutHome("model", "convert", text, "-o", out).failed(4).err())
        .contains("text.pb is not a frozen TensorFlow graph");
    Path missing = folder.resolve("missing.pb");
    assertThat(KatongCommand.withoutHome("model", "convert", missing, "-o", out).failed(4).err())
        .contains(missing.toString());
    assertThat(KatongCommand.withoutHome("model", "inspect", text).failed(4).err())
        .contains("text.pb");
    assertThat(KatongCommand.withoutHome("model", "inspect", folder).failed(4).err())
        .contains(folder.toString());
    assertThat(out).doesNotExist();
  }

  @Test
  void convert_intoWhatCannotBeWritten_isBadOutput() throws IOException {
    Path network = Files.write(folder.resolve("net.onnx"), TinyNetworks.negative());
    KatongCommand.withoutHome(
            "model", "convert", network, "-o", network.resolve("x.onnx"), "--layout", "nhwc")
        .failed(6);
    assertThat(network).hasBinaryContent(TinyNetworks.negative());
  }
}
