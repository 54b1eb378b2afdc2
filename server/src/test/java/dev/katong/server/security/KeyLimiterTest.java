package dev.katong.server.security;

import static dev.katong.server.fixture.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.KatongHome;
import dev.katong.fixture.TinyNetworks;
import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.RunningServer;
import dev.katong.style.StyleStore;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class KeyLimiterTest {
  private static final String SLOW = "slow-secret-0123456";
  private static final String ONE = "one-secret-01234567";
  private static final String FREE = "free-secret-0123456";
  private static final String FEW = "few-secret-01234567";
  private static final String LONG = "long";

  @TempDir private static Path home;
  private static RunningServer server;

  @BeforeAll
  static void start() throws Exception {
    KeysFile file = new KeysFile(home.resolve("keys"));
    file.add("slow", Role.CLIENT, ApiKey.digest(SLOW), List.of("requests=3"));
    file.add("one", Role.CLIENT, ApiKey.digest(ONE), List.of("in-flight=1"));
    file.add("free", Role.CLIENT, ApiKey.digest(FREE), List.of("requests=0", "in-flight=0"));
    file.add("few", Role.CLIENT, ApiKey.digest(FEW), List.of("jobs=2", "bytes=15m"));
    new StyleStore(new KatongHome(home).styles()).add(TinyNetworks.longPack(LONG, 1200), false);
    server = RunningServer.start(home, Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void requests_beyondTheKeysLimit_areToldWhenToComeBack() throws Exception {
    for (int left = 2; left >= 0; left--) {
      HttpResponse<byte[]> reply = server.get("/api/v1/jobs", "X-API-Key", SLOW);
      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(reply.headers().firstValue("RateLimit-Limit")).hasValue("3");
      assertThat(reply.headers().firstValue("RateLimit-Remaining")).hasValue("" + left);
    }
    long begin = System.nanoTime();
    HttpResponse<byte[]> refused = server.get("/api/v1/jobs", "X-API-Key", SLOW);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .as("a client that asks again at once has to wait")
        .isGreaterThanOrEqualTo(KeyLimiter.PAUSE);
    assertThat(json(refused).path("code").asString()).isEqualTo("rate-limited");
    assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 20L);

    HttpResponse<byte[]> other = server.get("/api/v1/jobs", "X-API-Key", FREE);
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(other.headers().firstValue("RateLimit-Limit")).isEmpty();
  }

  @Test
  void pictures_beyondTheKeysLimit_waitForTheOthers() throws Exception {
    FormBody form =
        new FormBody()
            .text("style", RunningServer.STYLE)
            .file("image", "a.png", DrawnPhoto.png(64, 80));
    Socket half = half();
    try {
      int status = 0;
      for (int i = 0; i < 100 && status != 429; i++) {
        if (half.getInputStream().available() > 0) {
          // It came while the other one was drawn, and was refused itself.
          half.close();
          half = half();
        }
        Thread.sleep(200);
        status = server.post("/api/v1/cartoonize", form, "X-API-Key", ONE).statusCode();
      }
      assertThat(status).isEqualTo(429);
      assertThat(server.get("/api/v1/jobs", "X-API-Key", ONE).statusCode()).isEqualTo(200);
      assertThat(server.post("/api/v1/cartoonize", form, "X-API-Key", FREE).statusCode())
          .isEqualTo(200);
    } finally {
      half.close();
    }
    awaitPicture(form, 200);
  }

  @Test
  void jobs_beyondTheKeysLimit_takeThePlaceOfItsOwnEndedOnes() throws Exception {
    String others = made(job(RunningServer.STYLE, 1, FREE));
    String first = made(job(RunningServer.STYLE, 1, FEW));
    awaitEnd(others, FREE);
    awaitEnd(first, FEW);
    String second = made(job(LONG, 4, FEW));

    String third = made(job(LONG, 4, FEW));
    assertThat(server.get(first, "X-API-Key", FEW).statusCode()).isEqualTo(404);
    assertThat(server.get(others, "X-API-Key", FREE).statusCode()).isEqualTo(200);

    HttpResponse<byte[]> refused = job(LONG, 1, FEW);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(json(refused).path("code").asString()).isEqualTo("rate-limited");
    awaitEnd(made(job(RunningServer.STYLE, 1, FREE)), FREE);
    for (String job : List.of(second, third)) {
      assertThat(server.delete(job, "X-API-Key", FEW).statusCode()).isEqualTo(204);
    }
  }

  @Test
  void jobs_beyondTheKeysBytes_areRefusedForThatKeyAlone() throws Exception {
    // Each cartoon may take a megabyte.
    HttpResponse<byte[]> refused = job(LONG, 16, FEW);
    assertThat(refused.statusCode()).isEqualTo(507);
    assertThat(json(refused).path("detail").asString()).startsWith("your jobs would take more");
    String other = made(job(LONG, 16, FREE));
    assertThat(server.delete(other, "X-API-Key", FREE).statusCode()).isEqualTo(204);
  }

  @Test
  void picturesOfJobs_ofTwoKeys_takeTurns() throws Exception {
    String large = made(job(LONG, 30, FREE));
    String small = made(job(LONG, 2, FEW));
    awaitEnd(small, FEW);
    JsonNode now = json(server.get(large, "X-API-Key", FREE));
    // What was drawn before the small job came, and one or two for each of its pictures.
    assertThat(now.path("waiting").asInt()).isGreaterThan(10);
    for (Map.Entry<String, String> job : Map.of(large, FREE, small, FEW).entrySet()) {
      assertThat(server.delete(job.getKey(), "X-API-Key", job.getValue()).statusCode())
          .isEqualTo(204);
    }
  }

  private static HttpResponse<byte[]> job(String style, int pictures, String key) throws Exception {
    FormBody form = new FormBody().text("style", style);
    for (int i = 0; i < pictures; i++) {
      form.file("images", i + ".png", DrawnPhoto.png(240, 300));
    }
    return server.post("/api/v1/jobs", form, "X-API-Key", key);
  }

  private static String made(HttpResponse<byte[]> reply) {
    assertThat(reply.statusCode()).isEqualTo(202);
    return reply.headers().firstValue("Location").orElseThrow();
  }

  private static void awaitEnd(String job, String key) throws Exception {
    JsonNode now;
    do {
      Thread.sleep(20);
      now = json(server.get(job, "X-API-Key", key));
    } while (now.path("waiting").asInt() + now.path("running").asInt() > 0);
  }

  /** A picture whose upload stalls. */
  private static Socket half() throws Exception {
    Socket half = new Socket("127.0.0.1", server.uri("/").getPort());
    half.getOutputStream()
        .write(
            ("POST /api/v1/cartoonize HTTP/1.1\r\nHost: localhost\r\nX-API-Key: "
                    + ONE
                    + "\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                    + "Content-Length: 1000\r\n\r\n--b\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    half.getOutputStream().flush();
    return half;
  }

  private static void awaitPicture(FormBody form, int status) throws Exception {
    int last = 0;
    for (int i = 0; i < 100 && last != status; i++) {
      last = server.post("/api/v1/cartoonize", form, "X-API-Key", ONE).statusCode();
      Thread.sleep(50);
    }
    assertThat(last).isEqualTo(status);
  }
}
