package dev.katong.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.KatongHome;
import dev.katong.fixture.TinyNetworks;
import dev.katong.server.fixture.Client;
import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.ServerProcess;
import dev.katong.style.StyleStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class KilledServerTest {
  private static final int PICTURES = 12;

  @TempDir private Path home;

  @BeforeEach
  void addStyle() {
    new StyleStore(new KatongHome(home).styles()).add(TinyNetworks.longPack("slow", 40), false);
  }

  @Test
  void kill_inTheMiddleOfAJob_losesNothingThatWasFinished() throws Exception {
    String job;
    FileTime written;
    try (ServerProcess first = ServerProcess.start(home)) {
      Client client = new Client(first::uri);
      job = made(client);
      while (client.json(job).path("done").asInt() < 3) {
        Thread.sleep(10);
      }
      first.kill();
    }
    Path cartoon = home.resolve(job.replace("/api/v1/", "")).resolve("00001.cartoon");
    written = Files.getLastModifiedTime(cartoon);

    try (ServerProcess second = ServerProcess.start(home)) {
      Client client = new Client(second::uri);
      JsonNode now = client.json(job);
      assertThat(now.path("done").asInt()).isGreaterThanOrEqualTo(3);
      while (!now.path("state").asString().equals("done")) {
        Thread.sleep(20);
        now = client.json(job);
      }
      assertThat(now.path("done").asInt()).isEqualTo(PICTURES);
      assertThat(Files.getLastModifiedTime(cartoon)).as("not drawn again").isEqualTo(written);
    }
  }

  @Test
  void terminate_inTheMiddleOfAJob_putsBackWhatIsNotFinished() throws Exception {
    String job;
    try (ServerProcess first = ServerProcess.start(home)) {
      job = made(new Client(first::uri));
    }
    try (ServerProcess second = ServerProcess.start(home)) {
      Client client = new Client(second::uri);
      while (!client.json(job).path("state").asString().equals("done")) {
        Thread.sleep(20);
      }
      assertThat(client.json(job).path("done").asInt())
          .as("%s", client.json(job))
          .isEqualTo(PICTURES);
    }
  }

  @Test
  void start_besideAnotherInOneHome_saysWhatToDo() throws Exception {
    try (ServerProcess first = ServerProcess.start(home);
        ServerProcess second = ServerProcess.start(home)) {
      assertThat(second.said()).contains("another service keeps its jobs in");
    }
  }

  private static String made(Client client) throws Exception {
    FormBody form =
        new FormBody().text("style", "slow").text("faces", "off").text("resolution", "512");
    byte[] photo = DrawnPhoto.png(600, 800);
    for (int i = 1; i <= PICTURES; i++) {
      form.file("images", i + ".png", photo);
    }
    return client.post("/api/v1/jobs", form).headers().firstValue("Location").orElseThrow();
  }
}
