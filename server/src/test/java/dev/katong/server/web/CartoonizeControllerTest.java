package dev.katong.server.web;

import static dev.katong.server.fixture.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.fixture.PictureAssert;
import dev.katong.image.Photo;
import dev.katong.server.fixture.Client;
import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.RunningServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CartoonizeControllerTest {
  private static final byte[] PHOTO = DrawnPhoto.png(300, 400);

  @TempDir private static Path home;
  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start(home, Map.of("katong.max-upload", "1m"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/cartoonize", "/api/cartoonize"})
  void cartoonize_photo_givesThePictureAndItsFacts(String path) throws Exception {
    HttpResponse<byte[]> reply = server.post(path, form().text("resolution", "600"));

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(reply.headers().firstValue("X-Width")).hasValue("450");
    assertThat(reply.headers().firstValue("X-Height")).hasValue("600");
    assertThat(reply.headers().firstValue("X-Style")).hasValue(RunningServer.STYLE);
    assertThat(reply.headers().firstValue("Server-Timing").orElseThrow())
        .contains("queue;dur=", "background;dur=", "total;dur=");
    try (Photo cartoon = Photo.decode(reply.body(), "the reply")) {
      PictureAssert.assertThat(cartoon.mat()).hasSize(450, 600);
    }
  }

  @ParameterizedTest
  @CsvSource({"jpg,image/jpeg", "webp,image/webp", "png,image/png"})
  void cartoonize_inAFormat_isOfThatType(String format, String type) throws Exception {
    HttpResponse<byte[]> reply =
        server.post("/api/v1/cartoonize", form().text("output_format", format));

    assertThat(reply.headers().firstValue("Content-Type")).hasValue(type);
    try (Photo cartoon = Photo.decode(reply.body(), "the reply")) {
      assertThat(cartoon.height()).as("the default resolution").isEqualTo(1024);
    }
  }

  @Test
  void cartoonize_acceptingJson_givesReportAndPicture() throws Exception {
    JsonNode reply = json(server.post("/api/v1/cartoonize", form(), "Accept", "application/json"));

    assertThat(reply.path("style").asString()).isEqualTo(RunningServer.STYLE);
    assertThat(reply.path("millis").has("background")).isTrue();
    byte[] picture = Base64.getDecoder().decode(reply.path("image").asString());
    try (Photo cartoon = Photo.decode(picture, "the reply")) {
      assertThat(cartoon.width()).isEqualTo(reply.path("width").asInt());
    }
  }

  @Test
  void cartoonize_transparentPhoto_isTransparentInPngAndOnTheBackgroundInJpg() throws Exception {
    ByteArrayOutputStream glass = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_ARGB), "png", glass);
    FormBody form =
        new FormBody()
            .file("image", "glass.png", glass.toByteArray())
            .text("style", RunningServer.STYLE)
            .text("faces", "off")
            .text("background", "#00f");
    try (Photo png = Photo.decode(server.post("/api/v1/cartoonize", form).body(), "the png")) {
      assertThat(png.transparency()).isPresent();
    }
    form.text("output_format", "jpg");
    try (Photo jpg = Photo.decode(server.post("/api/v1/cartoonize", form).body(), "the jpg")) {
      assertThat(jpg.mat().ptr(9, 9).getUnsigned(0)).isGreaterThan(245);
      assertThat(jpg.mat().ptr(9, 9).getUnsigned(2)).isLessThan(10);
    }
  }

  @Test
  void cartoonize_sameAgain_hasTheSameTagAndIsNotDrawnTwice() throws Exception {
    String tag =
        server.post("/api/v1/cartoonize", form()).headers().firstValue("ETag").orElseThrow();
    String other =
        server
            .post("/api/v1/cartoonize", form().text("strength", "0.5"))
            .headers()
            .firstValue("ETag")
            .orElseThrow();
    assertThat(other).isNotEqualTo(tag);

    HttpResponse<byte[]> again = server.post("/api/v1/cartoonize", form(), "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(412);
    assertThat(json(again).path("code").asString()).isEqualTo("precondition-failed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "style|../../etc|is not one of the styles",
        "style|/tmp|is not one of the styles",
        "resolution|511|512 to 2048",
        "resolution|2049|512 to 2048",
        "resolution|many|is not a number",
        "strength|-0.1|0 to 1",
        "style_intensity|1.5|0 to 1",
        "strength|NaN|0 to 1",
        "tone|-0.1|0 to 1",
        "tone|pale|is not a number",
        "output_format|gif|png, jpg or webp",
        "quality|0|1 to 100",
        "faces|some|auto, off, required",
        "detail|much|plain, photo, network",
        "background|whitish|such as white",
        "composition|dctnet|fitted, reference",
        "metadata|gps|none, settings, exif, all",
      })
  void cartoonize_withBadValue_namesItAndTheAllowedOnes(String name, String value, String allowed)
      throws Exception {
    HttpResponse<byte[]> reply =
        server.post(
            "/api/v1/cartoonize",
            new FormBody().file("image", "a.png", PHOTO).text(name, value),
            "X-Request-ID",
            "my-request.7");

    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = json(reply);
    assertThat(problem.path("code").asString()).isEqualTo("bad-parameter");
    assertThat(problem.path("parameter").asString()).isEqualTo(name);
    assertThat(problem.path("detail").asString()).contains(allowed);
    assertThat(problem.path("requestId").asString()).isEqualTo("my-request.7");
    assertThat(reply.headers().firstValue("X-Request-ID")).hasValue("my-request.7");
  }

  @Test
  void cartoonize_badPhotos_areToldApart() throws Exception {
    assertThat(code(422, new FormBody().file("image", "a.jpg", "text".getBytes("UTF-8"))))
        .isEqualTo("bad-photo");
    assertThat(code(422, new FormBody().file("image", "a.jpg", new byte[0])))
        .isEqualTo("bad-photo");
    byte[] heic = "\0\0\0\u0018ftypheic\0\0\0\0".getBytes("ISO-8859-1");
    assertThat(code(422, new FormBody().file("image", "a.jpg", heic))).isEqualTo("bad-photo");
    byte[] bomb = PHOTO.clone();
    Arrays.fill(bomb, 17, 24, (byte) 0x7f);
    assertThat(code(422, new FormBody().file("image", "a.png", bomb))).isEqualTo("bad-photo");
    assertThat(code(400, new FormBody().text("style", "negative"))).isEqualTo("bad-parameter");
    assertThat(code(413, new FormBody().file("image", "a.jpg", new byte[3 << 20])))
        .isEqualTo("too-large");
    assertThat(code(413, new FormBody().file("image", "a.jpg", new byte[(1 << 20) + 10])))
        .isEqualTo("too-large");
    FormBody noFace = form().text("faces", "required").file("image", "b.png", PHOTO);
    assertThat(code(400, noFace)).as("two images").isEqualTo("bad-parameter");
  }

  private String code(int status, FormBody form) throws Exception {
    HttpResponse<byte[]> reply = server.post("/api/v1/cartoonize", form);
    assertThat(reply.statusCode()).isEqualTo(status);
    assertThat(Client.text(reply)).doesNotContain("Exception", "\tat ");
    return json(reply).path("code").asString();
  }

  private static FormBody form() {
    return new FormBody()
        .file("image", "photo.png", PHOTO)
        .text("style", RunningServer.STYLE)
        .text("faces", "off");
  }
}
