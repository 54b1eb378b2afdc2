package dev.katong.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.PictureAssert;
import dev.katong.image.Photo;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

class HeadSeamTest {
  private static final int SIZE = 96;
  private static final double MIDDLE = (SIZE - 1) / 2.0;

  @Property(tries = 30)
  void leastPath_whereNothingDiffersAlongAWave_followsIt(
      @ForAll @IntRange(min = 0, max = 6) int waves,
      @ForAll @IntRange(min = 0, max = 359) int turn) {
    try (Mat mask = mask();
        Mat differences = new Mat(SIZE, SIZE, CV_32FC3)) {
      try (FloatIndexer values = differences.createIndexer()) {
        for (int y = 0; y < SIZE; y++) {
          for (int x = 0; x < SIZE; x++) {
            double angle = Math.atan2(y - MIDDLE, x - MIDDLE);
            double off = Math.hypot(x - MIDDLE, y - MIDDLE) - wave(angle, waves, turn);
            float cost = (float) Math.min(200, 20 * Math.abs(off));
            values.put(y, x, cost, cost, cost);
          }
        }
      }
      double[] path = SeamRing.of(mask).leastPath(differences);
      for (int i = 0; i < path.length; i++) {
        double wanted = wave(2 * Math.PI * i / path.length, waves, turn);
        assertThat(path[i]).isCloseTo(wanted, within(2.0));
        assertThat(Math.abs(path[i] - path[(i + 1) % path.length])).as("no gap").isLessThan(1.5);
      }
    }
  }

  private static double wave(double angle, int waves, int turn) {
    return 39 + 2 * Math.sin(waves * angle + Math.toRadians(turn));
  }

  @Test
  void of_headThatIsItsSurroundings_changesNothing() {
    try (Photo photo = Photo.of(DrawnPortrait.draw(SIZE, SIZE));
        Mat mask = mask();
        HeadSeam seam = HeadSeam.of(photo.mat(), photo.mat(), SeamRing.of(mask))) {
      PictureAssert.assertThat(seam.picture()).differsAtMostBy(photo.mat(), 0);
    }
  }

  @Property(tries = 20)
  void of_headOfAnotherTint_hasTheSurroundingsColoursAtItsEdge(
      @ForAll @IntRange(min = -6, max = 6) int tint) {
    try (Mat around = new Mat(SIZE, SIZE, CV_8UC3, Scalar.all(120));
        Mat head = new Mat(SIZE, SIZE, CV_8UC3, Scalar.all(120 + tint));
        Mat mask = mask();
        HeadSeam seam = HeadSeam.of(head, around, SeamRing.of(mask));
        FloatIndexer shares = seam.mask().createIndexer();
        UByteIndexer pixels = seam.picture().createIndexer()) {
      assertThat(shares.get(SIZE / 2, SIZE / 2)).as("the face").isEqualTo(1);
      assertThat(shares.get(0, 0)).as("a corner").isZero();
      assertThat(pixels.get(SIZE / 2, SIZE / 2, 0)).as("the face").isEqualTo(120 + tint);
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          float share = shares.get(y, x);
          assertThat(share).isBetween(0f, 1f);
          if (share > 0 && share <= 0.5) {
            assertThat(pixels.get(y, x, 0)).isBetween(119, 121);
          }
        }
      }
    }
  }

  @Test
  void of_maskWithoutAnEdge_endsInsideTheCrop() {
    try (Photo photo = Photo.of(DrawnPortrait.draw(SIZE, SIZE));
        Mat around = new Mat(SIZE, SIZE, CV_8UC3, Scalar.all(90));
        Mat everything = new Mat(SIZE, SIZE, CV_32FC1, Scalar.all(1));
        HeadSeam seam = HeadSeam.of(photo.mat(), around, SeamRing.of(everything));
        FloatIndexer shares = seam.mask().createIndexer()) {
      assertThat(shares.get(SIZE / 2, SIZE / 2)).isEqualTo(1);
      assertThat(shares.get(0, 0)).isZero();
    }
  }

  /** 1 up to 34 pixels from the middle, 0 from 44 on. */
  private static Mat mask() {
    Mat mask = new Mat(SIZE, SIZE, CV_32FC1);
    try (FloatIndexer shares = mask.createIndexer()) {
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          double distance = Math.hypot(x - MIDDLE, y - MIDDLE);
          shares.put(y, x, (float) Math.max(0, Math.min(1, (44 - distance) / 10)));
        }
      }
    }
    return mask;
  }
}
