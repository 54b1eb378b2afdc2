package dev.katong.cli.cartoonize;

import static dev.katong.cli.fixture.Pictures.HEIGHT;
import static dev.katong.cli.fixture.Pictures.WIDTH;
import static dev.katong.cli.fixture.Pictures.assertCartoonOf;
import static dev.katong.cli.fixture.Pictures.assertPicture;
import static dev.katong.cli.fixture.Pictures.assertSamePixels;
import static dev.katong.cli.fixture.Pictures.landscape;
import static dev.katong.cli.fixture.Pictures.portrait;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.cli.console.Failures;
import dev.katong.cli.fixture.Ended;
import dev.katong.cli.fixture.KatongCommand;
import dev.katong.cli.fixture.KatongProcess;
import dev.katong.fixture.TinyNetworks;
import dev.katong.style.StyleStore;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CartoonizeTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;
  private Path home;
  private KatongCommand katong;

  @BeforeEach
  void start() {
    home = folder.resolve("home");
    katong = new KatongCommand(home);
  }

  @Test
  void cartoonize_onePhoto_liesBesideIt() throws IOException {
    Path photo = portrait(folder.resolve("my photos/卡通 é.jpg"));
    Ended ended = new KatongProcess(home, folder).run("cartoonize", "my photos/卡通 é.jpg").ok();
    Path result = folder.resolve("my photos/卡通 é-3d.png");
    assertPicture(result, WIDTH, HEIGHT);
    assertCartoonOf(photo, result);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.errLines())
        .singleElement()
        .asString()
        .contains("卡通 é.jpg → ", "卡通 é-3d.png  150×200, 1 face,");
    assertThat(home).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "webp"})
  void cartoonize_intoAFile_hasTheFormatOfItsName(String ending) throws IOException {
    Path photo = portrait(folder.resolve("photo.png"));
    Path result = folder.resolve("new/folder/cartoon." + ending);
    katong.run("cartoonize", photo, "-o", result, "--faces", "off").ok();
    assertPicture(result, WIDTH, HEIGHT);
    assertThat(format(result)).isEqualTo(ending);
    assertThat(names(folder.resolve("new/folder"))).containsExactly("cartoon." + ending);
  }

  @Test
  void cartoonize_withFormatResolutionAndQuality_obeysThem() throws IOException {
    Path photo = portrait(folder.resolve("photo.png"));
    new StyleStore(home.resolve("styles")).add(TinyNetworks.negativePack("negative"), false);
    List<Object> call =
        List.of("cartoonize", photo, "--style=negative", "--format=jpg", "--resolution=400");
    katong.run(with(call, "-o", folder.resolve("high"), "--quality", 100)).ok();
    katong.run(with(call, "-o", folder.resolve("low"), "--quality", 1)).ok();
    Path high = folder.resolve("high/photo-negative.jpg");
    Path low = folder.resolve("low/photo-negative.jpg");
    assertPicture(high, 300, 400);
    assertThat(format(high)).isEqualTo("jpg");
    assertThat(Files.size(high)).isGreaterThan(5 * Files.size(low));
  }

  @Test
  void cartoonize_withStrengthZero_isThePhoto() throws IOException {
    Path photo = portrait(folder.resolve("photo.png"));
    Path same = folder.resolve("same.png");
    katong.run("cartoonize", photo, "--strength", "0", "-o", same).ok();
    assertSamePixels(photo, same);
  }

  @Test
  void cartoonize_photosAndFolders_givesEachItsOwnResult() throws IOException {
    byte[] jpeg = Files.readAllBytes(portrait(folder.resolve("photos/a.jpg")));
    byte[] png = Files.readAllBytes(landscape(folder.resolve("photos/a.png")));
    Path gif = portrait(folder.resolve("b.gif"));
    Path photos = folder.resolve("photos");
    Ended ended = katong.run("cartoonize", photos, gif, "-o", photos).ok();
    assertThat(names(photos))
        .containsExactly("a-3d-2.png", "a-3d.png", "a.jpg", "a.png", "b-3d.png");
    assertThat(folder.resolve("photos/a.jpg")).hasBinaryContent(jpeg);
    assertThat(folder.resolve("photos/a.png")).hasBinaryContent(png);
    assertCartoonOf(folder.resolve("photos/a.jpg"), folder.resolve("photos/a-3d.png"));
    assertCartoonOf(folder.resolve("photos/a.png"), folder.resolve("photos/a-3d-2.png"));
    assertThat(ended.errLines()).hasSize(5).last().asString().startsWith("3 drawn in ");
    assertThat(ended.errLines().get(2)).contains("no face was found");
    assertThat(ended.errLines().get(3)).startsWith("[3/3] b.gif → ");
  }

  @Test
  void cartoonize_ontoThePhoto_leavesItAlone() throws IOException {
    Path photo = portrait(folder.resolve("photo.png"));
    byte[] before = Files.readAllBytes(photo);
    Ended ended = katong.run("cartoonize", photo, "-o", folder + "/./photo.png").failed(6);
    assertThat(ended.err()).contains("would overwrite the photo " + photo);
    assertThat(photo).hasBinaryContent(before);
  }

  @Test
  void cartoonize_withFacesRequired_failsOnALandscape() throws IOException {
    Path face = portrait(folder.resolve("face.png"));
    Path none = landscape(folder.resolve("none.png"));
    Path out = folder.resolve("out");
    Ended ended = katong.run("cartoonize", none, face, "--faces", "required", "-o", out);
    assertThat(ended.failed(5).errLines()).hasSize(3);
    assertThat(ended.errLines().get(1)).contains("no face was found");
    assertThat(ended.errLines().get(2)).startsWith("1 drawn, 1 failed in ");
    assertThat(names(out)).containsExactly("face-3d.png");
  }

  @Test
  void cartoonize_ofATransparentPhoto_keepsItInPngAndShowsTheBackgroundInJpg() throws IOException {
    BufferedImage glass = new BufferedImage(60, 40, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 30; x++) {
        glass.setRGB(x, y, 0xff102030);
      }
    }
    Path photo = folder.resolve("glass.png");
    ImageIO.write(glass, "png", photo.toFile());
    List<Object> call =
        List.of("cartoonize", photo, "--strength=0", "--background=#f80", "--faces=off");
    katong.run(with(call, "-o", folder.resolve("out.png"), "--metadata", "none")).ok();
    katong.run(with(call, "-o", folder.resolve("out.jpg"), "--quality", 100)).ok();
    BufferedImage png = ImageIO.read(folder.resolve("out.png").toFile());
    assertThat(png.getRGB(5, 5)).isEqualTo(0xff102030);
    assertThat(png.getRGB(50, 5) >>> 24).isEqualTo(0);
    Color shown = new Color(ImageIO.read(folder.resolve("out.jpg").toFile()).getRGB(50, 5));
    assertThat(List.of(shown.getRed(), shown.getGreen(), shown.getBlue()))
        .usingElementComparator((one, other) -> Math.abs(one - other) <= 4 ? 0 : 1)
        .containsExactly(255, 136, 0);
    assertThat(Files.readString(folder.resolve("out.png"), ISO_8859_1)).doesNotContain("katong:");
    assertThat(Files.readString(folder.resolve("out.jpg"), ISO_8859_1))
        .contains("katong:style=\"3d\"");
  }

  @Test
  void cartoonize_ofPhotosOverTheLimits_makesTheOthers() throws IOException {
    portrait(folder.resolve("photos/a.png"));
    Path large = folder.resolve("photos/b.png");
    ImageIO.write(new BufferedImage(300, 300, BufferedImage.TYPE_3BYTE_BGR), "png", large.toFile());
    Files.write(
        folder.resolve("photos/c.heic"), "\0\0\0\u0018ftypheic\0\0\0\0".getBytes(ISO_8859_1));
    Path photos = folder.resolve("photos");
    Path out = folder.resolve("out");
    Ended ended = katong.run("cartoonize", photos, "-o", out, "--max-pixels", "40k").failed(3);
    assertThat(names(out)).containsExactly("a-3d.png");
    assertThat(ended.errLines())
        .anySatisfy(line -> assertThat(line).contains("b.png has 300×300 pixels", "--max-pixels"))
        .anySatisfy(line -> assertThat(line).contains("c.heic is a HEIC photo", "as JPEG"));
    katong.run("cartoonize", large, "-o", folder.resolve("small.png"), "--max-bytes", "1m").ok();
  }

  @Test
  void cartoonize_onADeviceThatTheEngineLacks_failsAndSaysHowToGetIt() throws IOException {
    portrait(folder.resolve("photos/a.png"));
    Path photos = folder.resolve("photos");
    Ended ended = katong.run("cartoonize", photos, "--device", "directml").failed(7);
    assertThat(ended.errLines()).hasSize(1);
    assertThat(ended.err())
        .contains("the device directml cannot be used: this jar's ONNX Runtime has no DirectML")
        .contains("KATONG_ONNXRUNTIME");
    assertThat(katong.run("cartoonize", photos, "--device", "cpu", "--json").ok().out())
        .contains("\"device\":\"cpu\"");
  }

  @Test
  void cartoonize_withABadPhotoAmongGoodOnes_makesTheOthers() throws IOException {
    portrait(folder.resolve("photos/a.png"));
    portrait(folder.resolve("photos/c.png"));
    Files.writeString(folder.resolve("photos/b.jpg"), "no photo");
    Files.createFile(folder.resolve("photos/empty.png"));
    Path missing = folder.resolve("missing.jpg");
    Path out = folder.resolve("out");
    Ended ended = katong.run("cartoonize", folder.resolve("photos"), missing, "-o", out).failed(3);
    assertThat(names(out)).containsExactly("a-3d.png", "c-3d.png");
    assertThat(ended.errLines())
        .hasSize(6)
        .contains("katong: " + missing + " does not exist", Index.atIndex(4));
    assertThat(ended.errLines().get(2)).startsWith("katong: ").contains("b.jpg is not a");
    assertThat(ended.errLines().get(3)).contains("empty.png is empty");
    assertThat(ended.errLines().get(5)).startsWith("2 drawn, 3 failed in ");
  }

  @Test
  void cartoonize_ofATree_mirrorsItAndLeavesWhatIsThere() throws IOException {
    portrait(folder.resolve("photos/a.jpg"));
    portrait(folder.resolve("photos/day 1/b.png"));
    landscape(folder.resolve("photos/day 1/deep/c.png"));
    Path photos = folder.resolve("photos");
    Path out = folder.resolve("out");
    katong.run("cartoonize", photos, "-o", out).ok();
    assertThat(names(out)).containsExactly("a-3d.png", "day 1");
    assertPicture(out.resolve("day 1/deep/c-3d.png"), WIDTH, HEIGHT);
    Files.delete(out.resolve("day 1/b-3d.png"));
    Files.writeString(out.resolve("a-3d.png"), "mine");
    Ended again = katong.run("cartoonize", photos, "-o", out, "--json").ok();
    assertThat(again.outLines()).hasSize(3);
    assertThat(again.outLines().get(0))
        .isEqualTo(
            "{\"input\":\"%s\",\"output\":\"%s\",\"skipped\":true}"
                .formatted(photos.resolve("a.jpg"), out.resolve("a-3d.png")));
    assertThat(again.outLines().get(1)).contains("\"style\":\"3d\"");
    assertThat(out.resolve("a-3d.png")).hasContent("mine");
    Ended forced = katong.run("cartoonize", photos, "-o", out, "--force").ok();
    assertThat(forced.errLines()).last().asString().startsWith("3 drawn in ");
    assertPicture(out.resolve("a-3d.png"), WIDTH, HEIGHT);
    assertThat(katong.run("cartoonize", photos, "-o", out).ok().errLines())
        .singleElement()
        .asString()
        .startsWith("0 drawn, 3 there already (--force draws them again) in ");
  }

  @Test
  void cartoonize_ofAPattern_takesWhatIsNamedSo() throws IOException {
    portrait(folder.resolve("photos/a.jpg"));
    portrait(folder.resolve("photos/day/b.jpg"));
    portrait(folder.resolve("photos/day/c.png"));
    Path out = folder.resolve("out");
    katong.run("cartoonize", folder + "/photos/**/*.jpg", "-o", out).ok();
    assertThat(names(out)).containsExactly("a-3d.png", "day");
    assertThat(names(out.resolve("day"))).containsExactly("b-3d.png");
    String nothing = folder + "/photos/*.webp";
    assertThat(katong.run("cartoonize", nothing).failed(3).err()).contains("'" + nothing + "'");
  }

  @Test
  void cartoonize_fromStandardInput_goesToStandardOutput() throws IOException {
    Path photo = portrait(folder.resolve("photo.png"));
    Path result = folder.resolve("result");
    KatongProcess process = new KatongProcess(home, folder);
    Ended ended = process.runBetween(photo, result, "cartoonize", "-", "--format", "jpg").ok();
    assertThat(ended.errLines())
        .singleElement()
        .asString()
        .startsWith("standard input → standard output  150×200, 1 face");
    assertThat(format(result)).isEqualTo("jpg");
    assertCartoonOf(photo, result);
    process.runBetween(photo, result, "cartoonize", "-", "-o", "named.webp").ok();
    assertCartoonOf(photo, folder.resolve("named.webp"));
    process.runBetween(photo, result, "cartoonize", "photo.png", "-o", "-").ok();
    assertCartoonOf(photo, result);
    Path text = Files.writeString(folder.resolve("text"), "no photo");
    assertThat(process.runBetween(text, result, "cartoonize", "-").failed(3).err())
        .contains("the standard input is not a");
    assertThat(result).isEmptyFile();
  }

  @Test
  void cartoonize_withASheet_showsPhotosBesideCartoons() throws IOException {
    Path photo = portrait(folder.resolve("photos/卡通.png"));
    landscape(folder.resolve("photos/b.png"));
    Files.writeString(folder.resolve("photos/c.png"), "no photo");
    List<Object> call =
        List.of("cartoonize", folder.resolve("photos"), "-o", folder.resolve("out"), "--sheet");
    Path first = folder.resolve("sheets/all.png");
    katong.run(with(call, first)).failed(3);
    assertPicture(first, 16 + 2 * 532, 16 + 298);
    Path again = folder.resolve("again.png");
    katong.run(with(call, again)).failed(3);
    assertThat(first).as("of results that were there").exists();
    assertPicture(again, 16 + 2 * 532, 16 + 298);
    assertThat(photo).exists();
    katong.run("cartoonize", photo, "--sheet", folder.resolve("photos/卡通.gif")).failed(2);
  }

  @Test
  void cartoonize_withJson_tellsOneLineForEachPhoto() throws IOException {
    Path face = portrait(folder.resolve("a.png"));
    Path missing = folder.resolve("new\nline.jpg");
    Path none = landscape(folder.resolve("none.png"));
    Ended ended = katong.run("cartoonize", face, missing, none, "--json", "--faces=required");
    assertThat(ended.failed(Failures.MIXED).outLines()).hasSize(3);
    assertThat(ended.errLines()).hasSize(2);
    List<JsonNode> lines = ended.outLines().stream().map(JSON::readTree).toList();
    assertThat(fields(lines.get(0)))
        .containsExactly(
            "input",
            "output",
            "style",
            "width",
            "height",
            "faces",
            "millis",
            "device",
            "variant",
            "precision",
            "warnings",
            "plan",
            "memory");
    assertThat(lines.get(0).get("output").asString())
        .isEqualTo(folder.resolve("a-3d.png").toString());
    assertThat(lines.get(0).get("style").asString()).isEqualTo("3d");
    assertThat(lines.get(0).get("width").asInt()).isEqualTo(WIDTH);
    assertThat(lines.get(0).get("height").asInt()).isEqualTo(HEIGHT);
    assertFace(lines.get(0).get("faces").get(0));
    assertThat(fields(lines.get(0).get("millis")))
        .contains("decode", "load", "faces", "background", "composite", "encode");
    assertThat(fields(lines.get(1))).containsExactly("input", "error");
    assertThat(lines.get(1).get("input").asString()).isEqualTo(missing.toString());
    assertThat(fields(lines.get(1).get("error"))).containsExactly("kind", "message");
    assertThat(lines.get(1).at("/error/kind").asString()).isEqualTo("bad-photo");
    assertThat(lines.get(2).at("/error/kind").asString()).isEqualTo("no-face");
    assertThat(lines.get(2).at("/error/message").asString()).contains("no face was found");
  }

  private static void assertFace(JsonNode face) {
    assertThat(fields(face)).containsExactly("box", "score", "points", "aligned", "head");
    assertThat(face.get("box").size()).isEqualTo(4);
    assertThat(face.get("score").asDouble()).isBetween(0.0, 1.0);
    assertThat(face.get("points").size()).isEqualTo(5);
    for (JsonNode point : face.get("points")) {
      assertThat(point.get(0).asDouble()).isBetween(0.0, (double) WIDTH);
      assertThat(point.get(1).asDouble()).isBetween(0.0, (double) HEIGHT);
    }
  }

  @Test
  void cartoonize_intoWhatCannotBeWritten_isBadOutput() throws IOException {
    Path photo = portrait(folder.resolve("photo.png"));
    Path file = Files.writeString(folder.resolve("file"), "mine");
    katong.run("cartoonize", photo, "-o", file).failed(6);
    katong.run("cartoonize", photo, "-o", file.resolve("in/it.png")).failed(6);
    assertThat(file).hasContent("mine");
    assertThat(names(folder)).containsExactly("file", "photo.png");
  }

  @Test
  void cartoonize_withManyAndJson_tellsThemInOrder() throws IOException {
    Path small = portrait(folder.resolve("photos/00.png"));
    for (int i = 1; i < 24; i++) {
      Path copy = folder.resolve("photos/%02d.png".formatted(i));
      if (i % 6 == 1) {
        Files.writeString(copy, "no photo");
      } else {
        Files.copy(small, copy);
      }
    }
    Path photos = folder.resolve("photos");
    Path out = folder.resolve("out");
    Ended ended =
        katong.run("cartoonize", photos, "--style=comic", "--faces=off", "-o", out, "--json");
    List<String> inputs =
        ended.failed(3).outLines().stream()
            .map(line -> JSON.readTree(line).get("input").asString())
            .toList();
    assertThat(inputs).hasSize(24).isSorted();
    assertThat(ended.errLines()).hasSize(4);
    assertThat(names(out)).hasSize(20);
  }

  @Test
  void cartoonize_withAnUnknownStyle_namesThoseAtHand() throws IOException {
    Path photo = portrait(folder.resolve("photo.png"));
    new StyleStore(home.resolve("styles")).add(TinyNetworks.negativePack("negative"), false);
    for (String style : List.of("manga", "../x")) {
      Ended ended = katong.run("cartoonize", photo, "--style", style).failed(4);
      assertThat(ended.err()).contains("'" + style + "'", "3d, anime, comic, negative, sketch");
    }
    assertThat(names(folder)).containsExactly("home", "photo.png");
  }

  @Test
  void cartoonize_withAPackByItsPath_isNamedAfterIt() throws IOException {
    portrait(folder.resolve("photo.png"));
    new StyleStore(folder.resolve("packs")).add(TinyNetworks.negativePack("negative"), false);
    new KatongProcess(home, folder.resolve("packs/negative"))
        .run("cartoonize", "../../photo.png", "--style", ".")
        .ok();
    assertThat(names(folder)).containsExactly("home", "packs", "photo-negative.png", "photo.png");
    assertThat(names(home))
        .as("what was measured of the pack's network")
        .containsExactly("memory.json");
  }

  private static Object[] with(List<Object> call, Object... more) {
    return Stream.concat(call.stream(), Stream.of(more)).toArray();
  }

  private static List<String> fields(JsonNode object) {
    return List.copyOf(object.propertyNames());
  }

  private static String format(Path file) throws IOException {
    byte[] start = Files.readAllBytes(file);
    return switch (start[0]) {
      case (byte) 0x89 -> "png";
      case (byte) 0xff -> "jpg";
      case 'R' -> "webp";
      default -> "unknown";
    };
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void cartoonize_ofJpegsWithOddData_isSilentOrNamesThem() throws IOException {
    // The decoder writes to the standard error of the process.
    KatongProcess process = new KatongProcess(home, folder);
    portrait(folder.resolve("a.jpg"));
    byte[] jpeg = Files.readAllBytes(folder.resolve("a.jpg"));
    byte[] more = Arrays.copyOf(jpeg, jpeg.length + 20);
    System.arraycopy(jpeg, jpeg.length - 2, more, more.length - 2, 2);
    Arrays.fill(more, jpeg.length - 2, more.length - 2, (byte) 7);
    Files.write(folder.resolve("more.jpg"), more);
    assertThat(process.run("cartoonize", "more.jpg", "--style", "comic").ok().errLines())
        .allMatch(line -> line.startsWith("more.jpg "));
    byte[] half = Arrays.copyOf(jpeg, jpeg.length / 2);
    System.arraycopy(jpeg, jpeg.length - 2, half, half.length - 2, 2);
    Files.write(folder.resolve("half.jpg"), half);
    assertThat(process.run("cartoonize", "half.jpg", "--style", "comic").failed(3).errLines())
        .containsExactly(
            "katong: half.jpg is damaged: data in the middle of the JPEG is missing or wrong");
  }
}
