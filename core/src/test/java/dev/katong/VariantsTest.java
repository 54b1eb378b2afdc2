package dev.katong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.OverBudget;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.PictureAssert;
import dev.katong.fixture.TinyNetworks;
import dev.katong.fixture.TinyVariants;
import dev.katong.image.Photo;
import dev.katong.memory.MemoryModel;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import dev.katong.style.StyleKey;
import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import java.nio.file.Path;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures drawn by variants. The style gives a picture of its own, its variant the negative. */
class VariantsTest {
  private static final long MB = 1 << 20;

  @TempDir private Path folder;
  private KatongHome home;
  private StyleStore styles;

  @BeforeEach
  void fill() {
    home = new KatongHome(folder);
    styles = new StyleStore(home.styles());
  }

  private void add(MemoryModel memory, double ratio) {
    StylePack pack = TinyNetworks.halvingPack("style", Tiling.EXACT);
    styles.add(
        TinyVariants.with(pack, "int8", Precision.INT8, TinyNetworks.negative(), 45, ratio, memory),
        false);
  }

  @Test
  void cartoonize_withAFasterVariant_isDrawnByIt() {
    add(new MemoryModel(MB, 50, 50), 0.5);
    try (Photo photo = photo();
        Katong katong = Katong.open(home);
        Cartoon cartoon = katong.cartoonize(photo, OPTIONS, Progress.NONE);
        Mat negative = negativeOf(photo.mat())) {
      PictureAssert.assertThat(cartoon.mat()).differsAtMostBy(negative, 0);
      assertThat(cartoon.report().precision()).isEqualTo("int8");
      assertThat(cartoon.report().plan().variant()).isEqualTo("int8");
      assertThat(cartoon.report().warnings()).isEmpty();
      assertThat(katong.styleCache().loaded()).containsExactly(new StyleKey("style", "int8"));
    }
  }

  @Test
  void cartoonize_withTheVariantFull_isDrawnByTheStylesOwn() {
    add(new MemoryModel(MB, 50, 50), 0.5);
    Options full = OPTIONS.toBuilder().variant("full").build();
    try (Photo photo = photo();
        Katong katong = Katong.open(home);
        Cartoon first = katong.cartoonize(photo, OPTIONS, Progress.NONE);
        Cartoon second = katong.cartoonize(photo, full, Progress.NONE)) {
      PictureAssert.assertThat(second.mat()).differsMoreThan(first.mat(), 10);
      assertThat(second.report().precision()).isEqualTo("fp32");
      assertThat(second.report().plan().networks()).isNotEqualTo(first.report().plan().networks());
      assertThat(katong.styleCache().loaded()).as("two places of one style").hasSize(2);
    }
  }

  @Test
  void cartoonize_whereMemoryIsShortForTheStylesOwn_isDrawnByASmallerVariant() {
    styles.add(
        TinyVariants.with(
            TinyNetworks.widePack("style", 400),
            "small",
            Precision.FP32,
            TinyNetworks.negative(),
            45,
            1.4,
            new MemoryModel(MB, 24, 24)),
        false);
    try (Photo photo = photo();
        Katong katong = Katong.open(home, Resources.DEFAULTS.memory(2 * MB));
        Cartoon cartoon = katong.cartoonize(photo, OPTIONS, Progress.NONE)) {
      assertThat(cartoon.report().plan().variant()).isEqualTo("small");
      assertThat(cartoon.report().warnings())
          .containsExactly(
              "memory is short for the variant full of the style 'style'; small drew, which takes"
                  + " less");
      Options full = OPTIONS.toBuilder().variant("full").build();
      assertThatThrownBy(() -> katong.cartoonize(photo, full, Progress.NONE))
          .isInstanceOf(OverBudget.class);
    }
  }

  @Test
  void cartoonize_withFp16OnAProcessor_saysThatItIsStorage() {
    StylePack pack = TinyNetworks.halvingPack("style", Tiling.EXACT);
    styles.add(
        TinyVariants.with(pack, "fp16", Precision.FP16, TinyNetworks.halving(1), 100, 1), false);
    Options half = OPTIONS.toBuilder().precision(Precision.FP16).build();
    try (Photo photo = photo();
        Katong katong = Katong.open(home);
        Cartoon cartoon = katong.cartoonize(photo, half, Progress.NONE)) {
      assertThat(cartoon.report().precision()).isEqualTo("fp16");
      assertThat(cartoon.report().warnings())
          .singleElement()
          .asString()
          .contains("fp16 only saves disk space");
    }
  }

  private static final Options OPTIONS =
      Options.builder().style("style").faces(Options.Faces.OFF).build();

  private static Photo photo() {
    return Photo.of(DrawnPortrait.draw(320, 240));
  }

  private static Mat negativeOf(Mat picture) {
    Mat negative = new Mat();
    opencv_core.bitwise_not(picture, negative);
    return negative;
  }
}
