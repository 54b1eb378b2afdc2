package dev.katong.server.security;

import static dev.katong.server.fixture.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.RunningServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private static final String ALICE = "alice-0123456789abcdef";
  private static final String ROOT = "root-0123456789abcdef";
  private static final String BOB = "bob-0123456789abcdefgh";

  @TempDir private static Path home;
  private static RunningServer server;

  @BeforeAll
  static void start() {
    server =
        RunningServer.start(
            home,
            Map.of(
                "katong.keys.alice", ALICE,
                "katong.keys.bob", BOB,
                "katong.admins.root", ROOT,
                "katong.origins", "https://example.org"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/styles",
        "/api/v1/system",
        "/api/v1/jobs",
        "/v1/models",
        "/actuator/prometheus"
      })
  void request_withoutAKnownKey_isRefused(String path) throws Exception {
    HttpResponse<byte[]> none = server.get(path);
    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(server.get(path, "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
    assertThat(server.get(path, "Authorization", "Basic " + ALICE).statusCode()).isEqualTo(401);

    assertThat(server.get(path, "Authorization", "Bearer " + ROOT).statusCode()).isEqualTo(200);
    assertThat(server.get(path, "X-API-Key", ROOT).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/actuator/health", "/actuator/health/readiness", "/"})
  void request_forWhatIsOpen_needsNoKey(String path) throws Exception {
    assertThat(server.get(path).statusCode()).isEqualTo(200);
  }

  @Test
  void jobs_ofOneKey_doNotExistForAnother() throws Exception {
    FormBody form =
        new FormBody()
            .file("images", "a.png", DrawnPhoto.png(64, 80))
            .text("style", RunningServer.STYLE);
    HttpResponse<byte[]> made =
        server.post("/api/v1/jobs", form, "Authorization", "Bearer " + ALICE);
    String path = made.headers().firstValue("Location").orElseThrow();

    assertThat(server.get(path, "X-API-Key", ALICE).statusCode()).isEqualTo(200);
    for (String what : new String[] {"", "/events", "/pictures/1", "/pictures/1/photo", "/zip"}) {
      assertThat(server.get(path + what, "X-API-Key", BOB).statusCode()).as(what).isEqualTo(404);
    }
    assertThat(server.post(path + "/cancel", "X-API-Key", BOB).statusCode()).isEqualTo(404);
    assertThat(server.delete(path, "X-API-Key", BOB).statusCode()).isEqualTo(404);
    assertThat(json(server.get("/api/v1/jobs", "X-API-Key", BOB)).path("jobs")).isEmpty();
    assertThat(server.delete(path, "X-API-Key", ALICE).statusCode()).isEqualTo(204);
    assertThat(server.get(path, "X-API-Key", ALICE).statusCode()).isEqualTo(404);
  }

  @Test
  void preflight_ofAnAllowedPage_isGrantedWithoutAKey() throws Exception {
    assertThat(preflight("https://example.org").statusCode()).isEqualTo(200);
    assertThat(preflight("https://example.com").statusCode()).isEqualTo(403);
  }

  private static HttpResponse<Void> preflight(String origin) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri("/api/v1/styles"))
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "GET")
            .header("Access-Control-Request-Headers", "authorization")
            .build();
    return server.http().send(request, HttpResponse.BodyHandlers.discarding());
  }

  @Test
  void client_isNoAdministrator() throws Exception {
    for (String path : new String[] {"/api/v1/system", "/actuator/prometheus", "/actuator"}) {
      HttpResponse<byte[]> refused = server.get(path, "X-API-Key", ALICE);
      assertThat(refused.statusCode()).as(path).isEqualTo(403);
      assertThat(json(refused).path("code").asString()).isEqualTo("forbidden");
    }
    String style = "/api/v1/styles/" + RunningServer.STYLE;
    for (String what : new String[] {"/load", "/unload"}) {
      assertThat(server.post(style + what, "X-API-Key", ALICE).statusCode()).isEqualTo(403);
      assertThat(server.post(style + what, "X-API-Key", ROOT).statusCode()).isEqualTo(200);
    }
    for (String path : new String[] {"/api/v1/limits", style, "/v1/models"}) {
      assertThat(server.get(path, "X-API-Key", ALICE).statusCode()).as(path).isEqualTo(200);
    }
  }

  @Test
  void request_withAKey_maySendAnyOrigin() throws Exception {
    String style = "/api/v1/styles/" + RunningServer.STYLE + "/load";
    assertThat(
            server.post(style, "X-API-Key", ROOT, "Origin", "https://proxy.example").statusCode())
        .isEqualTo(200);
  }
}
