package dev.katong.forge.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.katong.KatongHome;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.PictureAssert;
import dev.katong.fixture.TinyNetworks;
import dev.katong.fixture.TinyVariants;
import dev.katong.network.Precision;
import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StyleComparisonTest {
  /** The top of the numbers: under the first row. */
  private static final int BELOW = 16 + 300 + 8;

  @TempDir private Path folder;

  @Test
  void draw_ofAStyleWithAVariant_comparesBoth() throws IOException {
    try (StyleComparison comparison = comparison(400, 300)) {
      assertThat(comparison.panels())
          .extracting(ComparisonColumn::variant)
          .containsExactly("full", "int8");
      ComparisonColumn own = comparison.panels().get(0);
      ComparisonColumn int8 = comparison.panels().get(1);
      assertThat(own.fidelity().psnr()).isEqualTo(100);
      assertThat(int8.fidelity().psnr()).as("off by 4").isCloseTo(36.1, within(0.3));
      assertThat(int8.precision()).isEqualTo(Precision.INT8);
      assertThat(int8.bytes()).isEqualTo(TinyNetworks.affine(1, 4).length);
      PictureAssert.assertThat(own.cartoon()).hasSize(400, 300);
    }
  }

  @Test
  void draw_ofALargePhoto_shrinksIt() throws IOException {
    try (StyleComparison comparison = comparison(1600, 800)) {
      PictureAssert.assertThat(comparison.photo()).hasSize(1440, 720);
      PictureAssert.assertThat(comparison.panels().get(1).cartoon()).hasSize(1440, 720);
    }
  }

  @Test
  void sheet_hasAColumnForThePhotoAndEachVariant() throws IOException {
    try (StyleComparison comparison = comparison(400, 300);
        Mat sheet = comparison.sheet()) {
      assertThat(sheet.cols()).isEqualTo(16 + 3 * (400 + 16));
      try (Mat photo = part(sheet, 16, 16, 400, 300);
          Mat cartoon = part(sheet, 16 + 2 * 416, 16, 400, 300);
          Mat difference = part(sheet, 16 + 2 * 416, BELOW + 5 * 26 + 16, 400, 300);
          Mat text = part(sheet, 16 + 2 * 416, BELOW, 400, 130)) {
        PictureAssert.assertThat(photo).differsAtMostBy(comparison.photo(), 0);
        PictureAssert.assertThat(cartoon).differsAtMostBy(comparison.panels().get(1).cartoon(), 0);
        assertThat(opencv_core.mean(difference).get(1)).as("8 times 4").isCloseTo(32, within(1.0));
        assertThat(opencv_core.mean(text).get(1)).as("dark letters on white").isBetween(200., 252.);
      }
    }
  }

  private static Mat part(Mat sheet, int x, int y, int width, int height) {
    try (Rect where = new Rect(x, y, width, height);
        Mat part = new Mat(sheet, where)) {
      return part.clone();
    }
  }

  private StyleComparison comparison(int width, int height) throws IOException {
    KatongHome home = new KatongHome(folder.resolve("home"));
    StylePack pack = TinyNetworks.affinePack("style", 1, 0);
    new StyleStore(home.styles())
        .add(
            TinyVariants.with(pack, "int8", Precision.INT8, TinyNetworks.affine(1, 4), 45, 0.5),
            false);
    Path photo = folder.resolve("photo.png");
    ImageIO.write(DrawnPortrait.draw(width, height), "png", photo.toFile());
    List<String> told = new ArrayList<>();
    StyleComparison comparison = StyleComparison.draw(home, "style", photo, told::add);
    assertThat(told).containsExactly("draw with full", "draw with int8", "take the times");
    return comparison;
  }
}
