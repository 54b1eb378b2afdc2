package dev.katong.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.cli.fixture.KatongCommand;
import dev.katong.fixture.TinyNetworks;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code model prune}, and the norms in {@code model inspect}. */
class PruneCommandTest {
  @TempDir private Path folder;
  private Path network;

  @BeforeEach
  void write() throws IOException {
    GraphBuilder graph = new GraphBuilder("net");
    PixelEnds ends = PixelEnds.of("nchw", "bgr", "-1..1");
    graph.input(PixelEnds.PHOTO, DataType.UINT8, "N", "H", "W", 3);
    ends.enter(graph, PixelEnds.PHOTO, DataType.FLOAT, graph.freeName("start"));
    String inner = conv(graph, "inner", "start", 3, 24);
    String last = conv(graph, "last", graph.node("Relu", "relu", List.of(inner)), 24, 3);
    graph.output(PixelEnds.CARTOON, DataType.UINT8, "N", "H", "W", 3);
    ends.leave(graph, last, DataType.FLOAT, graph.freeName(PixelEnds.CARTOON));
    network = Files.write(folder.resolve("net.onnx"), graph.build().toByteArray());
  }

  private static String conv(GraphBuilder graph, String name, String x, int in, int out) {
    float[] weights = new float[out * in];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (i % 7 - 3) / 4f;
    }
    String constant = graph.constant(name + "/weights", Tensors.floats(weights, out, in, 1, 1));
    return graph.node("Conv", name, List.of(x, constant));
  }

  @Test
  void inspect_withChannels_tellsNormsByGroup() {
    List<String> lines =
        KatongCommand.withoutHome("model", "inspect", network, "--channels").ok().outLines();
    assertThat(lines)
        .anyMatch(line -> line.matches("  \\S+: 24 channels, bottleneck"))
        .anyMatch(line -> line.matches("    \\S+ +bottleneck +24( +\\d\\.\\d{4}){3} +\\d+"))
        .contains("  below: 0.01 in the encoder, 0.005 in the bottleneck, 0.015 in the decoder")
        .anyMatch(
            line -> line.startsWith("  stays: ") && line.contains("is what the network gives"));
  }

  @Test
  void inspect_withChannelsAsJson_isOneLine() {
    List<String> lines =
        KatongCommand.withoutHome("model", "inspect", network, "--channels", "--json")
            .ok()
            .outLines();
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0))
        .startsWith("{\"groups\":[{")
        .contains("\"channels\":24", "\"norms\":[");
  }

  @Test
  void prune_ofANetworkWithoutLayers_saysSo() throws IOException {
    Path flat = Files.write(folder.resolve("flat.onnx"), TinyNetworks.negative());
    assertThat(
            KatongCommand.withoutHome(
                    "model", "prune", flat, "-o", folder.resolve("x"), "--ratio", "0.5")
                .failed(4)
                .err())
        .contains("no channels that could be removed");
  }

  @Test
  void prune_byRatio_writesASmallerNetwork() throws IOException {
    Path out = folder.resolve("small.onnx");
    List<String> lines =
        KatongCommand.withoutHome(
                "model", "prune", network, "-o", out, "--ratio", "0.5", "--multiple", "4")
            .ok()
            .outLines();
    assertThat(lines.get(0)).contains("12 of 24 filters removed (50.0 %)");
    assertThat(lines.get(1)).contains("24 to   12 channels");
    assertThat(Files.size(out)).isLessThan(Files.size(network));
    assertThat(KatongCommand.withoutHome("model", "inspect", out).ok().outLines())
        .contains("output        cartoon uint8[N,H,W,3]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--ratio 2|--ratio",
        "--thresholds 1,2|three numbers",
        "--ratio 0.1 --size 4m|mutually exclusive",
        "--ratio 0.1 --multiple 0|1 to 1024",
        "|--ratio"
      })
  void prune_withBadOptions_isWrongUsage(String options, String complaint) {
    String call = "model prune " + network + " -o x.onnx " + (options == null ? "" : options);
    assertThat(KatongCommand.withoutHome((Object[]) call.strip().split(" ")).failed(2).err())
        .contains(complaint);
  }
}
