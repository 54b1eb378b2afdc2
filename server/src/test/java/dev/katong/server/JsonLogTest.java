package dev.katong.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.server.fixture.RunningServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonLogTest {
  private static final String ALICE = "alice-0123456789abcdef";

  @TempDir private Path home;

  @Test
  void log_asJson_hasRequestKeyAndClientAsFields() throws Exception {
    PrintStream usual = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try (RunningServer server =
        RunningServer.start(home, Map.of("katong.log", "json", "katong.keys.alice", ALICE))) {
      server.get("/api/v1/styles", "X-API-Key", ALICE, "X-Request-ID", "known");
      server.get("/api/v1/styles", "X-Request-ID", "unknown\"}");
      server.get("/api/v1/styles/%22none", "X-API-Key", ALICE, "X-Request-ID", "quoted");
    } finally {
      System.setOut(usual);
    }
    List<JsonNode> lines =
        said.toString(StandardCharsets.UTF_8).lines().map(JsonMapper.shared()::readTree).toList();
    JsonNode known = access(lines, "request", "known");
    assertThat(known.path("key").asString()).isEqualTo("alice");
    assertThat(known.path("client").asString()).isEqualTo("127.0.0.1");
    assertThat(known.path("method").asString()).isEqualTo("GET");
    assertThat(known.path("path").asString()).isEqualTo("/api/v1/styles");
    assertThat(known.path("status").asInt()).isEqualTo(200);
    assertThat(known.path("millis").isNumber()).isTrue();
    assertThat(access(lines, "key", "none").path("status").asInt()).isEqualTo(401);
    assertThat(access(lines, "request", "quoted").path("path").asString())
        .isEqualTo("/api/v1/styles/%22none");
  }

  private static JsonNode access(List<JsonNode> lines, String field, String value) {
    return lines.stream()
        .filter(line -> line.path(field).asString("").equals(value) && line.has("status"))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "no line of a request with %s %s in %s".formatted(field, value, lines)));
  }

  @Test
  void start_withAnUnknownForm_saysSo() {
    assertThatThrownBy(() -> RunningServer.start(home, Map.of("katong.log", "xml")).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("katong.log is text or json, not xml");
  }
}
