package dev.katong.forge.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.katong.KatongException.BadDownload;
import dev.katong.KatongException.NoSuchStyle;
import dev.katong.fixture.ModelScopeServer;
import dev.katong.style.StylePack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelScopeTest {
  private static final RetryPolicy QUICK =
      new RetryPolicy(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(1), 2);

  @Test
  void files_ofAModel_areThoseOfItsFolder() {
    byte[] content = {1, 2, 3};
    try (ModelScopeServer server = new ModelScopeServer()) {
      server.with("iic/model", "a b.pb", content).with("iic/other", "c.pb", content);
      List<RemoteFile> files = files(server.endpoint() + "/", "iic/model");
      assertThat(files).hasSize(1);
      assertThat(files.get(0).name()).isEqualTo("a b.pb");
      assertThat(files.get(0).bytes()).isEqualTo(3);
      assertThat(files.get(0).sha256()).isEqualTo(StylePack.sha256(content));
      assertThat(files.get(0).address())
          .hasToString(
              server.endpoint() + "/api/v1/models/iic/model/repo?Revision=master&FilePath=a+b.pb");
    }
  }

  @Test
  void files_ofAnUnknownModel_tellsWhatTheServiceSays() {
    try (ModelScopeServer server = new ModelScopeServer()) {
      assertThatThrownBy(() -> files(server.endpoint(), "iic/nothing"))
          .isInstanceOf(BadDownload.class)
          .hasMessageContaining("has no model iic/nothing (status 404: record not found)");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200|<html>log in</html>|a page to log in may stand between",
        "200|{\"Code\":1,\"Success\":false,\"Message\":\"busy\"}|no list of the files of a/b (busy)",
        "200|{\"Code\":200,\"Success\":true,\"Data\":{\"Files\":null}}|no revision 'master' of the model a/b",
        "403|{}|refuses model a/b",
        "407|{}|the proxy wants to know who asks",
        "503|{}|answers with status 503; try again later",
        "418|{}|answers with status 418",
      })
  void files_ofAnotherAnswer_saysWhatItMeans(int status, String body, String message)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      String endpoint = "http://127.0.0.1:" + server.getAddress().getPort();
      assertThatThrownBy(() -> files(endpoint, "a/b"))
          .isInstanceOf(BadDownload.class)
          .hasMessageContaining(message);
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "modelscope.cn", "ftp://modelscope.cn", "http://", "https://a b"})
  void httpAddress_ofOtherText_fails(String endpoint) {
    assertThatThrownBy(() -> ModelScope.httpAddress(endpoint))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + endpoint + "' is not an address such as https://");
  }

  @Test
  void named_ofEachPublishedStyle_isAModelOfItsOwn() {
    assertThat(PublishedStyle.ALL)
        .extracting(PublishedStyle::name)
        .containsExactly(
            "3d", "anime", "artstyle", "design", "handdrawn", "illustration", "sketch");
    assertThat(PublishedStyle.ALL).extracting(PublishedStyle::model).doesNotHaveDuplicates();
    assertThat(PublishedStyle.named("design").model())
        .isEqualTo("iic/cv_unet_person-image-cartoon-sd-design_compound-models");
    assertThatThrownBy(() -> PublishedStyle.named("manga"))
        .isInstanceOf(NoSuchStyle.class)
        .hasMessageContaining("3d, anime, artstyle");
  }

  private static List<RemoteFile> files(String endpoint, String model) {
    return new ModelScope(URI.create(endpoint), ModelScope.REVISION)
        .files(model, QUICK, new Unheard());
  }

  private static final class Unheard implements DownloadListener {
    @Override
    public void begin(String what, long there, long bytes) {}

    @Override
    public void progress(long there) {}

    @Override
    public void fetched(String file, long bytes) {}

    @Override
    public void note(String sentence) {}
  }
}
