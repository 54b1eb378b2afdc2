package dev.katong.cli;

import static dev.katong.fixture.PictureAssert.psnr;
import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.cli.fixture.KatongCommand;
import dev.katong.fixture.PictureAssert;
import dev.katong.fixture.SharedFolder;
import dev.katong.image.Photo;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The published DCT-Net networks and YuNet, from the command's end. */
@Tag("shared")
class SharedNetworksTest {
  @TempDir private Path folder;
  private Path home;
  private KatongCommand katong;

  @BeforeEach
  void start() {
    home = folder.resolve("home");
    katong = new KatongCommand(home);
  }

  @Test
  void import_ofADctNetFolder_drawsAsTheOriginal() throws IOException {
    Path model = SharedFolder.path("models", "dctnet", "anime").toAbsolutePath();
    Path golden = SharedFolder.path("golden", "man").toAbsolutePath();
    katong.run("style", "import", model, "--name", "anime").ok();
    assertThat(katong.run("style", "info", "anime").ok().out())
        .contains("network.onnx, 288×288 pixels", "cartoon_bg.pb sha256 ");
    katong
        .run(
            "faces",
            "import",
            SharedFolder.path("models", "faces", "yunet_n_dynamic.onnx").toAbsolutePath())
        .ok();
    var drawn =
        katong.run(
            "cartoonize",
            golden.resolve("input.png"),
            "--style=anime",
            "--detail=plain",
            "-o",
            folder.resolve("out.png"),
            "--json");
    JsonNode line = JsonMapper.builder().build().readTree(drawn.ok().out());
    assertThat(line.get("faces").size()).isEqualTo(1);
    assertThat(line.at("/faces/0/score").asDouble()).isGreaterThan(0.8);
    assertThat(line.get("warnings").size()).isZero();
    try (Photo result = Photo.decode(folder.resolve("out.png"));
        Photo expected = Photo.decode(golden.resolve("anime-composite.png"))) {
      PictureAssert.assertThat(result.mat()).isCloseTo(expected.mat(), psnr(30));
    }
  }

  @Test
  void import_ofTheOlderNames_isTheSameStyle() throws IOException {
    Path model = SharedFolder.path("models", "dctnet", "anime");
    Path older = Files.createDirectory(folder.resolve("older"));
    Files.copy(model.resolve("cartoon_bg.pb"), older.resolve("cartoon_anime_bg.pb"));
    Files.copy(model.resolve("cartoon_h.pb"), older.resolve("cartoon_anime_h.pb"));
    assertThat(katong.run("style", "import", older, "--name", "old").failed(4).err())
        .contains("alpha.jpg");
    Files.copy(model.resolve("alpha.jpg"), older.resolve("alpha.jpg"));
    katong.run("style", "import", older, "--name", "old").ok();
    StyleManifest manifest = new StyleStore(home.resolve("styles")).find("old").manifest();
    assertThat(manifest.workingSize()).isEqualTo(720);
    assertThat(manifest.provenance().files())
        .extracting(StyleManifest.SourceFile::name)
        .containsExactly("cartoon_anime_bg.pb", "cartoon_anime_h.pb", "alpha.jpg");
  }

  @Test
  void facesImport_ofYuNet_isUsedFromThenOn() {
    Path yuNet = SharedFolder.path("models", "faces", "yunet_n_dynamic.onnx").toAbsolutePath();
    Path group = SharedFolder.path("golden", "group", "input.png").toAbsolutePath();
    List<Integer> faces =
        Stream.of(false, true)
            .map(
                imported -> {
                  if (imported) {
                    katong.run("faces", "import", yuNet).ok();
                  }
                  String line =
                      katong
                          .run("cartoonize", group, "-o", folder.resolve("out.png"), "--json")
                          .ok()
                          .out();
                  return JsonMapper.builder().build().readTree(line).get("faces").size();
                })
            .toList();
    assertThat(home.resolve("faces/yunet.onnx")).hasSameBinaryContentAs(yuNet);
    assertThat(faces.get(1)).isGreaterThan(faces.get(0));
  }

  @Test
  void convert_ofAFrozenGraph_isInspectedAsKatongsForm() {
    Path graph = SharedFolder.path("models", "dctnet", "anime", "cartoon_h.pb").toAbsolutePath();
    Path out = folder.resolve("out.onnx");
    KatongCommand.withoutHome("model", "convert", graph, "-o", out).ok();
    assertThat(KatongCommand.withoutHome("model", "inspect", out).ok().outLines())
        .contains(
            "input         photo uint8[N,H,W,3]",
            "output        cartoon uint8[N,H,W,3]",
            "parameters    1,467,122 (5.9 MB)");
    KatongCommand.withoutHome("model", "convert", graph, "-o", out, "--fit").ok();
    assertThat(KatongCommand.withoutHome("model", "inspect", out).ok().outLines())
        .contains("  DepthToSpace        1")
        .contains(
            "tiling        exact: stride 4, halo 64 (reach left 57, top 57, right 64, bottom 64)");
  }
}
