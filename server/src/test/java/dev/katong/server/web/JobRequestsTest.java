package dev.katong.server.web;

import static dev.katong.server.fixture.Client.json;
import static dev.katong.server.fixture.Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.katong.KatongHome;
import dev.katong.fixture.TinyNetworks;
import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.RunningServer;
import dev.katong.server.fixture.Zips;
import dev.katong.style.StyleStore;
import java.io.ByteArrayInputStream;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class JobRequestsTest {
  private static final byte[] PHOTO = DrawnPhoto.png(120, 160);
  private static final byte[] LETTER = "not a photo".getBytes(StandardCharsets.UTF_8);
  private static final String SLOW = "slow";
  private static final String SECRET = "a secret of more than 24 characters";
  private static final int STALLED = 40;

  @TempDir private static Path home;
  private static RunningServer server;
  private static HttpServer receiver;
  private static final BlockingQueue<Map<String, String>> messages = new LinkedBlockingQueue<>();
  private static final AtomicBoolean refused = new AtomicBoolean();

  @BeforeAll
  static void start() throws Exception {
    new StyleStore(new KatongHome(home).styles()).add(TinyNetworks.longPack(SLOW, 60), false);
    receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    receiver.createContext(
        "/hook",
        exchange -> {
          messages.add(
              Map.of(
                  "id", exchange.getRequestHeaders().getFirst("webhook-id"),
                  "timestamp", exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                  "signature", exchange.getRequestHeaders().getFirst("webhook-signature"),
                  "body",
                      new String(
                          exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          // Refused once, so that it is sent again.
          exchange.sendResponseHeaders(refused.getAndSet(true) ? 204 : 500, -1);
          exchange.close();
        });
    receiver.start();
    server =
        RunningServer.start(
            home,
            Map.of(
                "katong.webhook.secret",
                SECRET,
                "katong.webhook.hosts",
                "127.0.0.1:" + receiver.getAddress().getPort()));
  }

  @AfterAll
  static void stop() {
    server.close();
    receiver.stop(0);
  }

  @Test
  void create_again_withTheSameIdempotencyKey_isTheSameJob() throws Exception {
    FormBody form = form(RunningServer.STYLE, 1);
    String[] key = {"Idempotency-Key", "\"8e03978e-40d5\""};
    String job = made(server.post("/api/v1/jobs", form, key));
    assertThat(made(server.post("/api/v1/jobs", form, key))).isEqualTo(job);

    HttpResponse<byte[]> other = server.post("/api/v1/jobs", form(RunningServer.STYLE, 2), key);
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(json(other).path("code").asString()).isEqualTo("key-reused");
    assertThat(made(server.post("/api/v1/jobs", form))).isNotEqualTo(job);
  }

  @Test
  void create_atTheSameTime_withTheSameIdempotencyKey_makesOneJob() throws Exception {
    FormBody form = form(RunningServer.STYLE, 1);
    List<CompletableFuture<HttpResponse<byte[]>>> replies = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      replies.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return server.post("/api/v1/jobs", form, "Idempotency-Key", "at-once");
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              }));
    }
    Set<String> made = new HashSet<>();
    for (CompletableFuture<HttpResponse<byte[]>> reply : replies) {
      assertThat(reply.get().statusCode()).isIn(202, 409);
      reply.get().headers().firstValue("Location").ifPresent(made::add);
    }
    assertThat(made).hasSize(1);
  }

  @Test
  void jobs_byPages_areAllOfThemOnce() throws Exception {
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      made.add(made(server.post("/api/v1/jobs", form(RunningServer.STYLE, 1))));
    }
    List<String> listed = new ArrayList<>();
    JsonNode page = server.json("/api/v1/jobs?limit=2");
    while (true) {
      page.path("jobs").forEach(job -> listed.add("/api/v1/jobs/" + job.path("id").asString()));
      if (!page.has("next")) {
        break;
      }
      assertThat(page.path("jobs")).hasSize(2);
      page = server.json("/api/v1/jobs?limit=2&after=" + page.path("next").asString());
    }
    assertThat(listed).doesNotHaveDuplicates().containsAll(made);
    for (String bad : List.of("limit=0", "limit=201", "limit=x", "after=x", "after=%00")) {
      assertThat(server.get("/api/v1/jobs?" + bad).statusCode()).as(bad).isEqualTo(400);
    }
  }

  @Test
  void cancel_ofAFinishedJob_isAConflict_ofACancelledOneHarmless() throws Exception {
    String done = made(server.post("/api/v1/jobs", form(RunningServer.STYLE, 1)));
    server.awaitJob(done);
    assertThat(server.post(done + "/cancel").statusCode()).isEqualTo(409);
    assertThat(server.post(done + "/retry").statusCode()).isEqualTo(200);
    assertThat(server.json(done).path("state").asString()).isEqualTo("done");

    String running = made(server.post("/api/v1/jobs", form(SLOW, 5)));
    assertThat(server.post(running + "/cancel").statusCode()).isEqualTo(200);
    assertThat(server.post(running + "/cancel").statusCode()).isEqualTo(200);
    server.awaitJob(running);
    assertThat(server.post(running + "/cancel").statusCode()).isEqualTo(200);
    assertThat(server.json(running).path("state").asString()).isEqualTo("cancelled");
  }

  @Test
  void retry_whileCancelledPicturesStillRun_drawsAllOfThem() throws Exception {
    String job = made(server.post("/api/v1/jobs", form(SLOW, 3)));
    while (server.json(job).path("running").asInt() == 0) {
      Thread.sleep(5);
    }
    server.post(job + "/cancel");
    server.post(job + "/retry");
    server.post(job + "/retry");
    assertThat(server.awaitJob(job).path("done").asInt()).isEqualTo(3);
  }

  @Test
  void remove_aRunningJob_endsItsEventStreams() throws Exception {
    String job = made(server.post("/api/v1/jobs", form(SLOW, 5)));
    while (server.json(job).path("running").asInt() == 0) {
      Thread.sleep(5);
    }
    HttpRequest request = HttpRequest.newBuilder(server.uri(job + "/events")).build();
    HttpResponse<Stream<String>> events =
        server.http().send(request, HttpResponse.BodyHandlers.ofLines());
    assertThat(events.statusCode()).isEqualTo(200);
    assertThat(server.delete(job).statusCode()).isEqualTo(204);
    List<String> lines = events.body().filter(line -> !line.isBlank()).toList();
    assertThat(lines.get(lines.size() - 2)).isEqualTo("event:end");
    assertThat(lines.get(lines.size() - 1)).contains("\"state\":\"cancelled\"");
    assertThat(server.delete(job).statusCode()).isEqualTo(404);
  }

  @Test
  void create_ofAnArchive_keepsFoldersAndSkipsWhatIsNoPhoto() throws Exception {
    byte[] zip =
        Zips.of(
            Map.of(
                "day1/a.png",
                PHOTO,
                "day2/a.png",
                PHOTO,
                "notes.txt",
                LETTER,
                "in.zip",
                Zips.of(Map.of())));
    String job =
        made(
            server.post(
                "/api/v1/jobs", form(RunningServer.STYLE, 0).file("images", "all.zip", zip)));
    JsonNode ended = server.awaitJob(job);
    assertThat(ended.path("total").asInt()).isEqualTo(2);
    List<String> skipped = new ArrayList<>();
    ended.path("skipped").forEach(name -> skipped.add(name.asString()));
    assertThat(skipped).containsExactlyInAnyOrder("notes.txt", "in.zip");

    byte[] whole = server.get(job + "/zip").body();
    List<String> names = new ArrayList<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(whole))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    assertThat(names).containsExactlyInAnyOrder("day1/a-negative.png", "day2/a-negative.png");

    HttpResponse<byte[]> part = server.get(job + "/zip", "Range", "bytes=10-99");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 10-99/" + whole.length);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole, 10, 100));
    assertThat(server.get(job + "/zip", "Range", "bytes=" + whole.length + "-").statusCode())
        .isEqualTo(416);
    HttpResponse<byte[]> picture = server.get(job + "/pictures/1", "Range", "bytes=1-3");
    assertThat(picture.statusCode()).isEqualTo(206);
    assertThat(text(picture)).isEqualTo("PNG");
  }

  @Test
  void zip_toClientsThatDoNotRead_leavesOthersServed() throws Exception {
    String job = made(server.post("/api/v1/jobs", form(RunningServer.STYLE, 1)));
    server.awaitJob(job);
    Path cartoon = home.resolve(job.replace("/api/v1/", "")).resolve("00001.cartoon");
    try (RandomAccessFile file = new RandomAccessFile(cartoon.toFile(), "rw")) {
      file.setLength(16 << 20);
    }
    List<Socket> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < STALLED; i++) {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", server.uri("/").getPort()));
        String path = job + (i % 4 == 0 ? "/pictures/1" : "/zip");
        socket
            .getOutputStream()
            .write(
                ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        stalled.add(socket);
      }
      assertThat(server.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
      assertThat(server.get("/").statusCode()).isEqualTo(200);
      assertThat(server.get("/api/v1/styles").statusCode()).isEqualTo(200);
      assertThat(server.get(job + "/zip").body()).hasSizeGreaterThan(16 << 20);
      String other = made(server.post("/api/v1/jobs", form(RunningServer.STYLE, 1)));
      server.awaitJob(other);
      assertThat(server.delete(job).statusCode()).isEqualTo(204);
      assertThat(cartoon).as("is read by the stalled clients").exists();
    } finally {
      for (Socket socket : stalled) {
        socket.close();
      }
    }
    while (Files.exists(cartoon.getParent())) {
      Thread.sleep(20);
    }
  }

  @Test
  void webhook_ofAListedHost_isToldOfTheEnd_signed() throws Exception {
    String hook = "http://127.0.0.1:%d/hook".formatted(receiver.getAddress().getPort());
    String job =
        made(server.post("/api/v1/jobs", form(RunningServer.STYLE, 1).text("webhook", hook)));
    Map<String, String> first = messages.poll(1, TimeUnit.MINUTES);
    assertThat(first).isNotNull();
    Map<String, String> again = messages.poll(1, TimeUnit.MINUTES);
    assertThat(again).as("sent again after 500").isNotNull();
    assertThat(again.get("id")).isEqualTo(first.get("id"));
    assertThat(again.get("body")).contains(job.substring(job.lastIndexOf('/') + 1));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String signed = again.get("id") + "." + again.get("timestamp") + "." + again.get("body");
    assertThat(again.get("signature"))
        .isEqualTo(
            "v1,"
                + Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
    for (String other :
        List.of(
            "http://127.0.0.1:1/hook",
            "http://169.254.169.254/",
            "file:///etc/passwd",
            "http://" + "127.0.0.1:" + receiver.getAddress().getPort() + "@evil.example/",
            "nonsense")) {
      HttpResponse<byte[]> refused =
          server.post("/api/v1/jobs", form(RunningServer.STYLE, 1).text("webhook", other));
      assertThat(refused.statusCode()).as(other).isEqualTo(400);
      assertThat(json(refused).path("parameter").asString()).isEqualTo("webhook");
    }
  }

  private static FormBody form(String style, int photos) {
    FormBody form =
        new FormBody()
            .text("style", style)
            .text("faces", "off")
            .text("resolution", style.equals(SLOW) ? "1024" : "512");
    for (int i = 0; i < photos; i++) {
      form.file("images", i + ".png", PHOTO);
    }
    return form;
  }

  private static String made(HttpResponse<byte[]> reply) {
    assertThat(reply.statusCode()).as(text(reply)).isEqualTo(202);
    return reply.headers().firstValue("Location").orElseThrow();
  }
}
