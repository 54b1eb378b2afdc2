package dev.katong.server.web;

import static dev.katong.server.fixture.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.image.Photo;
import dev.katong.server.fixture.Client;
import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.RawConnection;
import dev.katong.server.fixture.RunningServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are not quite as they should be, and the forms in which a photo may come. */
class ContractTest {
  private static final String CARTOONIZE = "/api/v1/cartoonize";
  private static final byte[] PHOTO = DrawnPhoto.png(120, 160);
  private static final String BASE64 = Base64.getEncoder().encodeToString(PHOTO);

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
  @ValueSource(strings = {CARTOONIZE, "/api/v1/jobs", "/v1/images/edits"})
  void form_withWhatItShouldNotHave_isRefusedByName(String path) throws Exception {
    String file = path.endsWith("jobs") ? "images" : "image";
    String text = path.startsWith("/v1") ? "model" : "style";
    refused(path, new FormBody().text("stlye", "x").file(file, "a", PHOTO), "stlye", text);
    refused(path, new FormBody().file("photo", "a", PHOTO), "photo", file);
    refused(path, new FormBody().text(text, "a").text(text, "b"), text, "twice");
    refused(path, new FormBody().file(text, "a", PHOTO), text, "text");
    refused(path, new FormBody().text(file, "a"), file, "file");
  }

  private static void refused(String path, FormBody form, String name, String said)
      throws Exception {
    HttpResponse<byte[]> reply = server.post(path, form);
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(Client.text(reply)).contains("bad-parameter", '"' + name + '"', said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\ncut",
        "--b\r\nContent-Disposition: form-data; filename=\"a\"\r\n\r\nx\r\n--b--\r\n",
        "--b\r\nno header\r\n\r\nx\r\n--b--\r\n",
        "--b\r\n\r\nx\r\n--b--\r\n",
        "no part",
        "",
      })
  void form_thatIsBroken_isABadRequest(String body) throws Exception {
    for (String path : new String[] {CARTOONIZE, "/api/v1/jobs", "/v1/images/edits"}) {
      HttpResponse<byte[]> reply = send("multipart/form-data; boundary=b", body, path);
      assertThat(reply.statusCode()).as(path).isEqualTo(400);
    }
  }

  @Test
  void form_withoutBoundary_isABadRequest() throws Exception {
    assertThat(send("multipart/form-data", "--b--", CARTOONIZE).statusCode()).isEqualTo(400);
  }

  @Test
  void form_ofTooManyOrTooLargeTexts_isRefused() throws Exception {
    FormBody many = new FormBody();
    for (int i = 0; i < 100; i++) {
      many.file("image", "", new byte[0]);
    }
    assertThat(server.post(CARTOONIZE, many).statusCode()).isEqualTo(400);
    FormBody large = new FormBody().text("style", "a".repeat(70_000));
    assertThat(server.post(CARTOONIZE, large).statusCode()).isEqualTo(413);
    FormBody head = new FormBody().file("image", "a".repeat(20_000), PHOTO);
    assertThat(server.post(CARTOONIZE, head).statusCode()).isIn(400, 413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "data:image/png;base64,", "data:;base64,"})
  void cartoonize_json_drawsThePhoto(String prefix) throws Exception {
    String body =
        "{\"style\":\"negative\",\"resolution\":600,\"faces\":\"off\",\"tone\":0.5,"
            + "\"background\":null,\"image\":\"%s\"}".formatted(prefix + BASE64);
    assertDrawn(send("application/json", body, CARTOONIZE));
    assertDrawn(send("application/json", body.replace("/", "\\/"), CARTOONIZE));
  }

  @Test
  void cartoonize_photoAlone_takesSettingsFromTheQuery() throws Exception {
    String path = CARTOONIZE + "?style=negative&resolution=600&faces=off";
    for (String type : new String[] {"image/jpeg", "application/octet-stream", "image/x-any"}) {
      assertDrawn(sendBytes(type, PHOTO, path));
    }
    for (String query : new String[] {"stlye=a", "style=a&style=b", "image=a", "tone=2"}) {
      HttpResponse<byte[]> reply = sendBytes("image/png", PHOTO, CARTOONIZE + "?" + query);
      assertThat(reply.statusCode()).isEqualTo(400);
      assertThat(json(reply).path("parameter").asString())
          .isEqualTo(query.substring(0, query.indexOf('=')));
    }
    assertThat(sendBytes("image/png", new byte[0], path).statusCode()).isEqualTo(422);
    assertThat(sendBytes("image/png", new byte[(1 << 20) + 1], path).statusCode()).isEqualTo(413);
  }

  private static void assertDrawn(HttpResponse<byte[]> reply) {
    assertThat(reply.statusCode()).as(Client.text(reply)).isEqualTo(200);
    try (Photo cartoon = Photo.decode(reply.body(), "the reply")) {
      assertThat(cartoon.height()).isEqualTo(600);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"image\":\"%s\",\"stlye\":1}|400|stlye",
        "{\"image\":\"%s\",\"image\":\"%s\"}|400|image",
        "{\"image\":7}|400|image",
        "{\"image\":\"no base64!\"}|400|image",
        "{\"image\":\"%s\",\"style\":{}}|400|style",
        "{\"style\":\"a\",\"style\":\"a\"}|400|style",
        "{\"image\":\"%s\"|400|",
        "{\"image\":\"%s\"}{}|400|",
        "[]|400|",
        "7|400|",
        "{}|400|image",
        "{\"image\":\"\"}|422|",
      })
  void cartoonize_badJson_isRefused(String body, int status, String name) throws Exception {
    HttpResponse<byte[]> reply = send("application/json", body.replace("%s", BASE64), CARTOONIZE);
    assertThat(reply.statusCode()).as(Client.text(reply)).isEqualTo(status);
    if (name != null) {
      assertThat(json(reply).path("parameter").asString()).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*|image/png",
        "image/*|image/png",
        "application/json|application/json",
        "application/json;q=0.5, image/png|image/png",
        "application/json, image/png;q=0.5|application/json",
        "application/json, text/plain, */*|application/json",
        "application/*;q=0.2, image/*;q=0.1|application/json",
        "image/jpeg|image/jpeg",
        "image/png;q=0, image/*|image/jpeg",
        "text/html, image/webp, */*;q=0.8|image/webp",
      })
  void cartoonize_givesWhatAcceptLikesBest(String accept, String type) throws Exception {
    FormBody form =
        new FormBody().file("image", "a", PHOTO).text("style", "negative").text("faces", "off");
    HttpResponse<byte[]> reply = server.post(CARTOONIZE, form, "Accept", accept);
    assertThat(reply.headers().firstValue("Content-Type")).hasValue(type);
    assertThat(reply.headers().firstValue("Content-Length"))
        .hasValue(Integer.toString(reply.body().length));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "image/gif", "application/json;q=0", "nonsense"})
  void cartoonize_acceptingNothingThatThereIs_isNotAcceptable(String accept) throws Exception {
    HttpResponse<byte[]> reply =
        server.post(CARTOONIZE, new FormBody().file("image", "a", PHOTO), "Accept", accept);
    assertThat(reply.statusCode()).isEqualTo(406);
    assertThat(Client.text(reply)).contains("not-acceptable", "image/png", "application/json");
    FormBody jpeg = new FormBody().text("output_format", "jpg").file("image", "a", PHOTO);
    assertThat(server.post(CARTOONIZE, jpeg, "Accept", "image/png").statusCode()).isEqualTo(406);
  }

  @Test
  void request_acceptingMoreTypesThanAreTaken_isABadRequest() throws Exception {
    String accept = "a/b;q=0.1,".repeat(60) + "*/*";
    assertThat(server.get("/api/v1/jobs", "Accept", accept).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({"text/plain,", "nonsense,", "application/x-www-form-urlencoded,", "image/png,gzip"})
  void cartoonize_otherMediaTypes_areNamed(String type, String encoding) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri(CARTOONIZE))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(PHOTO));
    if (encoding != null) {
      request.header("Content-Encoding", encoding);
    }
    HttpResponse<byte[]> reply =
        server.http().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(reply.statusCode()).isEqualTo(415);
    assertThat(Client.text(reply))
        .contains(encoding == null ? "multipart/form-data, application/json" : "Content-Encoding");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/api/v1/nothing,404,",
    "POST,/api/v1/nothing,404,",
    "DELETE,/nothing,404,",
    "GET,/api/v1/jobs/1234,404,",
    "GET,/api/v1/jobs/0f8c1c1e-1111-4111-8111-111111111111/pictures/first,404,",
    "GET,/api/v1/styles/nothing,404,",
    "GET,/v1/models/nothing,404,",
    "GET,/api/v1/cartoonize,405,POST",
    "PUT,/api/v1/jobs,405,'GET,HEAD,POST'",
    "POST,/api/v1/styles,405,'GET,HEAD'",
    "DELETE,/v1/models,405,'GET,HEAD'",
    "POST,/index.html,405,'GET,HEAD'",
  })
  void request_thatNothingAnswers_isToldWhy(String method, String path, int status, String allow)
      throws Exception {
    HttpResponse<byte[]> reply = method(method, path);
    assertThat(reply.statusCode()).isEqualTo(status);
    if (allow != null) {
      assertThat(reply.headers().firstValue("Allow").orElseThrow().split(", *"))
          .contains(allow.split(","));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api/v1/styles",
        "/api/v1/styles/negative",
        "/api/v1/styles/negative/sample",
        "/api/v1/system",
        "/api/v1/jobs",
        "/v1/models",
        "/v1/models/negative",
        "/actuator/health",
        "/docs"
      })
  void head_isGetWithoutABody(String path) throws Exception {
    HttpResponse<byte[]> get = server.get(path);
    HttpResponse<byte[]> head = method("HEAD", path);
    assertThat(head.statusCode()).isEqualTo(get.statusCode());
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("Content-Type"))
        .isEqualTo(get.headers().firstValue("Content-Type"));
  }

  @Test
  void head_ofAJob_endsAtOnce() throws Exception {
    FormBody form = new FormBody().file("images", "a.png", PHOTO).text("style", "negative");
    String job = server.post("/api/v1/jobs", form).headers().firstValue("Location").orElseThrow();
    for (String what : new String[] {"", "/events", "/zip", "/pictures/1/photo"}) {
      assertThat(method("HEAD", job + what).statusCode()).as(what).isEqualTo(200);
    }
    HttpResponse<byte[]> events = server.get(job + "/events");
    assertThat(events.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(events.headers().firstValue("X-Accel-Buffering")).hasValue("no");
  }

  @Test
  void request_thatIsNoHttp_isRefused() throws Exception {
    try (RawConnection connection = RawConnection.to(server)) {
      assertThat(connection.send("hello\r\n\r\n").status()).isEqualTo(400);
    }
  }

  private static HttpResponse<byte[]> method(String method, String path) throws Exception {
    return server
        .http()
        .send(
            HttpRequest.newBuilder(server.uri(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> send(String type, String body, String path) throws Exception {
    return sendBytes(type, body.getBytes(StandardCharsets.UTF_8), path);
  }

  private static HttpResponse<byte[]> sendBytes(String type, byte[] body, String path)
      throws Exception {
    return server
        .http()
        .send(
            HttpRequest.newBuilder(server.uri(path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }
}
