package dev.katong.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.RunningServer;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class JobSchemaTest {
  @TempDir private Path home;

  /** Before migrations were recorded, the service made the tables of the first one by itself. */
  @Test
  void start_withAHomeOfTheVersionBefore_goesOnWithItsJobs() throws Exception {
    UUID done = UUID.randomUUID();
    UUID running = UUID.randomUUID();
    Path folder = Files.createDirectories(home.resolve("jobs"));
    for (UUID job : new UUID[] {done, running}) {
      Files.createDirectory(folder.resolve(job.toString()));
      Files.write(folder.resolve(job + "/00001.photo"), DrawnPhoto.png(120, 160));
    }
    Files.write(folder.resolve(done + "/00001.cartoon"), DrawnPhoto.png(240, 320));
    try (Connection database =
            DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("jobs"), "katong", "");
        Statement statement = database.createStatement();
        InputStream schema =
            Objects.requireNonNull(
                JobSchemaTest.class.getResourceAsStream("migration/V1__jobs_and_pictures.sql"))) {
      statement.execute(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
      String settings =
          "{\"style\":\"negative\",\"resolution\":\"512\",\"faces\":\"off\",\"output_format\":\"png\"}";
      statement.execute(
          """
          insert into job values ('%s', 'anybody', current_timestamp, current_timestamp, '%s',
            false, 1, false, 1, 100)
          """
              .formatted(done, settings));
      statement.execute(
          "insert into picture values ('%s', 1, 'a.png', 'DONE', null, null, 'png', '{}')"
              .formatted(done));
      statement.execute(
          """
          insert into job values ('%s', 'anybody', current_timestamp, null, '%s',
            false, 1, false, 2, 100)
          """
              .formatted(running, settings));
      statement.execute(
          "insert into picture values ('%s', 1, 'b.png', 'RUNNING', null, null, null, null)"
              .formatted(running));
    }
    try (RunningServer server = RunningServer.start(home, Map.of())) {
      HangUps.await(() -> HangUps.over(server.json("/api/v1/jobs/" + running)));
      JsonNode jobs = server.json("/api/v1/jobs").path("jobs");
      assertThat(jobs).hasSize(2);
      jobs.forEach(job -> assertThat(job.path("done").asInt()).isEqualTo(1));
      assertThat(server.get("/api/v1/jobs/" + done + "/zip").statusCode()).isEqualTo(200);
    }
    try (RunningServer server = RunningServer.start(home, Map.of())) {
      assertThat(server.json("/api/v1/jobs").path("jobs")).as("after another start").hasSize(2);
    }
  }
}
