package dev.katong.server.web;

import static dev.katong.server.fixture.Client.json;
import static dev.katong.server.fixture.Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.image.Photo;
import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.RunningServer;
import dev.katong.server.fixture.Zips;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class JobsControllerTest {
  private static final byte[] PHOTO = DrawnPhoto.png(300, 400);
  private static final byte[] LETTER = "not a photo".getBytes(StandardCharsets.UTF_8);

  @TempDir private static Path home;
  private static RunningServer server;

  @BeforeAll
  static void start() {
    server =
        RunningServer.start(
            home, Map.of("katong.max-upload", "1m", "katong.jobs.max-pictures", "12"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void create_severalPhotos_drawsTheGoodOnesAndReportsTheBad() throws Exception {
    String job =
        made(
            form()
                .file("images", "IMG_1.png", PHOTO)
                .file("images", "C:\\photos\\IMG_1.png", PHOTO)
                .file("images", "../../letter.jpg", LETTER)
                .file("images", "huge.png", new byte[2 << 20]));

    JsonNode done = server.awaitJob(job);
    assertThat(done.path("state").asString()).isEqualTo("done");
    assertThat(done.path("done").asInt()).isEqualTo(2);
    assertThat(done.path("failed").asInt()).isEqualTo(2);
    JsonNode pictures = done.path("pictures");
    assertThat(pictures.get(1).path("name").asString()).isEqualTo("IMG_1.png");
    assertThat(pictures.get(1).path("height").asInt()).isEqualTo(512);
    assertThat(pictures.get(2).path("name").asString()).isEqualTo("letter.jpg");
    assertThat(pictures.get(2).path("error").path("code").asString()).isEqualTo("bad-photo");
    assertThat(pictures.get(2).path("error").path("detail").asString())
        .startsWith("letter.jpg")
        .doesNotContain(home.toString());
    assertThat(pictures.get(3).path("error").path("code").asString()).isEqualTo("too-large");

    HttpResponse<byte[]> cartoon = server.get(job + "/pictures/1");
    assertThat(cartoon.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(cartoon.headers().firstValue("Content-Disposition").orElseThrow())
        .contains("IMG_1-negative.png");
    try (Photo picture = Photo.decode(cartoon.body(), "the cartoon")) {
      assertThat(picture.height()).isEqualTo(512);
    }
    assertThat(server.get(job + "/pictures/1/photo").body()).isEqualTo(PHOTO);
    assertThat(server.get(job + "/pictures/3").statusCode()).isEqualTo(409);
    assertThat(server.get(job + "/pictures/9").statusCode()).isEqualTo(404);
    assertThat(names(server.get(job + "/zip").body()))
        .containsExactly("IMG_1-negative.png", "IMG_1-negative-2.png");
  }

  @Test
  void create_archive_drawsWhatIsInIt() throws Exception {
    byte[] zip =
        Zips.of(Map.of("a/one.png", PHOTO, "a/.DS_Store", LETTER, "__MACOSX/a/one.png", LETTER));
    JsonNode done = server.awaitJob(made(form().file("images", "photos.zip", zip)));

    assertThat(done.path("total").asInt()).isEqualTo(1);
    assertThat(done.path("done").asInt()).isEqualTo(1);
    assertThat(done.path("pictures").get(0).path("name").asString()).isEqualTo("a/one.png");
  }

  @Test
  void create_nothingOrTooMuch_isRefusedAndLeavesNothing() throws Exception {
    assertThat(refused(form())).isEqualTo("bad-parameter");
    assertThat(refused(form().file("images", "empty.zip", Zips.of(Map.of()))))
        .isEqualTo("bad-parameter");
    byte[] zip = Zips.of(Map.of("a.png", PHOTO, "b.png", PHOTO));
    assertThat(refused(form().file("images", "half.zip", Arrays.copyOf(zip, zip.length / 2))))
        .isEqualTo("bad-parameter");
    FormBody many = form();
    for (int i = 0; i < 13; i++) {
      many.file("images", i + ".png", PHOTO);
    }
    assertThat(refused(many)).isEqualTo("too-large");
    assertThat(refused(new FormBody().text("resolution", "1").file("images", "a.png", PHOTO)))
        .isEqualTo("bad-parameter");
    try (Stream<Path> left = Files.walk(home.resolve("uploads"), 2)) {
      assertThat(left.filter(Files::isRegularFile))
          .allMatch(file -> file.toString().endsWith(".lock"));
    }
  }

  @Test
  void events_ofARunningJob_tellOfEachPictureAndTheEnd() throws Exception {
    String job = made(form().file("images", "a.png", PHOTO).file("images", "b.png", PHOTO));
    String events = text(server.get(job + "/events"));

    assertThat(events).startsWith("event:job");
    assertThat(events.substring(events.lastIndexOf("event:"))).startsWith("event:end");
    assertThat(server.awaitJob(job).path("done").asInt()).isEqualTo(2);
    assertThat(text(server.get(job + "/events"))).as("of an ended job").contains("event:end");
  }

  @Test
  void retry_ofFailedPictures_drawsThemAgain() throws Exception {
    String job = made(form().file("images", "letter.png", LETTER));
    server.awaitJob(job);

    Path kept = home.resolve(job.replace("/api/v1/", "")).resolve("00001.photo");
    assertThat(kept).hasBinaryContent(LETTER);
    Files.write(kept, PHOTO);
    server.post(job + "/retry");
    assertThat(server.awaitJob(job).path("done").asInt()).isEqualTo(1);
  }

  @Test
  void cancel_aJob_givesUpWhatIsNotFinished() throws Exception {
    FormBody form = form();
    for (int i = 0; i < 12; i++) {
      form.file("images", i + ".png", PHOTO);
    }
    String job = made(form);
    JsonNode cancelled = json(server.post(job + "/cancel"));

    assertThat(cancelled.path("waiting").asInt()).isZero();
    JsonNode over = server.awaitJob(job);
    assertThat(over.path("state").asString()).isEqualTo("cancelled");
    assertThat(over.path("done").asInt() + over.path("cancelled").asInt()).isEqualTo(12);

    server.post(job + "/retry");
    assertThat(server.awaitJob(job).path("done").asInt()).isEqualTo(12);
  }

  @Test
  void jobs_theNewestFirst_withoutPictures() throws Exception {
    String first = made(form().file("images", "a.png", PHOTO));
    String second = made(form().file("images", "a.png", PHOTO));
    server.awaitJob(second);

    JsonNode jobs = json(server.get("/api/v1/jobs")).path("jobs");
    assertThat("/api/v1/jobs/" + jobs.get(0).path("id").asString()).isEqualTo(second);
    assertThat("/api/v1/jobs/" + jobs.get(1).path("id").asString()).isEqualTo(first);
    assertThat(jobs.get(0).has("pictures")).isFalse();
  }

  @Test
  void get_ofNoJob_isNotFound() throws Exception {
    assertThat(server.get("/api/v1/jobs/nonsense").statusCode()).isEqualTo(404);
    assertThat(server.get("/api/v1/jobs/00000000-0000-0000-0000-000000000000").statusCode())
        .isEqualTo(404);
  }

  private static FormBody form() {
    return new FormBody()
        .text("style", RunningServer.STYLE)
        .text("faces", "off")
        .text("resolution", "512");
  }

  private static String made(FormBody form) throws Exception {
    HttpResponse<byte[]> reply = server.post("/api/v1/jobs", form);
    assertThat(reply.statusCode()).as(text(reply)).isEqualTo(202);
    return reply.headers().firstValue("Location").orElseThrow();
  }

  private static String refused(FormBody form) throws Exception {
    HttpResponse<byte[]> reply = server.post("/api/v1/jobs", form);
    assertThat(reply.statusCode()).isBetween(400, 499);
    return json(reply).path("code").asString();
  }

  private static List<String> names(byte[] bytes) throws Exception {
    List<String> names = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
        try (Photo picture = Photo.decode(zip.readAllBytes(), entry.getName())) {
          assertThat(picture.height()).isEqualTo(512);
        }
      }
    }
    return names;
  }
}
