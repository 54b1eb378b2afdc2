package dev.katong.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.server.fixture.RawRequest;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.reactive.result.method.RequestMappingInfoHandlerMapping;

/** All paths of the service in all ways of writing them, without a key. */
class GuardedPathsTest {
  private static final String SECRET = "root-0123456789abcdef";

  /** The page and its documents. */
  private static final Set<String> OPEN =
      Set.of("", "/", "/index.html", "/docs", "/docs/", "/docs/index.html", "/openapi.yaml");

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE");

  @TempDir private static Path home;
  private static KatongServer server;
  private static URI uri;

  @BeforeAll
  static void start() {
    server =
        KatongServer.start(
            Map.of(
                "katong.home", home.toString(),
                "katong.port", "0",
                "katong.admins.root", SECRET,
                "katong.key-limits.requests", "0",
                "katong.base-path", "/katong",
                "katong.trusted-proxies", "loopback"));
    uri = URI.create("http://127.0.0.1:" + server.port());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** The paths that have a handler, with something for each variable; health is open. */
  private static Set<String> guarded() {
    Set<String> paths = new TreeSet<>();
    for (RequestMappingInfoHandlerMapping mapping :
        server.context().getBeansOfType(RequestMappingInfoHandlerMapping.class).values()) {
      mapping
          .getHandlerMethods()
          .keySet()
          .forEach(
              info ->
                  info.getPatternsCondition()
                      .getPatterns()
                      .forEach(
                          pattern ->
                              paths.add(
                                  pattern
                                      .getPatternString()
                                      .replaceAll("\\{\\*[^}]*}|\\*\\*", "x")
                                      .replaceAll("\\{[^}]*}", "1"))));
    }
    paths.removeIf(path -> path.startsWith("/actuator/health"));
    paths.removeAll(OPEN);
    return paths;
  }

  /** One path in the ways that have got past filters elsewhere. */
  private static Set<String> written(String path) {
    String first = path.substring(1).split("/")[0];
    String rest = path.substring(1 + first.length());
    int letter = first.charAt(first.length() - 1);
    Set<String> all = new LinkedHashSet<>();
    all.add(path);
    all.add(path + "/");
    all.add(path + "?x=/index.html");
    all.add(path + "#/index.html");
    all.add("/" + first + ";x" + rest);
    all.add("/" + first + ";x=/index.html" + rest);
    all.add(path + ";x.js");
    all.add("/" + first.substring(0, first.length() - 1) + "%%%02x".formatted(letter) + rest);
    all.add("/" + first.substring(0, first.length() - 1) + "%%%02X".formatted(letter) + rest);
    all.add("/%25" + "%02x".formatted(first.charAt(0) + 0) + first.substring(1) + rest);
    all.add("/" + path);
    all.add("//" + path);
    all.add("/" + first + "/" + rest);
    all.add("/." + path);
    all.add("/x/.." + path);
    all.add("/docs/.." + path);
    all.add("/docs/%2e%2e" + path);
    all.add("/docs/..%2f" + path.substring(1));
    all.add("/docs/..;" + path);
    all.add("/docs" + "%2f.." + path);
    all.add("/webjars/..%5c.." + path);
    all.add("/webjars\\.." + path);
    all.add(path.replace("/", "%2f"));
    all.add(path.replace("/", "%2F"));
    all.add("/" + path.substring(1).replace("/", "%2F"));
    all.add("/" + path.substring(1).replace("/", "\\"));
    all.add("/" + path.substring(1).replace("/", "%5C"));
    all.add(path.toUpperCase(Locale.ROOT));
    all.add(path + "%00");
    all.add(path + "%00.js");
    all.add(path + "%0a");
    all.add(path + "%20");
    all.add(path + ".js");
    all.add(path + ".json");
    all.add("/katong" + path);
    all.add("/katong/" + path);
    all.add("/katong;" + path);
    all.add("/katong/katong" + path);
    all.add("http://127.0.0.1" + path);
    all.add("http://evil.example" + path);
    all.add("HTTP://127.0.0.1/" + path);
    all.add("http://127.0.0.1/;" + path);
    all.add(path.substring(1));
    all.add("*" + path);
    all.removeAll(OPEN);
    return all;
  }

  @Test
  void paths_areThoseOfControllersAndMetrics() {
    assertThat(guarded())
        .contains(
            "/api/v1/styles",
            "/api/v1/cartoonize",
            "/api/cartoonize",
            "/api/v1/jobs/1/events",
            "/v1/images/edits",
            "/actuator/prometheus");
  }

  @Test
  void request_withoutAKey_isRefusedHoweverItsPathIsWritten() throws Exception {
    SoftAssertions all = new SoftAssertions();
    for (String path : guarded()) {
      for (String written : written(path)) {
        String line = "GET " + written + " HTTP/1.1";
        all.assertThat(RawRequest.send(uri, line).status()).as(line).isIn(400, 401);
      }
      for (String method : METHODS) {
        String line = method + " " + path + " HTTP/1.1";
        all.assertThat(RawRequest.send(uri, line).status()).as(line).isIn(400, 401);
      }
    }
    all.assertAll();
  }

  @Test
  void request_withHeadersThatNameAnotherPath_isRefused() throws Exception {
    for (String header :
        List.of(
            "X-Forwarded-Prefix: /index.html",
            "X-Forwarded-Prefix: /api",
            "X-Forwarded-Prefix: /docs;",
            "X-Forwarded-Host: localhost/docs",
            "X-Forwarded-Proto: x",
            "X-Forwarded-Port: 99999999",
            "X-Original-URL: /index.html",
            "X-Rewrite-URL: /index.html",
            "X-HTTP-Method-Override: GET",
            "Authorization: Bearer",
            "Authorization: Bearer " + "x".repeat(4000),
            "X-API-Key: ",
            "Authorization: Basic cm9vdDpyb290",
            "Cookie: SESSION=x")) {
      assertThat(RawRequest.send(uri, "GET /api/v1/styles HTTP/1.1", header).status())
          .as(header)
          .isIn(400, 401);
    }
  }

  @Test
  void refusal_ofAPath_isAProblem() throws Exception {
    for (String path : List.of("/api;x/v1/styles", "/%61pi/v1/styles", "/api/%zz", "/api/v1/%00")) {
      RawRequest.Reply reply = RawRequest.send(uri, "GET " + path + " HTTP/1.1");
      assertThat(reply.status()).as(path).isEqualTo(400);
      assertThat(reply.text())
          .as(path)
          .contains("application/problem+json")
          .contains("\"code\":\"bad-request\"")
          .doesNotContain("springframework");
    }
  }

  @Test
  void refusal_underTheOpenAiPaths_isTheirKindOfError() throws Exception {
    assertThat(RawRequest.send(uri, "GET /v1/models HTTP/1.1").text())
        .contains("\"code\":\"unauthorized\"")
        .contains("\"error\":");
  }

  @Test
  void request_withAKey_reachesWhatIsThere() throws Exception {
    String key = "Authorization: Bearer " + SECRET;
    assertThat(RawRequest.send(uri, "GET /api/v1/styles HTTP/1.1", key).status()).isEqualTo(200);
    assertThat(RawRequest.send(uri, "GET /katong/api/v1/styles HTTP/1.1", key).status())
        .isEqualTo(200);
    assertThat(RawRequest.send(uri, "GET /nothing HTTP/1.1", key).status()).isEqualTo(404);
    assertThat(RawRequest.send(uri, "GET /nothing HTTP/1.1").status()).isEqualTo(401);
  }

  @Test
  void page_belowABasePath_hasLinksWithoutARoot() throws Exception {
    assertThat(RawRequest.send(uri, "GET /katong HTTP/1.1").text())
        .startsWith("HTTP/1.1 307")
        .containsIgnoringCase("Location: /katong/\r\n");
    RawRequest.Reply page = RawRequest.send(uri, "GET /katong/ HTTP/1.1");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text()).doesNotContainPattern("(src|href)=\"/|: \"/");
    for (String path : List.of("actuator/health", "docs/index.html", "openapi.yaml")) {
      String line = "GET /katong/" + path + " HTTP/1.1";
      assertThat(RawRequest.send(uri, line).status()).as(path).isEqualTo(200);
    }
    assertThat(RawRequest.send(uri, "GET /katong/docs HTTP/1.1").text())
        .containsIgnoringCase("Location: docs/index.html\r\n");
    assertThat(RawRequest.send(uri, "GET /katongs/api/v1/limits HTTP/1.1").status()).isEqualTo(401);
  }
}
