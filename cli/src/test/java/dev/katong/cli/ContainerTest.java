package dev.katong.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.katong.Katong;
import dev.katong.cli.fixture.ClassPathJar;
import dev.katong.server.ServerSettings;
import dev.katong.server.security.AccessSettings;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checks that the container files agree with the build and the service. */
class ContainerTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");
  private static final String PORT = "7860";
  private static final String HOME = "/var/lib/katong";
  private static final String USER = "10001";
  private static final Pattern VARIABLE = Pattern.compile("\\bKATONG_[A-Z_]+\\b");

  @TempDir private Path folder;

  private static String text(String name) throws IOException {
    return Files.readString(ROOT.resolve(name));
  }

  private static List<JsonNode> yaml(String name) throws IOException {
    JsonMapper json = JsonMapper.builder().build();
    return StreamSupport.stream(new Yaml().loadAll(text(name)).spliterator(), false)
        .map(document -> (JsonNode) json.valueToTree(document))
        .toList();
  }

  private static JsonNode kind(String kind) throws IOException {
    return yaml("deploy/kubernetes.yaml").stream()
        .filter(document -> document.path("kind").asString().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode pod() throws IOException {
    return kind("Deployment").at("/spec/template/spec");
  }

  /** Seconds, of a time such as {@code 90s}. */
  private static int seconds(String time) {
    return Integer.parseInt(time.replaceFirst("s$", ""));
  }

  /** The instructions of a Dockerfile, without comments, continued lines joined. */
  private static List<String> instructions(String name) throws IOException {
    return text(name)
        .replaceAll("(?m)^#.*\\R", "")
        .replaceAll("\\\\\\R\\s*", "")
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", "Dockerfile.gpu"})
  void dockerfile_agreesWithBuildAndService(String name) throws IOException {
    List<String> lines = instructions(name);
    assertThat(lines)
        .contains(
            "COPY --from=build /katong/cli/target/katong.jar /opt/katong/",
            "EXPOSE " + PORT,
            "USER " + USER + ":" + USER,
            "VOLUME " + HOME,
            "STOPSIGNAL SIGTERM",
            "ENTRYPOINT [\"/opt/katong/katong\"]",
            "CMD [\"serve\"]");
    assertThat(text("cli/pom.xml")).contains("<finalName>katong</finalName>");
    assertThat(text(name)).contains("KATONG_HOME=" + HOME);
    assertThat(lines).filteredOn(line -> line.startsWith("HEALTHCHECK")).hasSize(1);
    for (String copied : List.of("katong", "deploy/healthy", "LICENSE", "NOTICE")) {
      assertThat(ROOT.resolve(copied)).exists();
      assertThat(text(".dockerignore")).contains("\n!" + copied + "\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", "Dockerfile.gpu"})
  void dockerfile_hasVersionsOfItsBasesAndAJavaThatIsNewEnough(String name) throws IOException {
    Map<String, String> arguments =
        instructions(name).stream()
            .filter(line -> line.startsWith("ARG "))
            .map(line -> line.substring(4).split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    List<String> bases =
        instructions(name).stream()
            .filter(line -> line.startsWith("FROM "))
            .map(line -> line.split(" ")[1])
            .toList();
    assertThat(bases)
        .allMatch(base -> base.matches("[a-z/-]+:\\$\\{(TEMURIN|CUDA)}-[a-z0-9.-]+"))
        .noneMatch(base -> base.contains("latest"));
    assertThat(arguments.values()).allMatch(version -> version.matches("\\d+\\.\\d+\\.\\d+.*"));
    int needed =
        Integer.parseInt(
            first("<maven.compiler.release>(\\d+)</maven.compiler.release>", text("pom.xml")));
    String java = arguments.getOrDefault("TEMURIN", "none");
    int given = Integer.parseInt(java.replaceFirst("\\..*", ""));
    assertThat(given).isGreaterThanOrEqualTo(needed);
  }

  @Test
  void dockerfiles_differInBaseAndProfileOnly() throws IOException {
    List<String> both = instructions("Dockerfile");
    List<String> gpu =
        instructions("Dockerfile.gpu").stream()
            .map(line -> line.replace(" -Pgpu", "").replaceFirst(" AS java$", ""))
            .toList();
    assertThat(gpu).containsAll(both);
    assertThat(gpu.stream().filter(line -> !both.contains(line)))
        .allMatch(line -> line.matches("(ARG CUDA|FROM nvidia/cuda:|COPY --from=java|ENV JAVA).*"));
    assertThat(text("Dockerfile.gpu")).contains("-Pgpu", "-cudnn-runtime-");
  }

  @Test
  void compose_agreesWithImageAndService() throws IOException {
    JsonNode compose = yaml("compose.yaml").get(0);
    for (String name : List.of("katong", "katong-gpu")) {
      JsonNode service = compose.path("services").path(name);
      assertThat(service.path("image").asString()).isEqualTo(name + ":" + Katong.VERSION);
      assertThat(service.at("/ports/0").asString()).isEqualTo("127.0.0.1:" + PORT + ":" + PORT);
      assertThat(service.at("/volumes/0/target").asString()).isEqualTo(HOME);
      assertThat(service.path("read_only").asBoolean()).isTrue();
      assertThat(service.at("/cap_drop/0").asString()).isEqualTo("ALL");
      assertThat(service.at("/deploy/resources/limits/memory").asString()).matches("\\dg");
      assertThat(service.at("/healthcheck/test/1").asString()).isEqualTo("/opt/katong/healthy");
      assertThat(seconds(service.path("stop_grace_period").asString()))
          .isGreaterThanOrEqualTo(drain());
    }
  }

  @Test
  void kubernetes_agreesWithImageAndService() throws IOException {
    assertThat(kind("Deployment").at("/spec/replicas").asInt()).isEqualTo(1);
    assertThat(kind("Deployment").at("/spec/strategy/type").asString()).isEqualTo("Recreate");
    JsonNode pod = pod();
    // Else Kubernetes sets KATONG_PORT to tcp://... of the Service.
    assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/runAsUser").asString()).isEqualTo(USER);
    assertThat(pod.at("/securityContext/fsGroup").asString()).isEqualTo(USER);
    JsonNode container = pod.at("/containers/0");
    assertThat(container.path("image").asString()).isEqualTo("katong:" + Katong.VERSION);
    assertThat(container.at("/ports/0/containerPort").asString()).isEqualTo(PORT);
    assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.at("/securityContext/capabilities/drop/0").asString()).isEqualTo("ALL");
    assertThat(container.at("/resources/limits/memory").asString()).isEqualTo("2Gi");
    assertThat(container.at("/volumeMounts/0/mountPath").asString()).isEqualTo(HOME);
    assertThat(container.at("/envFrom/0/prefix").asString()).isEqualTo("KATONG_KEYS_");
    int before = container.at("/lifecycle/preStop/exec/command/1").asInt();
    assertThat(pod.path("terminationGracePeriodSeconds").asInt())
        .isGreaterThanOrEqualTo(before + drain());
  }

  /**
   * The longest time of a stop in seconds, step by step: running pictures, jobs, requests, the
   * rest.
   */
  private static int drain() throws IOException {
    String server = "server/src/main/";
    String jobs = text(server + "java/dev/katong/server/jobs/JobRunner.java");
    String service = text(server + "java/dev/katong/server/service/CartoonService.java");
    String requests = text(server + "resources/application.yaml");
    String settings = text(server + "java/dev/katong/server/ServerSettings.java");
    return seconds(first("\"(\\d+s)\"\\) Duration finish", settings))
        + 2 * Integer.parseInt(first("STOP_SECONDS = (\\d+);", jobs))
        + seconds(first("timeout-per-shutdown-phase: (\\d+s)", requests))
        + Integer.parseInt(first("SHUTDOWN_SECONDS = (\\d+);", service));
  }

  private static String first(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + pattern));
  }

  @Test
  void documents_nameTheTimeThatAStopTakes() throws IOException {
    assertThat(text("docs/containers.md")).contains(drain() + " seconds");
    assertThat(text("deploy/kubernetes.yaml")).contains("adds up to " + drain() + " s");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Dockerfile",
        "Dockerfile.gpu",
        "compose.yaml",
        "deploy/kubernetes.yaml",
        "deploy/healthy",
        "docs/containers.md"
      })
  void variables_areReadByLauncherOrService(String name) throws IOException {
    Set<String> read = new TreeSet<>(Set.of("KATONG_HOME", "KATONG_PORT", "KATONG_DEVICE"));
    read.addAll(variables(text("katong")));
    for (Class<?> settings : List.of(ServerSettings.class, AccessSettings.class)) {
      for (RecordComponent setting : settings.getRecordComponents()) {
        String words = setting.getName().replaceAll("([A-Z])", "_$1");
        read.add("KATONG_" + words.toUpperCase(Locale.ROOT));
      }
    }
    // What compose.yaml makes a key of.
    read.add("KATONG_KEY");
    assertThat(variables(text(name)))
        .allMatch(
            variable ->
                variable.startsWith("KATONG_KEYS_")
                    || variable.startsWith("KATONG_ADMINS_")
                    || read.contains(variable));
  }

  private static Set<String> variables(String text) {
    return VARIABLE
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"katong", "deploy/healthy"})
  void scripts_passShellcheck(String name) throws Exception {
    assumeTrue(isThere("shellcheck"), "shellcheck is not installed");
    assertThat(run(Map.of(), "shellcheck", "-S", "warning", ROOT.resolve(name).toString()))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"compose.yaml", "deploy/kubernetes.yaml"})
  void yaml_passesYamllint(String name) throws Exception {
    assumeTrue(isThere("yamllint"), "yamllint is not installed");
    String rules =
        "{extends: default, rules: {line-length: {max: 140}, document-start: disable,"
            + " comments: {min-spaces-from-content: 1}}}";
    assertThat(run(Map.of(), "yamllint", "-s", "-d", rules, ROOT.resolve(name).toString()))
        .isZero();
  }

  /** The launcher next to a jar, as in the images; the jar here only names the class path. */
  @Test
  void service_laidOutAsInTheImage_startsIsHealthyAndStopsOnSigterm() throws Exception {
    assumeTrue(isThere("bash") && Files.isDirectory(Path.of("/proc/self")), "needs bash and Linux");
    Path image = Files.createDirectory(folder.resolve("image"));
    for (String file : List.of("katong", "deploy/healthy")) {
      Files.copy(
          ROOT.resolve(file),
          image.resolve(Path.of(file).getFileName()),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    ClassPathJar.write(image.resolve("katong.jar"), Main.class.getName());
    // An archive of classes that is there is not made again.
    Files.createFile(image.resolve("katong-serve.jsa"));
    Path home = folder.resolve("a home");
    Path log = folder.resolve("log");
    int port = freePort();
    Map<String, String> environment =
        Map.of(
            "KATONG_HOME",
            home.toString(),
            "KATONG_HOST",
            "0.0.0.0",
            "KATONG_PORT",
            String.valueOf(port),
            "KATONG_KEYS_ALICE",
            "a-secret-of-the-test");
    Process service = start(environment, log, image.resolve("katong").toString(), "serve");
    try {
      String healthy = image.resolve("healthy").toString();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
      while (run(environment, healthy) != 0 && service.isAlive() && System.nanoTime() < end) {
        Thread.sleep(200);
      }
      assertThat(run(environment, healthy)).as(Files.readString(log)).isZero();
      assertThat(home.resolve("native")).isDirectory();
      assertThat(image).isDirectoryNotContaining("glob:**/archive.log");
      service.destroy();
      assertThat(service.waitFor(90, TimeUnit.SECONDS)).isTrue();
      assertThat(service.exitValue()).as(Files.readString(log)).isZero();
      assertThat(run(environment, healthy)).isNotZero();
    } finally {
      service.destroyForcibly();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean isThere(String tool) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(place -> Files.isExecutable(Path.of(place, tool)));
  }

  private int run(Map<String, String> environment, String... command) throws Exception {
    Process process = start(environment, Files.createTempFile(folder, "run", ".log"), command);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static Process start(Map<String, String> environment, Path log, String... command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("KATONG_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return builder.redirectOutput(log.toFile()).start();
  }
}
