package dev.katong.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.cli.fixture.Ended;
import dev.katong.cli.fixture.KatongCommand;
import dev.katong.cli.fixture.KatongProcess;
import dev.katong.cli.fixture.Pictures;
import dev.katong.fixture.TinyNetworks;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import dev.katong.server.KatongServer;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleStore;
import dev.katong.style.StyleVariant;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Half precision, which is made at the first use of a style that lacks it. */
class FirstUseTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;
  private Path home;
  private StyleStore styles;

  @BeforeEach
  void fill() throws IOException {
    home = folder.resolve("home");
    styles = new StyleStore(home.resolve("styles"));
    styles.add(TinyNetworks.halvingPack("half", Tiling.EXACT), false);
    Pictures.portrait(folder.resolve("a.png"));
  }

  private StyleVariant kept() {
    StyleManifest manifest = styles.find("half").whole().manifest();
    assertThat(manifest.variantNames()).containsExactly("full", "fp16");
    return manifest.variants().get(0);
  }

  @Test
  void cartoonize_inHalfPrecision_makesAndKeepsIt() {
    KatongCommand katong = new KatongCommand(home);
    Object[] call = {
      "cartoonize", folder.resolve("a.png"), "--style", "half", "--precision", "fp16", "--json"
    };
    Ended ended = katong.run(call).ok();
    JsonNode line = JSON.readTree(ended.out());
    assertThat(line.get("precision").asString()).isEqualTo("fp16");
    assertThat(line.get("variant").asString()).isEqualTo("fp16");
    assertThat(ended.err()).isEmpty();
    StyleVariant variant = kept();
    assertThat(variant.precision()).isEqualTo(Precision.FP16);
    assertThat(variant.quality().psnr()).isBetween(40.0, 100.0);
    assertThat(
            katong
                .run("cartoonize", folder.resolve("a.png"), "--style", "half", "--plan")
                .ok()
                .out())
        .as("not timed, so never chosen on a processor")
        .contains("full");
  }

  @Test
  void cartoonize_byTwoProcessesAtOnce_drawsInBoth() {
    List<CompletableFuture<Ended>> calls =
        IntStream.range(0, 2)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            new KatongProcess(home, folder)
                                .run(
                                    "cartoonize",
                                    "a.png",
                                    "--style=half",
                                    "--precision=fp16",
                                    "-o",
                                    i + ".png")))
            .toList();
    calls.forEach(call -> call.join().ok());
    assertThat(folder.resolve("0.png")).hasSameBinaryContentAs(folder.resolve("1.png"));
    kept();
  }

  @Test
  void cartoonize_withABuiltInStyle_leavesTheHomeAsItIs() {
    KatongCommand katong = new KatongCommand(home);
    for (String style : List.of("comic", "sketch")) {
      Ended ended =
          katong.run(
              "cartoonize",
              folder.resolve("a.png"),
              "--style",
              style,
              "--precision",
              "fp16",
              "--json");
      assertThat(JSON.readTree(ended.ok().out()).get("precision").asString()).isEqualTo("fp16");
      assertThat(styles.builtIn(style)).isTrue();
    }
  }

  @Test
  void serve_inHalfPrecision_answersTwoAtOnce() {
    try (KatongServer server =
        KatongServer.start(
            Map.of(
                "katong.home", home.toString(),
                "katong.port", "0",
                "katong.max-resolution", "1024",
                "katong.precision", "fp16"))) {
      HttpClient client = HttpClient.newHttpClient();
      List<CompletableFuture<HttpResponse<String>>> answers =
          IntStream.range(0, 2)
              .mapToObj(
                  i -> client.sendAsync(request(server), HttpResponse.BodyHandlers.ofString()))
              .toList();
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        assertThat(answer.join().statusCode()).as(answer.join().body()).isEqualTo(200);
        JsonNode report = JSON.readTree(answer.join().body());
        assertThat(report.get("precision").asString()).isEqualTo("fp16");
      }
      kept();
    }
  }

  private HttpRequest request(KatongServer server) {
    try {
      return HttpRequest.newBuilder(
              URI.create(server.url() + "/api/v1/cartoonize?style=half&resolution=512"))
          .header("Content-Type", "image/png")
          .header("Accept", "application/json")
          .POST(HttpRequest.BodyPublishers.ofFile(folder.resolve("a.png")))
          .build();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
