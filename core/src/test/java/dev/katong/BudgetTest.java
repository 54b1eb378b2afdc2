package dev.katong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.katong.KatongException.OverBudget;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.PictureAssert;
import dev.katong.fixture.TinyNetworks;
import dev.katong.image.Photo;
import dev.katong.memory.ResidentMemory;
import dev.katong.network.Tiling;
import dev.katong.style.StyleKey;
import dev.katong.style.StyleStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BudgetTest {
  private static final long MB = 1 << 20;
  private static final int WIDTH = 901;
  private static final int HEIGHT = 650;

  @TempDir private Path folder;
  private KatongHome home;

  @BeforeEach
  void fill() {
    home = new KatongHome(folder);
    StyleStore styles = new StyleStore(home.styles());
    styles.add(TinyNetworks.halvingPack("exact", Tiling.EXACT), false);
    styles.add(TinyNetworks.halvingPack("blended", Tiling.BLENDED), false);
    styles.add(TinyNetworks.halvingPack("whole", Tiling.WHOLE), false);
  }

  @Test
  void cartoonize_withASmallBudget_isTheSamePictureInTiles() {
    try (Photo photo = photo();
        Katong katong = katong(20 * MB);
        Katong generous = katong(512 * MB);
        Cartoon tiled = katong.cartoonize(photo, network("exact"), Progress.NONE);
        Cartoon whole = generous.cartoonize(photo, network("exact"), Progress.NONE)) {
      assertThat(whole.report().plan().grid().isWhole()).isTrue();
      assertThat(tiled.report().plan().grid().count()).isGreaterThan(3);
      assertThat(tiled.report().plan().networks()).isLessThanOrEqualTo(20 * MB);
      assertThat(tiled.report().warnings()).isEmpty();
      PictureAssert.assertThat(tiled.mat()).differsAtMostBy(whole.mat(), 1);
    }
  }

  @Test
  void cartoonize_withABudgetThatIsTooSmall_namesTheSmallest() {
    try (Photo photo = photo();
        Katong katong = katong(MB + MB / 2)) {
      assertThatThrownBy(() -> katong.cartoonize(photo, network("exact"), Progress.NONE))
          .isInstanceOf(OverBudget.class)
          .hasMessageStartingWith("a budget of 1.5 MB is too small for the style 'exact'");
    }
  }

  @Test
  void cartoonize_withNetworkDetail_runsAtTheResultsSize() {
    Options options = network("exact").toBuilder().resolution(1000).build();
    try (Photo photo = photo();
        Katong katong = katong(512 * MB);
        Cartoon cartoon = katong.cartoonize(photo, options, Progress.NONE)) {
      PictureAssert.assertThat(cartoon.mat()).hasSize(1000, 721);
      assertThat(cartoon.report().plan().frame()).isEqualTo(cartoon.report().plan().result());
      assertThat(cartoon.report().plan().grid().frame().width())
          .as("margins of 8 pixels, and a multiple of 16")
          .isEqualTo(1016 + 8);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BLENDED", "WHOLE"})
  void cartoonize_ofNetworkThatSeesTheFrame_isNeverTiledInSilence(Tiling tiling) {
    String style = tiling.label();
    try (Photo photo = photo();
        Katong katong = katong(20 * MB)) {
      if (tiling == Tiling.WHOLE) {
        assertThatThrownBy(() -> katong.cartoonize(photo, network(style), Progress.NONE))
            .isInstanceOf(OverBudget.class)
            .hasMessageContaining("its network needs the whole frame of 901×650 pixels at once");
      } else {
        try (Cartoon cartoon = katong.cartoonize(photo, network(style), Progress.NONE)) {
          assertThat(cartoon.report().warnings())
              .singleElement()
              .asString()
              .contains("tiles with blended seams", "20 MB");
        }
      }
    }
  }

  @Test
  void plan_ofAFile_isWhatIsCarriedOut() throws IOException {
    Path file = folder.resolve("photo.png");
    ImageIO.write(DrawnPortrait.draw(WIDTH, HEIGHT), "png", file.toFile());
    try (Katong katong = katong(20 * MB)) {
      Plan plan = katong.plan(file, network("exact"));
      assertThat(katong.plan(file, network("exact"))).isEqualTo(plan);
      try (Cartoon cartoon = katong.cartoonize(file, network("exact"), Progress.NONE)) {
        assertThat(cartoon.report().plan().grid()).isEqualTo(plan.grid());
        assertThat(cartoon.report().plan().networks()).isEqualTo(plan.networks());
      }
    }
  }

  @Test
  void plan_ofADamagedPhoto_readsItsHeaderOnly() throws IOException {
    Path file = folder.resolve("photo.png");
    ImageIO.write(DrawnPortrait.draw(WIDTH, HEIGHT), "png", file.toFile());
    byte[] bytes = Files.readAllBytes(file);
    java.util.Arrays.fill(bytes, 100, bytes.length, (byte) 7);
    Files.write(file, bytes);
    try (Katong katong = katong(20 * MB)) {
      assertThat(katong.plan(file, network("exact")).result().width()).isEqualTo(WIDTH);
      assertThatThrownBy(() -> katong.cartoonize(file, network("exact"), Progress.NONE))
          .isInstanceOf(KatongException.BadPhoto.class);
    }
  }

  @Test
  void cartoonize_besideAnIdleStyle_unloadsItRatherThanTiling() {
    StyleStore styles = new StyleStore(home.styles());
    styles.add(TinyNetworks.widePack("large", 8), false);
    // One frame of 901×650 and one loaded style fit; another loaded style does not.
    try (Photo photo = photo();
        Katong katong = katong(70 * MB)) {
      Plan alone;
      try (Cartoon first = katong.cartoonize(photo, network("exact"), Progress.NONE)) {
        alone = first.report().plan();
      }
      try (Cartoon other = katong.cartoonize(photo, network("large"), Progress.NONE)) {
        assertThat(other.report().plan().grid().isWhole()).isFalse();
      }
      assertThat(katong.styleCache().loaded())
          .as("unloaded to make room")
          .containsExactly(StyleKey.full("large"));
      try (Cartoon again = katong.cartoonize(photo, network("exact"), Progress.NONE)) {
        assertThat(again.report().plan().grid()).isEqualTo(alone.grid());
      }
    }
  }

  @Test
  void cartoonize_ofAPhoto_measuresWhatItTook() {
    assumeThat(ResidentMemory.now()).as("the platform tells resident memory").isPresent();
    StyleStore styles = new StyleStore(home.styles());
    styles.add(TinyNetworks.widePack("large", 20), false);
    try (Photo photo = photo();
        Katong katong = katong(1024 * MB);
        Cartoon cartoon = katong.cartoonize(photo, network("large"), Progress.NONE)) {
      MemoryUse memory = cartoon.report().memory();
      assertThat(memory.measured().orElseThrow())
          .as("a tensor of 60 channels")
          .isGreaterThan(4L * 60 * WIDTH * HEIGHT);
      assertThat(memory.predicted()).isEqualTo(cartoon.report().plan().peak());
    }
  }

  @Test
  void profile_ofEachKind_isNothingButOptions() {
    assertThat(Profile.of("web").options().resolution()).hasValue(1024);
    assertThat(Profile.of("Quality").options().detail()).isEqualTo(Options.Detail.NETWORK);
    assertThat(Profile.of("reference").options().composition())
        .isEqualTo(Options.Composition.REFERENCE);
    assertThat(Profile.of("shared").resources().idle()).contains(Duration.ofMinutes(1));
    assertThatThrownBy(() -> Profile.of("fast"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'fast' is not one of web, quality, reference, shared");
  }

  private Katong katong(long budget) {
    return Katong.open(home, Resources.DEFAULTS.memory(budget));
  }

  private static Photo photo() {
    return Photo.of(DrawnPortrait.draw(WIDTH, HEIGHT));
  }

  private static Options network(String style) {
    return Options.builder()
        .style(style)
        .detail(Options.Detail.NETWORK)
        .faces(Options.Faces.OFF)
        .build();
  }
}
