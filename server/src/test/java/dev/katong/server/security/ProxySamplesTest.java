package dev.katong.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.katong.server.fixture.DrawnPhoto;
import dev.katong.server.fixture.Programs;
import dev.katong.server.fixture.RunningServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The samples for nginx and Caddy, with TLS, before a real service; skipped where they are not
 * installed.
 */
class ProxySamplesTest {
  private static final String SECRET = "alice-0123456789abcdef";
  private static final Path SAMPLES = Path.of("../deploy");

  @TempDir private Path folder;
  private int port;

  /** Starts a proxy at the port, before the service at another. */
  private interface Proxy {
    Process start(int service) throws Exception;
  }

  @Test
  void nginx_showsPageEventsAndPostsBelowItsPath() throws Exception {
    assumeTrue(
        Programs.works("nginx", "-v") && Programs.works("openssl", "version"),
        "nginx is not installed");
    assertServes(this::nginx, Map.of());
  }

  @Test
  void caddy_showsPageEventsAndPostsBelowItsPath() throws Exception {
    assumeTrue(
        Programs.works("caddy", "version") && Programs.works("openssl", "version"),
        "Caddy is not installed");
    assertServes(this::caddy, Map.of("katong.base-path", "/katong"));
  }

  private void assertServes(Proxy sample, Map<String, String> more) throws Exception {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("katong.keys.alice", SECRET);
    settings.put("katong.trusted-proxies", "loopback");
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (RunningServer server = RunningServer.start(folder.resolve("home"), settings)) {
      Process proxy = sample.start(server.uri("/").getPort());
      try {
        awaitAnswers();
        assertThat(status("/katong")).isEqualTo(308);
        String page = curl("/katong/");
        Matcher script = Pattern.compile("type=\"module\" src=\"([^\"]+)\"").matcher(page);
        assertThat(script.find()).as(page).isTrue();
        assertThat(status("/katong/" + script.group(1))).isEqualTo(200);
        assertThat(status("/katong/api/v1/jobs")).isEqualTo(401);
        assertThat(status("/katong/api;x/v1/jobs")).isEqualTo(400);

        Path photo = Files.write(folder.resolve("a.png"), DrawnPhoto.png(64, 80));
        String made =
            curl(
                "/katong/api/v1/jobs",
                "-i",
                "-H",
                "X-API-Key: " + SECRET,
                "-H",
                "Origin: https://localhost:" + port,
                "-F",
                "style=" + RunningServer.STYLE,
                "-F",
                "images=@" + photo);
        Matcher location = Pattern.compile("(?i)location: (/katong/api\\S+)").matcher(made);
        assertThat(location.find()).as(made).isTrue();
        assertThat(curl(location.group(1) + "/events", "-H", "X-API-Key: " + SECRET))
            .contains("event:job")
            .contains("event:end");
      } finally {
        proxy.destroy();
        proxy.waitFor();
      }
    }
  }

  private Process caddy(int service) throws Exception {
    makeCertificate();
    String sample =
        Files.readString(SAMPLES.resolve("Caddyfile"))
            .replace(
                "katong.example {",
                "https://localhost:%d {\n\ttls cert.pem key.pem".formatted(port))
            .replace("127.0.0.1:7860", "127.0.0.1:" + service);
    Files.writeString(
        folder.resolve("Caddyfile"), "{\n\tadmin off\n\tauto_https off\n}\n" + sample);
    ProcessBuilder caddy = new ProcessBuilder("caddy", "run").directory(folder.toFile());
    caddy.environment().put("HOME", folder.toString());
    return caddy.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
  }

  private void makeCertificate() throws Exception {
    run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-keyout",
        folder.resolve("key.pem").toString(),
        "-out",
        folder.resolve("cert.pem").toString());
  }

  private Process nginx(int service) throws Exception {
    makeCertificate();
    String sample =
        Files.readString(SAMPLES.resolve("nginx.conf"))
            .replace("127.0.0.1:7860", "127.0.0.1:" + service)
            .replace("listen 443 ssl", "listen 127.0.0.1:" + port + " ssl")
            .replaceAll("listen \\[::].*", "")
            .replace("/etc/ssl/katong/fullchain.pem", folder.resolve("cert.pem").toString())
            .replace("/etc/ssl/katong/privkey.pem", folder.resolve("key.pem").toString());
    StringBuilder whole = new StringBuilder("daemon off; events {} http { access_log off;\n");
    whole.append("client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;\n");
    whole.append("uwsgi_temp_path uwsgi; scgi_temp_path scgi;\n").append(sample).append("}\n");
    Path configuration = Files.writeString(folder.resolve("nginx.conf"), whole);
    String[] command = {
      "nginx",
      "-p",
      folder.toString(),
      "-c",
      configuration.toString(),
      "-e",
      "error.log",
      "-g",
      "pid nginx.pid;"
    };
    List<String> test = new ArrayList<>(List.of(command));
    test.add("-t");
    run(test.toArray(String[]::new));
    return new ProcessBuilder(command).inheritIO().start();
  }

  private void awaitAnswers() throws InterruptedException {
    for (int i = 0; i < 100 && !answers(); i++) {
      Thread.sleep(100);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private int status(String path) throws Exception {
    return Integer.parseInt(curl(path, "-o", "/dev/null", "-w", "%{http_code}").strip());
  }

  private String curl(String path, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("curl", "-sk", "--path-as-is", "--max-time", "60"));
    command.addAll(List.of(options));
    command.add("https://localhost:" + port + path);
    return run(command.toArray(String[]::new));
  }

  private String run(String... command) throws Exception {
    Path output = Files.createTempFile(folder, "out", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    String said = Files.readString(output);
    assertThat(process.exitValue()).as("%s said:%n%s", List.of(command), said).isZero();
    return said;
  }
}
