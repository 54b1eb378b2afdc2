package dev.katong.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.RawRequest;
import dev.katong.server.fixture.RunningServer;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A service behind a proxy, and the log that says who has asked. */
class ForwardedHeadersTest {
  private static final String SECRET = "alice-0123456789abcdef";
  private static final String KEY = "X-API-Key: " + SECRET;

  @TempDir private static Path home;
  private static RunningServer server;
  private static URI uri;
  private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();

  @BeforeAll
  static void start() {
    server =
        RunningServer.start(
            home,
            Map.of("katong.keys.alice", SECRET, "katong.trusted-proxies", "loopback,10.0.0.0/8"));
    uri = server.uri("/");
    LOG.start();
    ((Logger) LoggerFactory.getLogger("dev.katong.requests")).addAppender(LOG);
  }

  @AfterAll
  static void stop() {
    ((Logger) LoggerFactory.getLogger("dev.katong.requests")).detachAppender(LOG);
    server.close();
  }

  @BeforeEach
  void forget() {
    LOG.list.clear();
  }

  private static String logged() throws InterruptedException {
    for (int i = 0; i < 100 && LOG.list.isEmpty(); i++) {
      Thread.sleep(20);
    }
    return LOG.list.get(0).getFormattedMessage();
  }

  @Test
  void client_isTheLastAddressThatIsNoTrustedProxy() throws Exception {
    RawRequest.send(
        uri,
        "GET /api/v1/jobs HTTP/1.1",
        KEY,
        "X-Forwarded-For: 1.1.1.1, 203.0.113.9",
        "X-Forwarded-For: 10.1.2.3");
    assertThat(logged()).startsWith("GET /api/v1/jobs 200").endsWith("alice, 203.0.113.9");
  }

  @Test
  void client_thatIsNoAddress_isTheProxy() throws Exception {
    RawRequest.send(uri, "GET /api/v1/jobs HTTP/1.1", KEY, "X-Forwarded-For: evil.example");
    assertThat(logged()).endsWith("alice, 127.0.0.1");
  }

  @Test
  void log_hasRefusedRequestsToo() throws Exception {
    RawRequest.send(uri, "GET /api;x/v1/jobs?secret=1 HTTP/1.1");
    assertThat(logged()).startsWith("GET /api;x/v1/jobs 400").endsWith("-, 127.0.0.1");
    LOG.list.clear();
    RawRequest.send(uri, "GET /api/v1/jobs HTTP/1.1");
    assertThat(logged()).startsWith("GET /api/v1/jobs 401").endsWith("-, 127.0.0.1");
    LOG.list.clear();
    RawRequest.send(uri, "GET /api/v1/system HTTP/1.1", KEY);
    assertThat(logged()).startsWith("GET /api/v1/system 403").endsWith("alice, 127.0.0.1");
  }

  @Test
  void log_hasRequestsThatCannotBeRead_withinOneLine() throws Exception {
    RawRequest.send(uri, "GET /a%zz\u001b[31m HTTP/1.1");
    assertThat(logged()).contains("/a%zz\\u001b[31m").contains("400").doesNotContain("\u001b");
    LOG.list.clear();
    RawRequest.sendExactly(uri, "GET /api HTTP/1.1\r\nbroken header\r\n\r\n");
    assertThat(logged()).contains("400").contains("127.0.0.1");
  }

  @Test
  void location_isBelowThePathOfTheProxy() throws Exception {
    FormBody form =
        new FormBody()
            .file("images", "a.png", DrawnPhoto.png(64, 80))
            .text("style", RunningServer.STYLE);
    HttpResponse<byte[]> made =
        server.post(
            "/api/v1/jobs",
            form,
            "X-API-Key",
            SECRET,
            "X-Forwarded-Prefix",
            "/katong",
            "X-Forwarded-Host",
            "drawings.example",
            "X-Forwarded-Proto",
            "https",
            "Origin",
            "https://drawings.example");
    assertThat(made.statusCode()).isEqualTo(202);
    String location = made.headers().firstValue("Location").orElseThrow();
    assertThat(location).startsWith("/katong/api/v1/jobs/");

    String events = location.substring("/katong".length()) + "/events";
    RawRequest.Reply stream = RawRequest.send(uri, "GET " + events + " HTTP/1.1", KEY);
    assertThat(stream.text())
        .containsIgnoringCase("Cache-Control: no-store\r\n")
        .containsIgnoringCase("X-Accel-Buffering: no\r\n");
    assertThat(server.delete(events.replace("/events", ""), "X-API-Key", SECRET).statusCode())
        .isEqualTo(204);
  }
}
