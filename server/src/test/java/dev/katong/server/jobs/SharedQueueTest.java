package dev.katong.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.KatongHome;
import dev.katong.fixture.TinyNetworks;
import dev.katong.server.fixture.Client;
import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.Postgres;
import dev.katong.server.fixture.RunningServer;
import dev.katong.server.fixture.S3Server;
import dev.katong.server.fixture.Zips;
import dev.katong.style.StyleStore;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two services in one process with one database and one bucket. */
class SharedQueueTest {
  private static final byte[] PHOTO = DrawnPhoto.png(300, 400);

  @TempDir private static Path folder;
  private static S3Server s3;
  private static String database;
  private static RunningServer one;
  private static RunningServer other;

  @BeforeAll
  static void start() throws Exception {
    s3 = S3Server.start("katong");
    database = Postgres.newDatabase();
    one = server("one");
    other = server("other");
  }

  @AfterAll
  static void stop() throws Exception {
    one.close();
    other.close();
    s3.close();
  }

  private static RunningServer server(String name) {
    Path home = folder.resolve(name);
    new StyleStore(new KatongHome(home).styles()).add(TinyNetworks.longPack("slow", 40), false);
    return RunningServer.start(
        home,
        Map.of(
            "katong.database",
            database,
            "katong.storage",
            "s3://katong/jobs",
            "katong.storage-endpoint",
            s3.url(),
            "katong.jobs.lease",
            "6s"));
  }

  private static String made(Client client, String style, int pictures) throws Exception {
    FormBody form =
        new FormBody()
            .text("style", style)
            .text("faces", "off")
            .text("resolution", "512")
            .text("output_format", "png");
    for (int i = 1; i <= pictures; i++) {
      form.file("images", i + ".png", PHOTO);
    }
    HttpResponse<byte[]> answer = client.post("/api/v1/jobs", form);
    assertThat(answer.statusCode()).as(Client.text(answer)).isEqualTo(202);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  @Test
  void job_madeByOne_isWholeAtTheOther() throws Exception {
    String job = made(one, RunningServer.STYLE, 6);
    JsonNode ended = other.awaitJob(job);
    assertThat(ended.path("done").asInt()).as("%s", ended).isEqualTo(6);
    assertThat(Zips.names(other.get(job + "/zip").body())).hasSize(6);
    assertThat(one.get(job + "/zip").body()).isEqualTo(other.get(job + "/zip").body());
    byte[] cartoon = one.get(job + "/pictures/2").body();
    assertThat(other.get(job + "/pictures/2").body()).isEqualTo(cartoon);
    assertThat(other.get(job + "/pictures/2", "Range", "bytes=3-9").body())
        .isEqualTo(Arrays.copyOfRange(cartoon, 3, 10));
    assertThat(other.get(job + "/pictures/2/photo").body()).isEqualTo(PHOTO);

    assertThat(other.delete(job).statusCode()).isEqualTo(204);
    assertThat(one.get(job).statusCode()).isEqualTo(404);
    assertThat(copies()).as("copies of what was drawn and sent").isEmpty();
  }

  private static List<Path> copies() throws Exception {
    // A lease is closed after its last byte was sent.
    Thread.sleep(500);
    try (Stream<Path> ofOne = Files.list(folder.resolve("one/transfer"));
        Stream<Path> ofOther = Files.list(folder.resolve("other/transfer"))) {
      return Stream.concat(ofOne, ofOther).toList();
    }
  }

  @Test
  void events_atOne_tellWhatTheOtherDoes() throws Exception {
    String job = made(one, "slow", 12);
    CompletableFuture<String> events = events(other, job);
    one.awaitJob(job);
    String heard = events.join();
    assertThat(heard).contains("event:job").contains("event:end");
    for (int number = 1; number <= 12; number++) {
      assertThat(heard).contains("\"number\":" + number + ",");
    }
  }

  private static CompletableFuture<String> events(Client client, String job) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Client.text(client.get(job + "/events"));
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        });
  }

  @Test
  void cancel_atOne_stopsWhatTheOtherDraws() throws Exception {
    String job = made(one, "slow", 30);
    for (JsonNode now = one.json(job); now.path("running").asInt() < 3; now = one.json(job)) {
      assertThat(now.path("state").asString()).as("both draw before it ends").isNotEqualTo("done");
      Thread.sleep(5);
    }
    assertThat(other.post(job + "/cancel").statusCode()).isEqualTo(200);
    JsonNode ended = one.awaitJob(job);
    assertThat(ended.path("state").asString()).isEqualTo("cancelled");
    assertThat(ended.path("cancelled").asInt()).as("%s", ended).isPositive();
  }

  @Test
  void style_thatOneLacks_isDrawnByTheOther() throws Exception {
    new StyleStore(new KatongHome(folder.resolve("other")).styles())
        .add(TinyNetworks.negativePack("rare"), false);
    String job = made(other, "rare", 4);
    assertThat(other.awaitJob(job).path("done").asInt()).isEqualTo(4);
  }

  @Test
  void outage_ofTheDatabase_isSaidAndSurvived() throws Exception {
    String job = made(one, "slow", 8);
    Postgres.refuse(database, true);
    while (one.get("/actuator/health/readiness").statusCode() != 503) {
      Thread.sleep(100);
    }
    Postgres.refuse(database, false);
    while (one.get("/actuator/health/readiness").statusCode() != 200
        || other.get("/actuator/health/readiness").statusCode() != 200) {
      Thread.sleep(100);
    }
    JsonNode ended = other.awaitJob(job);
    assertThat(ended.path("done").asInt()).as("%s", ended).isEqualTo(8);
  }
}
