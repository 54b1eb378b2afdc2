package dev.katong.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_16SC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.fixture.DrawnPortrait;
import dev.katong.image.Photo;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.indexer.ShortIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

class GrainTest {

  /** Grey noise on a ramp of brightness. */
  @Property(tries = 10)
  void of_noisyPicture_isItsDeviation(
      @ForAll @IntRange(min = 2, max = 15) int deviation, @ForAll @IntRange(max = 99) int seed) {
    Random random = new Random(seed);
    try (Mat picture = new Mat(200, 300, CV_8UC3)) {
      try (UByteIndexer pixels = picture.createIndexer()) {
        for (int y = 0; y < picture.rows(); y++) {
          for (int x = 0; x < picture.cols(); x++) {
            int grey = (int) Math.round(80 + x / 4.0 + deviation * random.nextGaussian());
            for (int c = 0; c < 3; c++) {
              pixels.put(y, x, c, Math.max(0, Math.min(255, grey)));
            }
          }
        }
      }
      assertThat(Grain.of(picture).deviation())
          .isCloseTo(deviation, within(0.3 + deviation * 0.15));
    }
  }

  @Test
  void of_smoothOrTinyPicture_isNone() {
    try (Mat smooth = new Mat(200, 300, CV_8UC3, Scalar.all(100));
        Photo tiny = Photo.of(DrawnPortrait.draw(20, 20))) {
      assertThat(Grain.of(smooth)).isSameAs(Grain.NONE);
      assertThat(Grain.of(tiny.mat())).isSameAs(Grain.NONE);
    }
  }

  @Test
  void takeOut_ofDifferences_shrinksSmallOnesOnly() {
    try (Mat differences = new Mat(1, 511, CV_16SC1)) {
      try (ShortIndexer values = differences.createIndexer()) {
        for (int i = 0; i < 511; i++) {
          values.put(0, i, (short) (i - 255));
        }
        new Grain(5).takeOut(differences);
        assertThat(values.get(0, 255)).isZero();
        assertThat(values.get(0, 255 + 5)).as("one deviation").isEqualTo((short) 1);
        assertThat(values.get(0, 255 + 10)).as("two deviations").isEqualTo((short) 5);
        assertThat(values.get(0, 255 - 10)).isEqualTo((short) -5);
        assertThat(values.get(0, 255 + 100)).isEqualTo((short) 99);
      }
    }
  }
}
