package dev.katong.image;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PictureSizeTest {

  @Test
  void withShortSideAtMost_ofLargerPhoto_roundsDownAsTheOriginalDoes() {
    assertThat(new PictureSize(1921, 1081).withShortSideAtMost(720))
        .isEqualTo(new PictureSize(1279, 720));
  }

  @Property
  void withShortSideAtMost_ofAnySize_keepsTheProportion(
      @ForAll @IntRange(min = 1, max = 30_000) int width,
      @ForAll @IntRange(min = 1, max = 30_000) int height,
      @ForAll @IntRange(min = 16, max = 2048) int shortSide) {
    PictureSize size = new PictureSize(width, height).withShortSideAtMost(shortSide);
    assertThat(Math.min(size.width(), size.height()))
        .isEqualTo(Math.min(shortSide, Math.min(width, height)));
    double stretch = (double) size.width() * height / ((double) size.height() * width);
    assertThat(Math.abs(stretch - 1)).isLessThan(1.0 / shortSide);
  }

  @Property
  void roundedUpTo_ofAnySize_isTheNextMultiple(
      @ForAll @IntRange(min = 1, max = 30_000) int width,
      @ForAll @IntRange(min = 1, max = 30_000) int height,
      @ForAll @IntRange(min = 1, max = 64) int step) {
    PictureSize size = new PictureSize(width, height).roundedUpTo(step);
    assertThat(size.width() % step).isZero();
    assertThat(size.height() % step).isZero();
    assertThat(size.width() - width).isBetween(0, step - 1);
    assertThat(size.height() - height).isBetween(0, step - 1);
  }

  @Property
  void withLongSide_ofAnySize_hasIt(
      @ForAll @IntRange(min = 1, max = 30_000) int width,
      @ForAll @IntRange(min = 1, max = 30_000) int height,
      @ForAll @IntRange(min = 16, max = 16_384) int longSide) {
    PictureSize size = new PictureSize(width, height).withLongSide(longSide);
    assertThat(Math.max(size.width(), size.height())).isEqualTo(longSide);
    assertThat(Math.min(size.width(), size.height())).isPositive();
  }
}
