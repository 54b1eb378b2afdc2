package dev.katong.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.katong.server.fixture.Client;
import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.RunningServer;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.lang.reflect.Method;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

class OpenApiTest {
  private static final byte[] PHOTO = DrawnPhoto.png(120, 160);

  @TempDir private static Path home;
  private static RunningServer server;
  private static String yaml = "";
  private static JsonNode document = JsonMapper.shared().createObjectNode();
  private static String job = "";

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.start(home, Map.of("katong.max-upload", "1m"));
    yaml = Client.text(server.get("/openapi.yaml"));
    document = new YAMLMapper().readTree(yaml);
    FormBody form = new FormBody().file("images", "a.png", PHOTO).text("style", "negative");
    job = server.post("/api/v1/jobs", form).headers().firstValue("Location").orElseThrow();
    for (int i = 0; i < 600 && !server.json(job).path("state").asString().equals("done"); i++) {
      Thread.sleep(50);
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void document_isValid() {
    SwaggerParseResult result = new OpenAPIV3Parser().readContents(yaml);
    assertThat(result.getMessages()).isEmpty();
    assertThat(yaml).startsWith("openapi: 3.1.0");
  }

  @Test
  void document_isTheSameInAllLanguages() throws Exception {
    for (String language : new String[] {"zh", "de-CH", "tlh"}) {
      assertThat(Client.text(server.get("/openapi.yaml", "Accept-Language", language)))
          .isEqualTo(yaml);
    }
    assertThat(server.get("/docs/index.html").statusCode()).isEqualTo(200);
  }

  @Test
  void document_hasWhatTheControllersHave() throws Exception {
    assertThat(documented()).isEqualTo(served());
  }

  private static TreeSet<String> documented() {
    TreeSet<String> operations = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation -> {
                          String name = operation.getKey().toUpperCase(Locale.ROOT);
                          operations.add(name + " " + path.getKey());
                          assertThat(operation.getValue().path("summary").asString(""))
                              .as(name + " " + path.getKey())
                              .isNotEmpty();
                        }));
    return operations;
  }

  private static TreeSet<String> served() throws ClassNotFoundException {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
    TreeSet<String> operations = new TreeSet<>();
    for (BeanDefinition bean : scanner.findCandidateComponents("dev.katong.server")) {
      Class<?> controller = Class.forName(bean.getBeanClassName());
      RequestMapping whole =
          AnnotatedElementUtils.findMergedAnnotation(controller, RequestMapping.class);
      String prefix = whole == null ? "" : whole.path()[0];
      for (Method method : controller.getDeclaredMethods()) {
        RequestMapping mapping =
            AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
        if (mapping != null) {
          String[] paths = mapping.path().length == 0 ? new String[] {""} : mapping.path();
          for (String path : paths) {
            // The page is no part of the API.
            if ((prefix + path).matches("/(api|v1)/.*")) {
              for (RequestMethod verb : mapping.method()) {
                operations.add(verb + " " + prefix + path);
              }
            }
          }
        }
      }
    }
    operations.removeIf(operation -> !operation.matches("\\w+ /(api|v1)/.*"));
    return operations;
  }

  /** Answers have the described fields, and no others. */
  @ParameterizedTest
  @CsvSource({
    "GET,/api/v1/styles,/api/v1/styles,200",
    "GET,/api/v1/styles/negative,/api/v1/styles/{name},200",
    "GET,/api/v1/styles/nothing,/api/v1/styles/{name},404",
    "GET,/api/v1/styles/negative/sample,/api/v1/styles/{name}/sample,200",
    "POST,/api/v1/styles/negative/load,/api/v1/styles/{name}/load,200",
    "POST,/api/v1/styles/negative/unload,/api/v1/styles/{name}/unload,200",
    "GET,/api/v1/system,/api/v1/system,200",
    "GET,/api/v1/limits,/api/v1/limits,200",
    "GET,/api/v1/jobs,/api/v1/jobs,200",
    "GET,JOB,/api/v1/jobs/{id},200",
    "GET,JOB/pictures/1,/api/v1/jobs/{id}/pictures/{number},200",
    "GET,JOB/pictures/2,/api/v1/jobs/{id}/pictures/{number},404",
    "GET,JOB/pictures/1/photo,/api/v1/jobs/{id}/pictures/{number}/photo,200",
    "GET,JOB/zip,/api/v1/jobs/{id}/zip,200",
    "GET,/api/v1/jobs/none,/api/v1/jobs/{id},404",
    "GET,/v1/models,/v1/models,200",
    "GET,/v1/models/negative,/v1/models/{id},200",
    "GET,/v1/models/nothing,/v1/models/{id},404",
    "POST,/api/v1/cartoonize?style=negative,/api/v1/cartoonize,200",
    "POST,/api/v1/cartoonize?style=nothing,/api/v1/cartoonize,400",
    "POST,/api/v1/cartoonize?faces=required&style=negative,/api/v1/cartoonize,422",
    "POST,/api/v1/jobs,/api/v1/jobs,415",
    "POST,/v1/images/edits,/v1/images/edits,415",
  })
  void answer_isAsDescribed(String method, String path, String described, int status)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri(path.replace("JOB", job)))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body(path)))
            .header("Content-Type", "image/png")
            .header("Accept", "application/json, */*;q=0.5")
            .build();
    assertDescribed(
        server.http().send(request, HttpResponse.BodyHandlers.ofByteArray()),
        method,
        described,
        status);
  }

  private static byte[] body(String path) {
    return path.contains("cartoonize") && !path.contains("required") ? PHOTO : new byte[0];
  }

  @Test
  void answerToAForm_isAsDescribed() throws Exception {
    FormBody form = new FormBody().file("image", "a.png", PHOTO).text("model", "negative");
    assertDescribed(server.post("/v1/images/edits", form), "POST", "/v1/images/edits", 200);
    FormBody bad = new FormBody().file("image", "a.png", PHOTO).text("model", "nothing");
    assertDescribed(server.post("/v1/images/edits", bad), "POST", "/v1/images/edits", 400);
    FormBody photos = new FormBody().file("images", "a.png", PHOTO).text("style", "negative");
    assertDescribed(server.post("/api/v1/jobs", photos), "POST", "/api/v1/jobs", 202);
    FormBody large = new FormBody().file("image", "a.png", new byte[3 << 20]);
    assertDescribed(server.post("/api/v1/cartoonize", large), "POST", "/api/v1/cartoonize", 413);
  }

  private static void assertDescribed(
      HttpResponse<byte[]> reply, String method, String path, int status) {
    assertThat(reply.statusCode()).as(Client.text(reply)).isEqualTo(status);
    JsonNode answer =
        document
            .path("paths")
            .path(path)
            .path(method.toLowerCase(Locale.ROOT))
            .path("responses")
            .path(Integer.toString(status));
    assertThat(answer.isMissingNode()).as("%s of %s is described", status, path).isFalse();
    String type = reply.headers().firstValue("Content-Type").orElseThrow();
    JsonNode content = answer.path("content").path(type);
    assertThat(content.isMissingNode()).as("%s of %s is described", type, path).isFalse();
    if (type.endsWith("json")) {
      Schema schema = schema(content.path("schema"));
      assertThat(schema.validate(Client.text(reply), InputFormat.JSON)).isEmpty();
    }
  }

  /** A schema of the document as one of its own, which allows no other fields. */
  private static Schema schema(JsonNode schema) {
    String text =
        JsonMapper.shared()
            .createObjectNode()
            .put("unevaluatedProperties", false)
            .set("components", document.path("components"))
            .set("allOf", JsonMapper.shared().createArrayNode().add(schema))
            .toString();
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(text, InputFormat.JSON);
  }
}
