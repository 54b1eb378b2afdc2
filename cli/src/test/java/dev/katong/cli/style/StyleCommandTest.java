package dev.katong.cli.style;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.cli.fixture.Ended;
import dev.katong.cli.fixture.KatongCommand;
import dev.katong.cli.fixture.KatongProcess;
import dev.katong.cli.fixture.Pictures;
import dev.katong.fixture.TinyNetworks;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.image.Photo;
import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.opencv.global.opencv_core;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StyleCommandTest {
  @TempDir private Path folder;
  private KatongCommand katong;
  private StyleStore styles;

  @BeforeEach
  void start() {
    katong = new KatongCommand(folder.resolve("home"));
    styles = new StyleStore(folder.resolve("home/styles"));
  }

  @Test
  void import_ofAForeignNetwork_makesAStyle() throws IOException {
    Path network = negation(folder.resolve("net.onnx"), 1, 3, "h", "w");
    Ended ended = katong.run("style", "import", network, "--name", "neg.1", "--working-size", 256);
    assertThat(ended.ok().outLines())
        .hasSize(3)
        .startsWith(
            "taken for granted: --layout nchw --channels rgb --range -1..1; if colours or contrast"
                + " are wrong, say otherwise",
            "imported the style 'neg.1', 0.0 MB");
    assertThat(ended.outLines().get(2))
        .matches("background: tiles exactly: stride 1, halo 0; .*\\d MB \\+ \\d+ bytes a pixel.*");
    assertThat(katong.run("style", "info", "neg.1").ok().outLines())
        .contains("name          neg.1", "working size  short side 256 pixels");
    Path photo = Pictures.portrait(folder.resolve("photo.png"));
    katong.run("cartoonize", photo, "--style", "neg.1", "-o", folder.resolve("out.png")).ok();
    assertNegative(photo, folder.resolve("out.png"));
  }

  @Test
  void import_ofANetworkOfAnotherLayout_findsItOut() throws IOException {
    Path network = negation(folder.resolve("net.onnx"), 1, "h", "w", 3);
    assertThat(katong.run("style", "import", network, "--name", "neg").ok().out())
        .contains("--layout nhwc");
    katong.run("style", "import", network, "--name", "neg", "--layout", "NHWC", "--force").ok();
    assertThat(styles.names()).containsExactly("3d", "anime", "comic", "neg", "sketch");
  }

  @Test
  void import_ofAPackFolder_keepsOrChangesItsName() {
    new StyleStore(folder.resolve("packs")).add(TinyNetworks.negativePack("neg"), false);
    Path pack = folder.resolve("packs/neg");
    assertThat(katong.run("style", "import", pack).ok().out())
        .contains("background: not analysed, so it needs the whole frame");
    Ended taken = katong.run("style", "import", pack).failed(6);
    assertThat(taken.err()).contains("'neg'", "--name", "--force");
    katong.run("style", "import", pack, "--force").ok();
    katong.run("style", "import", pack, "--name", "other").ok();
    assertThat(styles.names()).containsExactly("3d", "anime", "comic", "neg", "other", "sketch");
  }

  @Test
  void export_ofAStyle_isImportedElsewhere() {
    styles.add(TinyNetworks.negativePack("neg"), false);
    KatongProcess here = new KatongProcess(folder.resolve("home"), folder);
    Ended ended = here.run("style", "export", "neg").ok();
    assertThat(ended.out()).contains("'neg'", "neg.zip");
    Path copy = folder.resolve("new/copy.zip");
    katong.run("style", "export", folder.resolve("home/styles/neg"), "-o", copy).ok();
    Path zip = folder.resolve("neg.zip");
    assertThat(zip).hasSameBinaryContentAs(copy);
    new KatongCommand(folder.resolve("home2")).run("style", "import", zip).ok();
    StylePack arrived = new StyleStore(folder.resolve("home2/styles")).find("neg");
    assertThat(arrived.manifest()).isEqualTo(styles.find("neg").manifest());
  }

  @Test
  void export_intoWhatCannotBeWritten_isBadOutput() throws IOException {
    Files.createFile(folder.resolve("file"));
    katong.run("style", "export", "comic", "-o", folder.resolve("file/comic.zip")).failed(6);
    assertThat(katong.run("style", "export", "nope").failed(4).err())
        .contains("there are 3d, anime, comic, sketch");
  }

  @Test
  void remove_ofImportedStyles_takesThemAway() {
    styles.add(TinyNetworks.negativePack("neg"), false);
    katong.run("style", "remove", "neg").ok();
    assertThat(styles.names()).containsExactly("3d", "anime", "comic", "sketch");
    assertThat(katong.run("style", "remove", "neg").failed(4).err()).contains("no style 'neg'");
    assertThat(katong.run("style", "remove", "comic").failed(4).err()).contains("built in");
  }

  @Test
  void list_withADamagedStyle_showsItAndTheOthers() throws IOException {
    styles.add(TinyNetworks.negativePack("broken"), false);
    styles.add(TinyNetworks.negativePack("good"), false);
    Files.write(folder.resolve("home/styles/broken/background.onnx"), new byte[] {1});
    List<String> lines = katong.run("style", "list").ok().outLines();
    assertThat(lines).hasSize(6);
    assertThat(lines.get(0)).startsWith("3d ").endsWith("(built in)");
    assertThat(lines.get(1)).startsWith("anime ").endsWith("(built in)");
    assertThat(lines.get(2)).startsWith("broken ").contains("damaged", "SHA-256");
    assertThat(lines.get(3)).startsWith("comic ").endsWith("(built in)");
    assertThat(lines.get(4)).startsWith("good ").endsWith("for tests");
    assertThat(lines.get(5)).startsWith("sketch ").endsWith("(built in)");
  }

  @Test
  void import_underABuiltInName_drawsInItsPlaceUntilRemoved() {
    new StyleStore(folder.resolve("packs")).add(TinyNetworks.negativePack("anime"), false);
    Path pack = folder.resolve("packs/anime");
    assertThat(katong.run("style", "import", pack).ok().outLines())
        .last()
        .isEqualTo(
            "it draws in place of the built-in style 'anime' until 'katong style remove anime'");
    assertThat(katong.run("style", "list").ok().outLines())
        .anyMatch(line -> line.matches("anime .*for tests \\(in place of the built-in style\\)"));
    assertThat(katong.run("style", "import", pack).failed(6).err()).contains("--force");
    assertThat(katong.run("style", "remove", "anime").ok().outLines())
        .containsExactly("removed the style 'anime'; the built-in one of that name draws again");
    assertThat(styles.builtIn("anime")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "Bad Name", "ä"})
  void import_underABadName_fails(String name) throws IOException {
    Path network = negation(folder.resolve("net.onnx"), 1, 3, "h", "w");
    Ended ended = katong.run("style", "import", network, "--name", name).failed(4);
    assertThat(ended.err()).contains("'" + name + "' cannot be a style's name");
    assertThat(folder.resolve("home")).doesNotExist();
  }

  @Test
  void import_ofWhatIsNoStyle_saysWhy() throws IOException {
    styles.add(TinyNetworks.negativePack("neg"), false);
    styles.export("neg", folder.resolve("neg.zip"));
    byte[] zip = Files.readAllBytes(folder.resolve("neg.zip"));
    Files.write(folder.resolve("cut.zip"), Arrays.copyOf(zip, zip.length / 5));
    Files.writeString(folder.resolve("text.zip"), "no zip");
    Files.writeString(folder.resolve("text.onnx"), "no network");
    Files.createDirectory(folder.resolve("empty"));
    Path five = negation(folder.resolve("five.onnx"), 1, 2, 5, "h", "w");
    for (String what :
        List.of("cut.zip", "text.zip", "text.onnx", "empty", "missing.zip", "missing")) {
      Ended ended = katong.run("style", "import", folder.resolve(what), "--name", "x").failed(4);
      assertThat(ended.err()).contains(what);
    }
    assertThat(katong.run("style", "import", five, "--name", "x").failed(4).err())
        .contains("five.onnx");
    assertThat(styles.names()).containsExactly("3d", "anime", "comic", "neg", "sketch");
  }

  /** Writes a network of values −1..1 that gives the negative picture. */
  private static Path negation(Path file, Object... dims) throws IOException {
    GraphBuilder graph = new GraphBuilder("negation");
    graph.input("in", DataType.FLOAT, dims);
    graph.output(graph.node("Neg", "out", List.of("in")), DataType.FLOAT, dims);
    return Files.write(file, graph.build().toByteArray());
  }

  private static void assertNegative(Path photo, Path result) {
    try (Photo before = Photo.decode(photo);
        Photo after = Photo.decode(result);
        var sum = new org.bytedeco.opencv.opencv_core.Mat()) {
      opencv_core.add(before.mat(), after.mat(), sum);
      assertThat(opencv_core.mean(sum).get(0)).isBetween(254.0, 255.0);
      assertThat(opencv_core.mean(sum).get(2)).isBetween(254.0, 255.0);
    }
  }
}
