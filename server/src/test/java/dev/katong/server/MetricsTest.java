package dev.katong.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.server.fixture.Client;
import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.FormBody;
import dev.katong.server.fixture.PromQl;
import dev.katong.server.fixture.RunningServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The metrics of a service that has drawn, run a job and refused; and all that relies on them. */
class MetricsTest {
  private static final String ALICE = "alice-0123456789abcdef";
  private static final String ADMIN = "admin-0123456789abcdef";
  private static final Path DASHBOARD = Path.of("../deploy/grafana-dashboard.json");
  private static final Path ALERTS = Path.of("../deploy/alerts.yaml");
  private static final Path DOCUMENT = Path.of("../docs/server.md");
  private static final Pattern OURS = Pattern.compile("katong_[a-z_]+[a-z]");

  @TempDir private static Path home;
  private static RunningServer server;

  /** The lines of the metrics. */
  private static List<String> lines;

  @BeforeAll
  static void use() throws Exception {
    server =
        RunningServer.start(home, Map.of("katong.keys.alice", ALICE, "katong.admins.admin", ADMIN));
    byte[] photo = DrawnPhoto.png(64, 80);
    FormBody picture =
        new FormBody().file("image", "a.png", photo).text("style", RunningServer.STYLE);
    assertThat(post("/api/v1/cartoonize", picture)).isEqualTo(200);
    FormBody job = new FormBody().text("style", RunningServer.STYLE);
    job.file("images", "a.png", photo).file("images", "b.png", new byte[10]);
    String path =
        server
            .post("/api/v1/jobs", job, "X-API-Key", ALICE)
            .headers()
            .firstValue("Location")
            .orElseThrow();
    // Ends with the job.
    server.get(path + "/events", "X-API-Key", ALICE);
    server.get("/api/v1/jobs/unknown-job", "X-API-Key", ALICE);
    server.get("/a/path/that/is/not");
    server.get("/api/v1/styles", "X-API-Key", "wrong");
    for (String method : List.of("SURPRISE", "SURPRISE2")) {
      server
          .http()
          .send(
              HttpRequest.newBuilder(server.uri("/api/v1/styles"))
                  .method(method, HttpRequest.BodyPublishers.noBody())
                  .header("X-API-Key", ALICE)
                  .build(),
              BodyHandlers.discarding());
    }
    // The gauges of a key begin when its first job is seen.
    server.get("/actuator/prometheus", "X-API-Key", ADMIN);
    lines =
        Client.text(server.get("/actuator/prometheus", "X-API-Key", ADMIN))
            .lines()
            .filter(line -> !line.startsWith("#"))
            .toList();
  }

  private static int post(String path, FormBody form) throws Exception {
    return server.post(path, form, "X-API-Key", ALICE).statusCode();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void requests_areCountedByRouteAndKey() {
    List<String> requests = named("http_server_requests_seconds_count");
    assertThat(one(requests, "uri=\"/api/v1/cartoonize\"", "key=\"alice\"", "status=\"200\""))
        .isEqualTo(1);
    assertThat(one(requests, "uri=\"/api/v1/jobs/{id}\"", "key=\"alice\"", "status=\"404\""))
        .isEqualTo(1);
    assertThat(one(requests, "key=\"none\"", "status=\"401\"")).isEqualTo(2);
    assertThat(requests)
        .noneMatch(line -> line.contains("unknown-job"))
        .noneMatch(line -> line.contains("that/is/not"))
        .noneMatch(line -> line.contains("SURPRISE"));
  }

  @Test
  void pictures_areCountedByKey() {
    List<String> pictures = named("katong_pictures_total");
    assertThat(one(pictures, "key=\"alice\"", "outcome=\"drawn\"", "priority=\"single\""))
        .isEqualTo(1);
    assertThat(one(pictures, "key=\"alice\"", "outcome=\"drawn\"", "priority=\"batch\""))
        .isEqualTo(1);
  }

  @Test
  void jobs_areCountedByKeyAndState() {
    assertThat(one(named("katong_jobs"), "key=\"alice\"", "state=\"done\"")).isEqualTo(1);
    assertThat(one(named("katong_jobs"), "key=\"alice\"", "state=\"running\"")).isZero();
    List<String> pictures = named("katong_jobs_pictures");
    assertThat(one(pictures, "key=\"alice\"", "state=\"done\"")).isEqualTo(1);
    assertThat(one(pictures, "key=\"alice\"", "state=\"failed\"")).isEqualTo(1);
    assertThat(one(pictures, "key=\"alice\"", "state=\"waiting\"")).isZero();
    assertThat(one(named("katong_jobs_oldest_waiting_seconds"))).isZero();
    assertThat(one(named("katong_disk_jobs_bytes"))).isPositive();
    assertThat(one(named("katong_disk_free_bytes"))).isPositive();
    assertThat(one(named("katong_disk_uploads_bytes"))).isZero();
  }

  @Test
  void dashboardAndAlerts_useOnlyMetricsThatExist() throws Exception {
    List<String> expressions = new ArrayList<>(dashboard());
    assertThat(expressions).hasSizeGreaterThan(20);
    List<String> alerts = alerts();
    assertThat(alerts).hasSizeGreaterThan(5);
    expressions.addAll(alerts);
    for (String expression : expressions) {
      assertThat(PromQl.metrics(expression))
          .as(expression)
          .isNotEmpty()
          .allMatch(metric -> metric.equals("up") || !named(metric).isEmpty());
      PromQl.equalities(expression)
          .forEach(
              (label, value) -> {
                String[] parts = label.split("/");
                assertThat(parts[0].equals("up") || hasLabel(parts[0], parts[1], value))
                    .as("%s: %s=%s", expression, label, value)
                    .isTrue();
              });
    }
  }

  @Test
  void metrics_areThoseOfTheDocument() throws Exception {
    TreeSet<String> documented = names(Files.readString(DOCUMENT));
    TreeSet<String> served =
        lines.stream()
            .filter(line -> line.startsWith("katong_"))
            .map(line -> line.replaceAll("[{ ].*", ""))
            .map(name -> name.replaceFirst("_(bucket|count|sum|max)$", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(documented).containsAll(served);
    // Only where there is a card, or the kernel tells; and faces, which the photo has none of.
    documented.removeIf(
        name ->
            name.startsWith("katong_device_")
                || name.equals("katong_memory_measured")
                || name.equals("katong_batch_heads"));
    assertThat(served).containsAll(documented);
  }

  private static TreeSet<String> names(String text) {
    return OURS.matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> dashboard() throws Exception {
    JsonNode board = JsonMapper.shared().readTree(Files.readString(DASHBOARD));
    List<String> expressions = new ArrayList<>();
    for (JsonNode panel : board.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        expressions.add(target.path("expr").asString());
      }
    }
    return expressions;
  }

  private static List<String> alerts() throws Exception {
    Map<String, List<Map<String, List<Map<String, String>>>>> file =
        new Yaml().load(Files.readString(ALERTS));
    return file.getOrDefault("groups", List.of()).stream()
        .flatMap(group -> group.getOrDefault("rules", List.of()).stream())
        .map(rule -> rule.get("expr"))
        .toList();
  }

  private static boolean hasLabel(String metric, String label, String value) {
    return named(metric).stream().anyMatch(line -> line.contains(label + "=\"" + value + "\""));
  }

  private static List<String> named(String metric) {
    return lines.stream()
        .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
        .toList();
  }

  /** The sum of the lines that have all these labels, of which there is one at least. */
  private static double one(List<String> lines, String... labels) {
    List<String> found =
        lines.stream().filter(line -> List.of(labels).stream().allMatch(line::contains)).toList();
    assertThat(found).as("%s in %s", List.of(labels), lines).isNotEmpty();
    return found.stream()
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
