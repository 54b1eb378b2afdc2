package dev.katong.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.KatongHome;
import dev.katong.fixture.TinyNetworks;
import dev.katong.server.fixture.Client;
import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.Postgres;
import dev.katong.server.fixture.ServerProcess;
import dev.katong.style.StyleStore;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two services, as processes, with one database and one storage; one of them fails. */
@DisabledOnOs(OS.WINDOWS)
class SeveralServersTest {
  private static final int PICTURES = 16;

  @TempDir private Path folder;
  private String database = "";

  @BeforeEach
  void makeDatabase() throws SQLException {
    database = Postgres.newDatabase();
  }

  /** Starts a service with a home of its own, while others start too. */
  private CompletableFuture<ServerProcess> starting(String name) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            Path home = folder.resolve(name);
            new StyleStore(new KatongHome(home).styles())
                .add(TinyNetworks.longPack("slow", 40), false);
            return ServerProcess.start(
                home,
                Map.of(
                    "katong.database",
                    database,
                    "katong.storage",
                    folder.resolve("storage").toString(),
                    "katong.jobs.lease",
                    "4s"));
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        });
  }

  @Test
  void kill_ofOneService_hasTheOtherDrawWhatItLeft() throws Exception {
    CompletableFuture<ServerProcess> one = starting("one");
    try (ServerProcess other = starting("other").join();
        ServerProcess killed = one.join()) {
      String job = made(new Client(killed::uri));
      Client client = new Client(other::uri);
      awaitDone(client, job, 4);
      killed.kill();

      awaitDone(client, job, PICTURES);
      Map<String, Long> cartoons = cartoons(client, job);
      assertThat(cartoons).hasSize(PICTURES);
      assertThat(cartoons.values()).as("of one photo").containsOnly(cartoons.get("1-slow.png"));
    }
  }

  @Test
  void pause_beyondTheLease_changesNothingThatAnotherDrew() throws Exception {
    CompletableFuture<ServerProcess> one = starting("one");
    try (ServerProcess other = starting("other").join();
        ServerProcess paused = one.join()) {
      Client client = new Client(other::uri);
      String job = made(client);
      awaitDone(client, job, 2);
      awaitClaims();
      paused.pause();

      awaitDone(client, job, PICTURES);
      assertThat(number("select count(*) from picture where attempt > 1"))
          .as("pictures that the paused service had")
          .isPositive();
      long attempts = number("select sum(attempt) from picture");
      Map<String, Long> cartoons = cartoons(client, job);
      assertThat(cartoons).hasSize(PICTURES);

      paused.resume();
      Client woken = new Client(paused::uri);
      assertThat(cartoons(woken, job)).isEqualTo(cartoons);
      awaitDone(woken, made(woken), PICTURES);
      assertThat(cartoons(client, job)).isEqualTo(cartoons);
      assertThat(number("select sum(attempt) from picture")).isEqualTo(attempts + PICTURES);
      assertThat(number("select count(distinct job) from picture where state = 'DONE'"))
          .isEqualTo(2);
    }
  }

  /** Waits until two services draw. */
  private void awaitClaims() throws Exception {
    while (number("select count(distinct node) from picture where state = 'RUNNING'") < 2) {
      Thread.sleep(5);
    }
  }

  private long number(String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void awaitDone(Client client, String job, int pictures) throws Exception {
    JsonNode now = client.json(job);
    while (now.path("done").asInt() < pictures) {
      assertThat(now.path("failed").asInt()).as("%s", now).isZero();
      Thread.sleep(20);
      now = client.json(job);
    }
  }

  /** The names and CRCs of a job's cartoons. */
  private static Map<String, Long> cartoons(Client client, String job) throws Exception {
    Map<String, Long> cartoons = new TreeMap<>();
    try (ZipInputStream zip =
        new ZipInputStream(new ByteArrayInputStream(client.get(job + "/zip").body()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        CRC32 crc = new CRC32();
        crc.update(zip.readAllBytes());
        cartoons.put(entry.getName(), crc.getValue());
      }
    }
    return cartoons;
  }

  private static String made(Client client) throws Exception {
    FormBody form =
        new FormBody()
            .text("style", "slow")
            .text("faces", "off")
            .text("resolution", "512")
            .text("output_format", "png");
    byte[] photo = DrawnPhoto.png(600, 800);
    for (int i = 1; i <= PICTURES; i++) {
      form.file("images", i + ".png", photo);
    }
    return client.post("/api/v1/jobs", form).headers().firstValue("Location").orElseThrow();
  }
}
