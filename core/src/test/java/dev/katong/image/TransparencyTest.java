package dev.katong.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

class TransparencyTest {
  private static final Colour ORANGE = new Colour(255, 136, 0);

  @Property
  void cutOut_ofWhatWasShown_isThePictureAgain(
      @ForAll @IntRange(max = 255) int blue,
      @ForAll @IntRange(max = 255) int red,
      @ForAll @IntRange(min = 1, max = 255) int opacity) {
    try (Mat picture = pixel(blue, 80, red);
        Transparency transparency = transparency(opacity, ORANGE)) {
      transparency.show(picture);
      try (Mat cut = transparency.cutOut(picture)) {
        // What was rounded once grows as opacity falls.
        double rounding = 0.5 * 255 / opacity + 0.51;
        assertThat((double) value(cut, 0)).isCloseTo(blue, within(rounding));
        assertThat((double) value(cut, 2)).isCloseTo(red, within(rounding));
        assertThat(value(cut, 3)).isEqualTo(opacity);
      }
    }
  }

  @Property
  void showOn_theSameColour_isWhatWasShown(
      @ForAll @IntRange(max = 255) int blue, @ForAll @IntRange(min = 1, max = 255) int opacity) {
    try (Mat picture = pixel(blue, 80, 255 - blue);
        Transparency transparency = transparency(opacity, ORANGE)) {
      transparency.show(picture);
      try (Mat shown = transparency.showOn(picture, ORANGE)) {
        for (int c = 0; c < 3; c++) {
          assertThat(value(shown, c)).isCloseTo(value(picture, c), within(1));
        }
      }
    }
  }

  @Test
  void showOn_whereNothingIsSeen_isTheColour() {
    try (Mat picture = pixel(1, 2, 3);
        Transparency transparency = transparency(0, Colour.WHITE);
        Mat shown = transparency.showOn(picture, ORANGE)) {
      assertThat(value(shown, 0)).isEqualTo(0);
      assertThat(value(shown, 1)).isEqualTo(136);
      assertThat(value(shown, 2)).isEqualTo(255);
    }
  }

  @Test
  void fit_toAnotherSize_isAnotherOwner() {
    long open = Pointer.totalCount();
    try (Transparency larger = fitted(77, new PictureSize(3, 2));
        Transparency same = fitted(77, new PictureSize(1, 1))) {
      assertThat(larger.alpha().cols()).isEqualTo(3);
      assertThat(larger.alpha().ptr(1, 2).getUnsigned()).isEqualTo(77);
      assertThat(same.alpha().ptr(0, 0).getUnsigned()).isEqualTo(77);
    }
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(open);
  }

  private static Transparency fitted(int opacity, PictureSize size) {
    try (Transparency own = transparency(opacity, Colour.WHITE)) {
      return own.fit(size);
    }
  }

  private static int value(Mat picture, int channel) {
    return picture.ptr(0, 0).getUnsigned(channel);
  }

  private static Mat pixel(int blue, int green, int red) {
    Mat mat = new Mat(1, 1, CV_8UC3);
    mat.data().put((byte) blue, (byte) green, (byte) red);
    return mat;
  }

  private static Transparency transparency(int opacity, Colour shownOn) {
    Mat alpha = new Mat(1, 1, CV_8UC1);
    alpha.data().put((byte) opacity);
    return new Transparency(alpha, shownOn);
  }
}
