package dev.katong.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.server.fixture.RawRequest;
import dev.katong.server.fixture.RunningServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A service without keys, as pages of others would use it through its user's browser. */
class LocalAccessTest {
  private static final String LOAD = "POST /api/v1/styles/negative/load HTTP/1.1";

  @TempDir private static Path home;
  private static RunningServer server;
  private static URI uri;

  @BeforeAll
  static void start() {
    server =
        RunningServer.start(
            home,
            Map.of(
                "katong.allowed-hosts", "katong.example",
                "katong.origins", "https://friend.example",
                "katong.trusted-proxies", "127.0.0.2"));
    uri = server.uri("/");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:7860",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example@localhost",
        "localhost@evil.example",
        "localhost,evil.example",
        "10.0.0.1",
        "0.0.0.0",
        "[::2]",
        "",
      })
  void request_toAnotherHost_isRefusedWithAProblem(String host) throws Exception {
    for (String path : new String[] {"/api/v1/jobs", "/", "/actuator/health"}) {
      RawRequest.Reply reply =
          RawRequest.sendWithoutHost(uri, "GET " + path + " HTTP/1.1", "Host: " + host);
      assertThat(reply.status()).as(path).isIn(400, 403);
    }
  }

  @Test
  void request_toAnotherHost_isToldWhatToDo() throws Exception {
    assertThat(
            RawRequest.sendWithoutHost(uri, "GET /api/v1/jobs HTTP/1.1", "Host: evil.example")
                .text())
        .contains("application/problem+json")
        .contains("evil.example")
        .contains("--allowed-host");
  }

  @Test
  void request_withTwoHosts_isRefused() throws Exception {
    RawRequest.Reply reply =
        RawRequest.sendWithoutHost(
            uri, "GET /api/v1/jobs HTTP/1.1", "Host: localhost", "Host: evil.example");
    assertThat(reply.status()).isIn(400, 403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:7860",
        "127.0.0.1",
        "127.1.2.3:80",
        "[::1]:7860",
        "katong.example",
        "Katong.Example:443"
      })
  void request_toItsOwnHost_isAnswered(String host) throws Exception {
    assertThat(
            RawRequest.sendWithoutHost(uri, "GET /api/v1/jobs HTTP/1.1", "Host: " + host).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "Origin: https://evil.example, 403",
    "Origin: null, 403",
    "Origin: http://localhost:1, 403",
    "Origin: :, 403",
    "Sec-Fetch-Site: cross-site, 403",
    "Sec-Fetch-Site: same-site, 403",
    "Sec-Fetch-Site: same-origin, 200",
    "Sec-Fetch-Site: none, 200",
    "Origin: https://friend.example, 200",
    "X-Nothing: 1, 200",
  })
  void post_ofAPage_isForItsOriginToDecide(String header, int status) throws Exception {
    assertThat(RawRequest.send(uri, LOAD, header, "Content-Length: 0").status()).isEqualTo(status);
  }

  @Test
  void post_ofTheOwnPage_isAnswered() throws Exception {
    String own = "Origin: http://" + uri.getAuthority();
    assertThat(RawRequest.send(uri, LOAD, own, "Content-Length: 0").status()).isEqualTo(200);
  }

  @Test
  void delete_ofAForeignPage_isRefused() throws Exception {
    String line = "DELETE /api/v1/jobs/x HTTP/1.1";
    assertThat(RawRequest.send(uri, line, "Origin: https://evil.example").status()).isEqualTo(403);
    assertThat(RawRequest.send(uri, line).status()).isEqualTo(404);
  }

  @Test
  void forwardedHeaders_ofAStranger_areNotBelieved() throws Exception {
    for (String header :
        new String[] {"X-Forwarded-Host: localhost", "Forwarded: host=localhost;proto=https"}) {
      assertThat(
              RawRequest.sendWithoutHost(
                      uri, "GET /api/v1/jobs HTTP/1.1", "Host: evil.example", header)
                  .status())
          .as(header)
          .isEqualTo(403);
    }
  }
}
