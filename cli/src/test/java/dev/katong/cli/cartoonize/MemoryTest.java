package dev.katong.cli.cartoonize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.cli.console.Failures;
import dev.katong.cli.fixture.Ended;
import dev.katong.cli.fixture.KatongCommand;
import dev.katong.cli.fixture.KatongProcess;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.PictureAssert;
import dev.katong.fixture.TinyNetworks;
import dev.katong.image.Photo;
import dev.katong.network.Tiling;
import dev.katong.style.StyleStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command with a budget: plans, tiles, and what happens when memory really runs out. */
class MemoryTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int SIDE = 1000;

  @TempDir private Path folder;
  private StyleStore styles;
  private Path home;
  private Path photo;
  private KatongCommand katong;

  @BeforeEach
  void start() throws IOException {
    home = folder.resolve("home");
    photo = folder.resolve("photo.png");
    styles = new StyleStore(home.resolve("styles"));
    styles.add(TinyNetworks.halvingPack("halving", Tiling.EXACT), false);
    katong = new KatongCommand(home);
    ImageIO.write(DrawnPortrait.draw(SIDE, SIDE), "png", photo.toFile());
  }

  @Test
  void plan_ofAPhoto_isPrintedAndNothingDrawn() {
    Ended ended =
        katong.run(
            "cartoonize", photo, "--style=halving", "--detail=network", "--memory=40m", "--plan");
    assertThat(ended.ok().outLines().get(0)).isEqualTo(photo.toString());
    assertThat(ended.out())
        .contains("1000×1000 in the style halving", "exact in ", " of 40 MB", "cpu, fp32");
    assertThat(folder.resolve("photo-halving.png")).doesNotExist();
  }

  @Test
  void plan_asJson_isThatOfTheResult() {
    List<Object> call =
        List.of(
            "cartoonize",
            photo,
            "--style=halving",
            "--memory=40m",
            "--profile=quality",
            "--faces=off",
            "--json");
    JsonNode drawn = JSON.readTree(katong.run(call.toArray()).ok().out());
    JsonNode planned = JSON.readTree(katong.run(with(call, "--plan")).ok().out());
    assertThat(planned.get("plan")).isEqualTo(drawn.get("plan"));
    assertThat(planned.get("memory").propertyNames()).containsExactly("predicted");
    assertThat(drawn.at("/plan/tiles").asInt()).isGreaterThan(1);
    assertThat(drawn.at("/memory/predicted").asLong()).isPositive();
  }

  @Test
  void cartoonize_withTooLittleMemory_namesWhatWorks() {
    Ended ended =
        katong.run(
            "cartoonize",
            photo,
            folder.resolve("missing.png"),
            "--style=halving",
            "--detail=network",
            "--memory=1m");
    assertThat(ended.failed(Failures.MIXED).err()).contains("; ask for it with --memory ");
    String least = ended.err().replaceAll("(?s).*ask for it with --memory (\\d+m).*", "$1");
    katong.run("cartoonize", photo, "--style=halving", "--detail=network", "--memory", least).ok();
  }

  /**
   * The network needs 3.6 GB for the whole photo. The process may have 2, which the plan cannot
   * know.
   */
  @Test
  @EnabledOnOs(OS.LINUX)
  void cartoonize_whenMemoryRunsOut_drawsInSmallerTilesAndSaysSo() throws IOException {
    styles.add(TinyNetworks.widePack("wide", 150), false);
    List<Object> call =
        List.of("cartoonize", photo, "--style=wide", "--detail=network", "--faces=off");
    Ended plan = katong.run(with(call, "--plan", "--memory=6g", "--json"));
    if (plan.exitCode() != 0 || JSON.readTree(plan.out()).at("/plan/tiles").asInt() > 1) {
      // The machine has so little memory that the plan is careful already.
      return;
    }
    Path small = folder.resolve("small.png");
    Ended ended = limited().run(with(call, "--memory=6g", "--json", "-o", small));
    JsonNode line = JSON.readTree(ended.ok().out());
    assertThat(line.at("/warnings/0").asString())
        .startsWith("memory ran out with tiles of 1008×1008 pixels");
    assertThat(line.at("/plan/tiles").asInt()).isGreaterThan(1);
    Path planned = folder.resolve("planned.png");
    katong.run(with(call, "--memory=300m", "-o", planned)).ok();
    try (Photo recovered = Photo.decode(small);
        Photo tiled = Photo.decode(planned)) {
      PictureAssert.assertThat(recovered.mat()).differsAtMostBy(tiled.mat(), 0);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void cartoonize_whenOnePictureFindsNoMemory_makesTheOthers() throws IOException {
    styles.add(TinyNetworks.halvingPack("whole", Tiling.WHOLE), false);
    Files.copy(photo, folder.resolve("other.png"));
    ImageIO.write(DrawnPortrait.draw(9000, 9000), "png", folder.resolve("huge.png").toFile());
    Ended ended =
        limited()
            .run(
                "cartoonize",
                "photo.png",
                "huge.png",
                "other.png",
                "--style=whole",
                "--detail=network",
                "--faces=off",
                "--memory=15g",
                "--max-bytes=200m",
                "--json");
    List<JsonNode> lines = ended.failed(8).outLines().stream().map(JSON::readTree).toList();
    assertThat(lines.get(1).at("/error/kind").asString()).isIn("out-of-memory", "over-budget");
    assertThat(folder.resolve("photo-whole.png")).isNotEmptyFile();
    assertThat(folder.resolve("other-whole.png")).isNotEmptyFile();
  }

  /** A process to which the kernel gives 2 GB. */
  private KatongProcess limited() {
    return new KatongProcess(home, folder).withDataLimit(2 << 20);
  }

  private static Object[] with(List<Object> call, Object... more) {
    return Stream.concat(call.stream(), Stream.of(more)).toArray();
  }
}
