package dev.katong.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException;
import dev.katong.server.fixture.Client;
import dev.katong.server.fixture.RunningServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KatongServerTest {
  @TempDir private Path home;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "katong.host|0.0.0.0|set a key",
        "server.address|0.0.0.0|set a key",
        "server.address|::|set a key",
        "katong.base-path|katong|a path such as /katong",
        "katong.base-path|/a/../b|a path such as /katong",
        "katong.trusted-proxies|proxy.example|no address",
        "katong.key-file|/no/such/file|cannot be read",
        "katong.tls.certificate|/no/such/file|needs both",
        "katong.keys.anybody|0123456789abcdef|cannot be a key's name",
        "katong.host|no.such.host.invalid|no host",
        "katong.max-resolution|100|512 to 16384",
        "katong.precision|fp8|auto, fp32, fp16, int8",
        "katong.device|gpu|auto, cpu, cuda[:N], tensorrt[:N], coreml, directml",
        "katong.queue|0|at least 1",
        "katong.idle|soon|katong.idle",
        "katong.deadline|0s|longer than nothing",
        "katong.memory|much|much",
        "katong.max-upload|much|much",
        "katong.profile|huge|web, quality, reference, shared",
        "katong.keys.alice|short|less than 16 characters",
        "katong.preload|none|is not one of the styles",
        "katong.jobs.share|2|up to 1",
      })
  void start_withBadSetting_saysWhatIsWrong(String name, String value, String told) {
    assertThatThrownBy(() -> RunningServer.start(home, Map.of(name, value)).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
  }

  @Test
  void start_onADeviceThatCannotBeUsed_isAFailureOfTheEngine() {
    Map<String, String> settings = Map.of("katong.device", "directml");
    assertThatThrownBy(() -> RunningServer.start(home, settings).close())
        .isInstanceOf(KatongException.Engine.class)
        .hasMessageContaining("the device directml cannot be used");
  }

  @Test
  void start_atAPortInUse_saysSo() {
    try (RunningServer first = RunningServer.start(home, Map.of())) {
      int taken = first.uri("/").getPort();
      Map<String, String> same = Map.of("katong.port", String.valueOf(taken));
      assertThatThrownBy(() -> RunningServer.start(home.resolve("other"), same).close())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("port " + taken + " is in use; take another with --port");
    }
  }

  @Test
  void start_openToAll_ifItIsSaid() throws Exception {
    try (RunningServer server =
        RunningServer.start(home, Map.of("katong.host", "0.0.0.0", "katong.open", "true"))) {
      assertThat(server.get("/api/v1/styles").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void start_withWarmUp_hasDrawnAPictureBeforeTheFirstRequest() throws Exception {
    Map<String, String> settings =
        Map.of("katong.preload", RunningServer.STYLE, "katong.warm-up", "true");
    try (RunningServer server = RunningServer.start(home, settings)) {
      String drawn =
          "katong_pictures_total{key=\"none\",outcome=\"drawn\",priority=\"batch\",style=\"negative\"}";
      assertThat(server.metric(drawn)).isEqualTo(1);
      assertThat(server.metric("katong_styles_loads_total")).isEqualTo(1);
    }
  }

  @Test
  void start_withMetricsForAllAddresses_isRefusedToo() {
    Map<String, String> settings =
        Map.of("katong.management-port", "0", "management.server.address", "0.0.0.0");
    assertThatThrownBy(() -> RunningServer.start(home, settings).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("anybody could use a service at 0.0.0.0");
  }

  @Test
  void metrics_atAPortOfTheirOwn_areForAdministrators() throws Exception {
    Map<String, String> settings =
        Map.of(
            "katong.home", home.toString(),
            "katong.port", "0",
            "katong.management-port", "0",
            "katong.admins.root", "root-0123456789abcdef");
    try (KatongServer server = KatongServer.start(settings)) {
      String port = server.context().getEnvironment().getProperty("local.management.port");
      Client metrics = new Client(path -> URI.create("http://127.0.0.1:" + port + path));
      assertThat(metrics.get("/actuator/health").statusCode()).isEqualTo(200);
      assertThat(metrics.get("/actuator/prometheus").statusCode()).isEqualTo(401);
      assertThat(
              metrics
                  .get("/actuator/prometheus", "X-API-Key", "root-0123456789abcdef")
                  .statusCode())
          .isEqualTo(200);
      Client service = new Client(path -> URI.create(server.url() + path));
      assertThat(
              service
                  .get("/actuator/prometheus", "X-API-Key", "root-0123456789abcdef")
                  .statusCode())
          .isEqualTo(404);
    }
  }
}
