package dev.katong.server.web;

import static dev.katong.server.fixture.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.image.Photo;
import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.RunningServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ImageEditsControllerTest {
  private static final byte[] PHOTO = DrawnPhoto.png(300, 400);

  @TempDir private static Path home;
  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start(home, Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void edit_asOpenAisClientSendsIt_givesBase64() throws Exception {
    FormBody form =
        new FormBody()
            .text("model", RunningServer.STYLE)
            .text("prompt", "as a cartoon")
            .text("size", "1024x1536")
            .text("output_format", "jpeg")
            .text("output_compression", "80")
            .text("n", "1")
            .file("image[]", "a.png", PHOTO)
            .file("image[]", "b.png", PHOTO);
    JsonNode reply = json(server.post("/v1/images/edits", form, "Authorization", "Bearer any"));

    assertThat(reply.path("data")).hasSize(2);
    assertThat(reply.path("output_format").asString()).isEqualTo("jpeg");
    assertThat(reply.path("size").asString()).isEqualTo("1152x1536");
    byte[] picture =
        Base64.getDecoder().decode(reply.path("data").get(1).path("b64_json").asString());
    try (Photo cartoon = Photo.decode(picture, "the reply")) {
      assertThat(cartoon.height()).isEqualTo(1536);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "model,gpt-image-1",
    "size,large",
    "size,4096x4096",
    "size,0x0",
    "n,3",
    "quality,best",
    "background,white",
    "output_compression,101",
    "partial_images,4",
    "stream,yes",
    "mask,a",
    "response_format,url",
    "output_format,gif"
  })
  void edit_withBadValue_isAnErrorOfOpenAisForm(String name, String value) throws Exception {
    HttpResponse<byte[]> reply =
        server.post(
            "/v1/images/edits", new FormBody().text(name, value).file("image", "a.png", PHOTO));

    assertThat(reply.statusCode()).isEqualTo(400);
    JsonNode error = json(reply).path("error");
    assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
    assertThat(error.path("code").asString()).isEqualTo("bad-parameter");
    assertThat(error.path("param").asString()).isEqualTo(name);
    assertThat(error.path("message").asString()).isNotEmpty();
  }

  @Test
  void models_areTheStyles() throws Exception {
    assertThat(json(server.get("/v1/models")).path("data").findValuesAsString("id"))
        .contains(RunningServer.STYLE);
  }
}
