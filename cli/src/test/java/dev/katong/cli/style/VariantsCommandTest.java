package dev.katong.cli.style;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.cli.fixture.Ended;
import dev.katong.cli.fixture.KatongCommand;
import dev.katong.cli.fixture.Pictures;
import dev.katong.fixture.TinyNetworks;
import dev.katong.fixture.TinyVariants;
import dev.katong.image.Photo;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A style whose own network gives the photo, and whose variant gives a brighter one. */
class VariantsCommandTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;
  private KatongCommand katong;
  private Path photo;
  private StyleStore styles;

  @BeforeEach
  void start() throws IOException {
    katong = new KatongCommand(folder.resolve("home"));
    styles = new StyleStore(folder.resolve("home/styles"));
    StylePack pack = TinyNetworks.affinePack("photo", 1, 0);
    styles.add(
        TinyVariants.with(pack, "int8", Precision.INT8, TinyNetworks.affine(1, 40), 41, 0.5),
        false);
    photo = Pictures.portrait(folder.resolve("a.png"));
  }

  @Test
  void cartoonize_byItself_drawsWithTheFasterVariant() {
    Ended ended = katong.run("cartoonize", photo, "--style", "photo", "--json").ok();
    JsonNode line = JSON.readTree(ended.out());
    assertThat(line.get("variant").asString()).isEqualTo("int8");
    assertThat(line.get("precision").asString()).isEqualTo("int8");
    try (Photo before = Photo.decode(photo);
        Photo after = Photo.decode(folder.resolve("a-photo.png"))) {
      dev.katong.fixture.PictureAssert.assertThat(after.mat()).differsMoreThan(before.mat(), 30);
    }
  }

  @Test
  void cartoonize_withFidelity_plansWithTheStylesOwn() {
    Ended plan =
        katong.run("cartoonize", photo, "--style", "photo", "--fidelity", "42", "--plan").ok();
    assertThat(plan.outLines())
        .contains("  runs on     cpu, fp32", "  variant     full, the style's own networks");
  }

  @Test
  void cartoonize_inAPrecisionThatIsNotThere_isToldHowToMakeIt() {
    Ended ended =
        katong.run("cartoonize", photo, "--style", "comic", "--precision", "INT8").failed(4);
    assertThat(ended.err()).contains("'katong style optimize STYLE --precision int8 --photos");
  }

  @Test
  void info_ofAStyleWithVariants_isATable() {
    assertThat(katong.run("style", "info", "photo").ok().outLines())
        .anyMatch(line -> line.matches("variant +precision +PSNR +SSIM +time +files +memory"))
        .anyMatch(line -> line.matches("full +fp32 +- +- +1 +0\\.0 MB  .*"))
        .anyMatch(
            line ->
                line.matches(
                    "int8 +int8 +41\\.0 dB +0\\.9900 +0\\.50 +0\\.0 MB  1 MB \\+ 50 B +draws by"
                        + " itself"));
    assertThat(katong.run("doctor").ok().out()).contains("whole, drawn by its variant int8");
  }

  @Test
  void optimize_withRemove_takesTheVariantAway() {
    katong.run("style", "optimize", "photo", "--remove", "int8").ok();
    assertThat(styles.find("photo").whole().manifest().variants()).isEmpty();
    assertThat(folder.resolve("home/styles/photo/int8.onnx")).doesNotExist();
  }

  @Test
  void optimize_toFp16_addsAndTellsWhatWasMeasured() {
    styles.add(TinyNetworks.halvingPack("half", Tiling.EXACT), false);
    Ended ended = katong.run("style", "optimize", "half", "--precision", "fp16", "--json").ok();
    JsonNode line = JSON.readTree(ended.out());
    assertThat(line.propertyNames())
        .containsExactly(
            "style",
            "variant",
            "precision",
            "pruned",
            "quality",
            "speed",
            "bytes",
            "ownBytes",
            "memory",
            "draws");
    assertThat(line.get("variant").asString()).isEqualTo("fp16");
    assertThat(line.at("/quality/psnr").asDouble()).isBetween(40.0, 100.0);
    assertThat(line.at("/speed/0/ratio").asDouble()).isPositive();
    assertThat(ended.errLines()).contains("background network: fp16", "memory");
    assertThat(styles.find("half").whole().manifest().variantNames())
        .containsExactly("full", "fp16");
  }

  @Test
  void optimize_ofABuiltInStyle_changesACopyThatCanBeRemoved() {
    katong.run("style", "optimize", "comic", "--precision", "fp16").ok();
    assertThat(katong.run("style", "info", "comic").ok().outLines())
        .anyMatch(line -> line.contains("fp16"));
    katong.run("style", "remove", "comic").ok();
  }

  @Test
  void compare_ofAStyle_writesOnePicture() {
    Path sheet = folder.resolve("new/sheet.png");
    Ended ended = katong.run("style", "compare", "photo", photo, "-o", sheet).ok();
    assertThat(ended.outLines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("full ") && line.contains("100.0 dB"))
        .anyMatch(line -> line.startsWith("int8 "))
        .contains("wrote " + sheet);
    Pictures.assertPicture(sheet, 16 + 3 * 336, 1046);
  }
}
