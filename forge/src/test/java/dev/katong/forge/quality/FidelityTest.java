package dev.katong.forge.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import java.util.List;
import java.util.Random;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

class FidelityTest {
  @Test
  void of_equalPictures_isEqual() {
    try (Mat noise = noise(40, 30, 1)) {
      assertThat(Fidelity.of(noise, noise)).isEqualTo(Fidelity.EQUAL);
    }
  }

  @Test
  void of_flatPictures_followsTheFormulas() {
    try (Mat one = grey(100);
        Mat other = grey(110)) {
      Fidelity fidelity = Fidelity.of(one, other);

      assertThat(fidelity.psnr()).isCloseTo(20 * Math.log10(255 / 10.0), within(1e-9));
      // Without variance only the means are left: (2·100·110 + C1) / (100² + 110² + C1).
      double c1 = 6.5025;
      assertThat(fidelity.ssim()).isCloseTo((22_000 + c1) / (22_100 + c1), within(1e-4));
    }
  }

  @Test
  void of_picturesThatHaveNothingInCommon_hasNearlyNoSimilarity() {
    try (Mat one = noise(200, 200, 1);
        Mat other = noise(200, 200, 2)) {
      assertThat(Fidelity.of(one, other).ssim()).isBetween(-0.1, 0.1);
    }
  }

  @Test
  void of_picturesOfDifferentSize_isRefused() {
    try (Mat one = noise(40, 30, 1);
        Mat other = noise(30, 40, 1)) {
      assertThatIllegalArgumentException().isThrownBy(() -> Fidelity.of(one, other));
    }
  }

  @Test
  void of_pictureSmallerThanTheWindow_isRefused() {
    try (Mat small = noise(10, 30, 1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Fidelity.of(small, small))
          .withMessageContaining("11×11");
    }
  }

  @Test
  void isAtLeast_oneMeasureBelow_isFalse() {
    Fidelity floor = new Fidelity(40, 0.98);

    assertThat(new Fidelity(40, 0.98).isAtLeast(floor)).isTrue();
    assertThat(new Fidelity(39.9, 0.99).isAtLeast(floor)).isFalse();
    assertThat(new Fidelity(41, 0.97).isAtLeast(floor)).isFalse();
  }

  @Test
  void comparison_worstAndMean_areOfEachMeasureApart() {
    Comparison comparison = new Comparison(List.of(new Fidelity(40, 0.99), new Fidelity(44, 0.95)));

    assertThat(comparison.worst()).isEqualTo(new Fidelity(40, 0.95));
    assertThat(comparison.mean().psnr()).isEqualTo(42);
    assertThat(comparison.mean().ssim()).isCloseTo(0.97, within(1e-12));
  }

  @Test
  void comparison_ofNothing_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Comparison(List.of()));
  }

  private static Mat grey(int value) {
    try (Scalar colour = new Scalar(value, value, value, 0)) {
      return new Mat(20, 24, CV_8UC3, colour);
    }
  }

  private static Mat noise(int width, int height, long seed) {
    byte[] bytes = new byte[width * height * 3];
    new Random(seed).nextBytes(bytes);
    Mat mat = new Mat(height, width, CV_8UC3);
    mat.data().put(bytes);
    return mat;
  }
}
