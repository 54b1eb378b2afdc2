package dev.katong.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.katong.KatongHome;
import dev.katong.fixture.TinyNetworks;
import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.RawConnection;
import dev.katong.server.fixture.RunningServer;
import dev.katong.style.StyleStore;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Misuse of bodies and connections by clients. */
@Timeout(120)
class UploadsTest {
  private static final String SLOW = "slow";
  private static final byte[] PHOTO = DrawnPhoto.png(300, 400);
  private static final byte[] MUCH = new byte[1 << 18];
  private static final String FORM = "Content-Type: multipart/form-data; boundary=b";
  private static final String PART =
      "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\n";

  @TempDir private static Path home;
  private static RunningServer server;

  @BeforeAll
  static void start() {
    new StyleStore(new KatongHome(home).styles()).add(TinyNetworks.longPack(SLOW, 60), false);
    server =
        RunningServer.start(
            home,
            Map.of(
                "katong.max-upload", "1m",
                "katong.jobs.max-upload", "1m",
                "katong.connections.head", "2s",
                "katong.connections.receive", "2s",
                "katong.connections.send", "2s"));
  }

  @AfterAll
  static void stop() {
    server.close();
    assertThat(new KatongHome(home).uploads()).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/cartoonize", "/api/v1/jobs", "/v1/images/edits"})
  void body_withoutEnd_isCutOff(String path) throws Exception {
    try (RawConnection connection = RawConnection.to(server)) {
      connection.head("POST " + path, FORM, "Transfer-Encoding: chunked");
      connection.chunk(PART.getBytes("US-ASCII"));

      assertThat(bytesTaken(connection)).isLessThan(64 << 20);
      assertThat(connection.status()).isIn(0, 413);
    }
    try (RawConnection connection = RawConnection.to(server)) {
      connection.head("POST " + path, FORM, "Content-Length: 9999999999", "Expect: 100-continue");
      assertThat(connection.readAll()).startsWith("HTTP/1.1 413").doesNotContain("100 Continue");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET /api/v1/styles", "POST /api/v1/nothing", "GET /", "DELETE /v1/models"})
  void body_whereNoneIsRead_endsTheConnection(String first) throws Exception {
    try (RawConnection connection = RawConnection.to(server)) {
      connection.head(first, "Transfer-Encoding: chunked");
      assertThat(bytesTaken(connection)).isLessThan(64 << 20);
    }
  }

  /** Sends chunks until the service ends the connection. */
  private static long bytesTaken(RawConnection connection) {
    long sent = 0;
    try {
      while (sent < 1L << 30) {
        connection.chunk(MUCH);
        sent += MUCH.length;
      }
    } catch (IOException e) {
      // It has.
    }
    return sent;
  }

  @Test
  void requests_sentAheadOfAnswers_areFew() throws Exception {
    try (RawConnection connection = RawConnection.to(server)) {
      connection.post("/api/v1/cartoonize", slow());
      connection.head("POST /api/v1/jobs", FORM, "Transfer-Encoding: chunked");
      assertThat(bytesTaken(connection)).isLessThan(64 << 20);
    }
    try (RawConnection connection = RawConnection.to(server)) {
      connection.head("GET /api/v1/styles").head("GET /v1/models");
      assertThat(connection.readUntil("\"list\"")).contains("styles", "\"list\"");
    }
  }

  @Test
  void head_sentByteForByte_isCutOff() throws Exception {
    try (RawConnection connection = RawConnection.to(server)) {
      connection.send("GET / HTTP/1.1\r\n");
      long begin = System.nanoTime();
      try {
        while (System.nanoTime() - begin < 60e9) {
          connection.send("X-A: b\r\n");
          Thread.sleep(200);
        }
        throw new AssertionError("the head went on for a minute");
      } catch (IOException e) {
        // Cut off.
      }
    }
  }

  @Test
  void head_tooLarge_isRefused() throws Exception {
    try (RawConnection connection = RawConnection.to(server)) {
      connection.head("GET /api/v1/styles", "X-Large: " + "a".repeat(17_000));
      assertThat(connection.status()).isEqualTo(431);
    }
    assertThat(server.get("/api/v1/styles").statusCode()).isEqualTo(200);
  }

  @Test
  void body_thatDoesNotGoOn_isCutOffAndItsFileGone() throws Exception {
    try (RawConnection connection = RawConnection.to(server)) {
      connection.head("POST /api/v1/cartoonize", FORM, "Content-Length: 100000");
      connection.send(PART).send(new byte[50_000]);
      awaitFiles(1);
      assertThat(connection.readAll()).isEmpty();
      awaitFiles(0);
    }
  }

  @Test
  void body_slowButSteady_isReceived() throws Exception {
    byte[] photo = DrawnPhoto.png(64, 80);
    int step = photo.length / 5 + 1;
    try (RawConnection connection = RawConnection.to(server)) {
      connection.head("POST /api/v1/cartoonize", FORM, "Transfer-Encoding: chunked");
      connection.chunk(PART.getBytes("US-ASCII"));
      for (int from = 0; from < photo.length; from += step) {
        Thread.sleep(700);
        connection.chunk(Arrays.copyOfRange(photo, from, Math.min(photo.length, from + step)));
      }
      connection.chunk("\r\n--b--\r\n".getBytes("US-ASCII")).send("0\r\n\r\n");
      assertThat(connection.status()).isEqualTo(200);
    }
  }

  @Test
  void answer_thatIsNotTaken_isCutOff() throws Exception {
    try (RawConnection connection = RawConnection.withSmallBuffer(server)) {
      FormBody form =
          new FormBody()
              .file("image", "a.png", noise())
              .text("style", RunningServer.STYLE)
              .text("faces", "off")
              .text("resolution", "2048");
      connection.post("/api/v1/cartoonize", form);
      assertThat(connection.status()).isEqualTo(200);
      awaitFiles(0);
      Thread.sleep(3_000);
      String rest = connection.readAll();
      assertThat(rest.length()).isPositive().isLessThan(8 << 20);
    }
  }

  /** A photo whose cartoon is larger than what systems keep of an answer that is not read. */
  private static byte[] noise() throws IOException {
    BufferedImage image = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int y = 0; y < 512; y++) {
      for (int x = 0; x < 512; x++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }

  @Test
  void photo_whoseClientHangsUp_isDeleted() throws Exception {
    List<Path> before = temporary();
    try (RawConnection connection = RawConnection.to(server)) {
      connection.head("POST /api/v1/cartoonize", FORM, "Content-Length: 900000");
      connection.send(PART).send(new byte[300_000]);
      awaitFiles(1);
      assertPrivate();
    }
    awaitFiles(0);
    for (String path : List.of("/api/v1/cartoonize", "/v1/images/edits")) {
      FormBody form = path.startsWith("/v1") ? edit() : slow();
      for (int i = 0; i < 4; i++) {
        try (RawConnection connection = RawConnection.to(server)) {
          connection.post(path, form);
          if (i > 0) {
            while (server.metric("katong_queue_in_flight") < 1) {
              Thread.sleep(5);
            }
          }
        }
      }
    }
    try (RawConnection connection = RawConnection.to(server)) {
      connection.post("/api/v1/cartoonize", quick());
      assertThat(connection.status()).isEqualTo(200);
    }
    awaitFiles(0);
    assertThat(temporary()).isEqualTo(before);
  }

  @Test
  void forms_refusedWhileTheyCome_leaveTheServiceWhole() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    try {
      for (int i = 0; i < 100; i++) {
        FormBody form = new FormBody().file("photo", "a", MUCH).file("image", "a", MUCH);
        assertThat(server.post("/api/v1/cartoonize", form).statusCode()).isEqualTo(400);
      }
      awaitFiles(0);
    } finally {
      root.detachAppender(log);
    }
    assertThat(log.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
  }

  private static void assertPrivate() throws IOException {
    for (Path file : uploads()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
          .isEqualTo("rwx------");
    }
  }

  private static List<Path> temporary() throws IOException {
    try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return entries
          .filter(entry -> entry.getFileName().toString().startsWith("spring-multipart"))
          .toList();
    }
  }

  private static void awaitFiles(int count) throws Exception {
    for (int i = 0; i < 1000 && uploads().size() != count; i++) {
      Thread.sleep(20);
    }
    assertThat(uploads()).hasSize(count);
  }

  /** The files of requests; the folder's lock is none. */
  private static List<Path> uploads() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(new KatongHome(home).uploads())) {
      for (Path folder : entries.filter(Files::isDirectory).toList()) {
        try (Stream<Path> own = Files.list(folder)) {
          own.forEach(files::add);
        }
      }
    }
    return files;
  }

  private static FormBody quick() {
    return new FormBody()
        .file("image", "a.png", PHOTO)
        .text("style", RunningServer.STYLE)
        .text("faces", "off");
  }

  private static FormBody slow() {
    return new FormBody()
        .file("image", "a.png", PHOTO)
        .text("style", SLOW)
        .text("faces", "off")
        .text("resolution", "2048")
        .text("detail", "network");
  }

  private static FormBody edit() {
    return new FormBody()
        .file("image[]", "a.png", PHOTO)
        .file("image[]", "b.png", PHOTO)
        .text("model", SLOW)
        .text("size", "2048x2048");
  }
}
