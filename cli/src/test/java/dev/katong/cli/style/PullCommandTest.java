package dev.katong.cli.style;

import static dev.katong.fixture.ModelScopeServer.altered;
import static dev.katong.fixture.ModelScopeServer.breakingOffAfter;
import static dev.katong.fixture.ModelScopeServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.cli.fixture.Ended;
import dev.katong.cli.fixture.KatongCommand;
import dev.katong.cli.fixture.KatongProcess;
import dev.katong.cli.fixture.Pictures;
import dev.katong.cli.fixture.TinyDctNet;
import dev.katong.fixture.ModelScopeServer;
import dev.katong.fixture.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against a local service that speaks ModelScope's API. */
class PullCommandTest {
  private static final String MODEL = "iic/cv_unet_person-image-cartoon_compound-models";

  @TempDir private Path folder;
  private Path home;
  private KatongCommand katong;
  private final ModelScopeServer server = new ModelScopeServer();

  @BeforeEach
  void start() throws IOException {
    home = folder.resolve("home");
    katong = new KatongCommand(home);
    for (Map.Entry<String, byte[]> file : TinyDctNet.files().entrySet()) {
      server.with(MODEL, file.getKey(), file.getValue());
    }
    server.with(MODEL, "README.md", new byte[] {'#'});
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void pull_ofAStyle_importsItAndLeavesNothingElse() throws IOException {
    Ended ended = pull("anime").ok();
    assertThat(ended.outLines().get(0)).isEqualTo("imported the style 'anime', 0.0 MB");
    assertThat(ended.outLines()).last().asString().startsWith("it draws in place of the built-in");
    assertThat(ended.errLines().get(0)).isEqualTo("fetching style anime, 0.0 MB");
    assertThat(ended.errLines()).contains("  cartoon_bg.pb, 0.0 MB", "  alpha.jpg, 0.0 MB");
    assertThat(server.requests())
        .containsExactlyInAnyOrder("files", "cartoon_bg.pb", "cartoon_h.pb", "alpha.jpg");
    assertThat(home.resolve("downloads")).doesNotExist();
    assertThat(katong.run("style", "info", "anime").ok().out())
        .contains("fetched from " + server.endpoint() + ", model " + MODEL, "alpha.jpg sha256 ");
    assertThat(katong.run("style", "list", "--available").ok().outLines())
        .hasSize(7)
        .anyMatch(line -> line.matches("anime +11\\.8 MB  Apache-2\\.0 .* \\(installed\\)"))
        .anyMatch(line -> line.matches("sketch .* \\(a small one is built in\\)"))
        .anyMatch(line -> line.matches("design .*[a-z]"));
    Path photo = Pictures.portrait(folder.resolve("photo.png"));
    katong.run("cartoonize", photo, "--style", "anime").ok();
    Pictures.assertCartoonOf(photo, folder.resolve("photo-anime.png"));
  }

  @Test
  void pull_ofAStyleThatIsThere_namesForceBeforeItAsksAnybody() {
    pull("anime").ok();
    int asked = server.requests().size();
    assertThat(pull("anime").failed(6).err()).contains("'anime' already", "--name", "--force");
    assertThat(server.requests()).hasSize(asked);
    pull("anime", "--force").ok();
    pull("anime", "--name", "other").ok();
    assertThat(katong.run("style", "list").ok().outLines()).hasSize(5);
  }

  @Test
  void pull_afterACallThatWasCutOff_goesOn() {
    server.failing(breakingOffAfter(50)).failing(status(404));
    assertThat(pull("anime").failed(9).err())
        .contains("broke; trying again in 1 s")
        .contains("has no alpha.jpg (status 404)");
    assertThat(home.resolve("downloads/anime")).isNotEmptyDirectory();
    assertThat(home.resolve("styles")).doesNotExist();
    assertThat(pull("anime").ok().errLines().get(0)).endsWith(" of it are there already");
    assertThat(server.requests()).anyMatch(request -> request.endsWith("bytes=50-"));
    assertThat(home.resolve("downloads")).doesNotExist();
  }

  @Test
  void pull_ofOtherBytes_isADownloadThatFailed() {
    server.failing(altered());
    assertThat(pull("anime").failed(9).err()).contains("came damaged", "SHA-256", "try again");
    assertThat(home.resolve("downloads")).doesNotExist();
  }

  @Test
  void pull_ofWhatIsNotThere_saysSo() {
    assertThat(pull("manga").failed(4).err()).contains("'manga'", "3d, anime, artstyle");
    assertThat(server.requests()).isEmpty();
    assertThat(pull("sketch").failed(9).err())
        .contains("has no model iic/cv_unet_person-image-cartoon-sketch_compound-models");
    server.with("iic/cv_unet_person-image-cartoon-3d_compound-models", "README.md", new byte[1]);
    assertThat(pull("3d").failed(4).err()).contains("holds no cartoon_bg.pb");
  }

  @Test
  void pull_withoutNetwork_saysWhatToDo() {
    server.close();
    assertThat(pull("anime").failed(9).err())
        .contains(
            "127.0.0.1:" + server.port() + " cannot be reached", "check the network", "proxy");
    assertThat(pull("anime", "--endpoint", "here").failed(2).err()).contains("'here'");
  }

  @Test
  void pull_throughAProxy_asksTheProxy() {
    new KatongProcess(home, folder)
        .withJava("-Dhttp.proxyHost=127.0.0.1")
        .withJava("-Dhttp.proxyPort=" + server.port())
        .run("style", "pull", "anime", "--endpoint", "http://modelscope.invalid")
        .ok();
  }

  @Test
  void facesPull_ofAnotherFile_isRefused() throws IOException {
    String url = server.endpoint() + "/blobs/some/where/yunet_n_dynamic.onnx";
    assertThat(katong.run("faces", "pull", "--url", url).failed(9).err())
        .contains("has no yunet_n_dynamic.onnx (status 404)");
    server.with("some/where", "yunet_n_dynamic.onnx", new byte[322_906]);
    assertThat(katong.run("faces", "pull", "--url", url).failed(9).err()).contains("SHA-256");
    assertThat(home.resolve("faces")).doesNotExist();
  }

  @Test
  @Tag("shared")
  void facesPull_ofYuNet_isUsedFromThenOn() throws IOException {
    Path yuNet = SharedFolder.path("models", "faces", "yunet_n_dynamic.onnx");
    server.with("some/where", "yunet_n_dynamic.onnx", Files.readAllBytes(yuNet));
    String url = server.endpoint() + "/blobs/some/where/yunet_n_dynamic.onnx";
    server.failing(breakingOffAfter(70_000));
    assertThat(katong.run("faces", "pull", "--url", url).ok().out()).contains("from now on");
    assertThat(home.resolve("faces/yunet.onnx")).hasSameBinaryContentAs(yuNet);
    assertThat(katong.run("faces", "pull", "--url", url).ok().out()).contains("there already");
    assertThat(katong.run("doctor").out()).contains("yunet: YuNet has been imported");
  }

  private Ended pull(Object... arguments) {
    List<Object> all = new java.util.ArrayList<>(List.of("style", "pull"));
    all.addAll(List.of(arguments));
    if (!all.contains("--endpoint")) {
      all.addAll(List.of("--endpoint", server.endpoint()));
    }
    return katong.run(all.toArray());
  }
}
