package dev.katong.server.web;

import static dev.katong.server.fixture.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.image.Photo;
import dev.katong.server.fixture.Client;
import dev.katong.server.fixture.RunningServer;
import dev.katong.style.StyleStore;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class StylesControllerTest {
  @TempDir private static Path home;
  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start(home, Map.of("katong.preload", RunningServer.STYLE));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void load_andUnload_showInListAndSystem() throws Exception {
    String path = "/api/v1/styles/" + RunningServer.STYLE;
    assertThat(json(server.get(path)).path("loaded")).as("preloaded").hasSize(1);

    JsonNode unloaded = json(server.post(path + "/unload"));
    assertThat(unloaded.path("loaded")).isEmpty();
    assertThat(json(server.get("/api/v1/system")).path("styles")).isEmpty();

    JsonNode loaded = json(server.post(path + "/load"));
    assertThat(loaded.path("loaded").get(0).path("variant").asString()).isEqualTo("full");
    JsonNode system = json(server.get("/api/v1/system"));
    assertThat(system.path("styles").get(0).path("style").asString())
        .isEqualTo(RunningServer.STYLE);
    assertThat(system.path("memory").path("budget").asLong()).isPositive();
    assertThat(system.path("queue").path("capacity").asInt()).isEqualTo(64);
    assertThat(server.metric("katong_styles_loads_total")).isEqualTo(2);
    assertThat(server.metric("katong_styles_unloads_total")).isEqualTo(1);
  }

  @Test
  void all_styles_nameTheDefault() throws Exception {
    JsonNode reply = json(server.get("/api/v1/styles"));

    assertThat(reply.path("default").asString()).isEqualTo(StyleStore.BUILT_IN);
    assertThat(reply.path("styles").findValuesAsString("name"))
        .contains(StyleStore.BUILT_IN, RunningServer.STYLE);
  }

  @Test
  void sample_ofAStyle_isASmallPictureThatIsKept() throws Exception {
    String path = "/api/v1/styles/" + RunningServer.STYLE + "/sample";
    HttpResponse<byte[]> first = server.get(path);

    assertThat(first.headers().firstValue("Content-Type")).hasValue("image/jpeg");
    try (Photo sample = Photo.decode(first.body(), "the sample")) {
      assertThat(Math.max(sample.width(), sample.height())).isEqualTo(512);
    }
    assertThat(server.get(path).body()).isEqualTo(first.body());
    assertThat(home.resolve("samples")).isNotEmptyDirectory();
  }

  @Test
  void all_besideADamagedStyle_leaveItOut() throws Exception {
    Path damaged = Files.createDirectories(home.resolve("styles/damaged"));
    Files.writeString(damaged.resolve("style.json"), "{");
    try {
      assertThat(json(server.get("/api/v1/styles")).path("styles").findValuesAsString("name"))
          .contains(RunningServer.STYLE)
          .doesNotContain("damaged");
      assertThat(Client.text(server.get("/v1/models"))).doesNotContain("damaged");
      HttpResponse<byte[]> one = server.get("/api/v1/styles/damaged");
      assertThat(one.statusCode()).isEqualTo(404);
      assertThat(Client.text(one)).doesNotContain(home.toString());
    } finally {
      Files.delete(damaged.resolve("style.json"));
      Files.delete(damaged);
    }
  }

  @Test
  void unknownStyle_isNotFound() throws Exception {
    for (String path : new String[] {"/api/v1/styles/none", "/api/v1/styles/none/sample"}) {
      assertThat(server.get(path).statusCode()).isEqualTo(404);
    }
    assertThat(server.post("/api/v1/styles/none/load").statusCode()).isEqualTo(404);
    assertThat(server.get("/api/v1/styles/..%2f..%2fetc/sample").statusCode()).isBetween(400, 404);
  }
}
