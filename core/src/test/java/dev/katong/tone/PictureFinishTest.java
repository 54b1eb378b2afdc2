package dev.katong.tone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.norm;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.circle;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;

import dev.katong.face.Box;
import dev.katong.face.Face;
import dev.katong.face.FaceAlignment;
import dev.katong.image.Bands;
import dev.katong.image.PictureSize;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

class PictureFinishTest {
  private static final int SIDE = 240;
  private static final StyleFinish FLATTENING = new StyleFinish(0, 0, 0, 0, 1, 0, 0);
  private static final StyleFinish INK = new StyleFinish(0, 0, 0, 0, 0, 1, 0);
  private static final StyleFinish SHADING = new StyleFinish(0, 0, 0, 0, 0, 0, 1);
  private static final StyleFinish ALL = new StyleFinish(0, 0.1, 0.05, 0.3, 0.5, 0.5, 0.7);

  /** A face in the middle, in a square of {@link #SIDE} pixels. */
  private static final Face FACE = face();

  private static Face face() {
    return new Face(new Box(55, 60, 130, 165), 0.9, FaceAlignment.reference(SIDE));
  }

  @Test
  void apply_blackPoint_darkensAndWhitePointLightens() {
    try (Mat photo = plain(120);
        Mat cartoon = plain(120)) {
      PictureFinish.apply(cartoon, photo, List.of(), new StyleFinish(0, 0.2, 0, 0, 0, 0, 0));
      assertThat(level(cartoon, 5, 5)).isLessThan(115);
      PictureFinish.apply(cartoon, photo, List.of(), new StyleFinish(0, 0, 0.3, 0, 0, 0, 0));
      assertThat(level(cartoon, 5, 5)).isGreaterThan(120);
    }
  }

  @Test
  void apply_withoutChroma_isGrey() {
    try (Mat photo = plain(120);
        Scalar red = new Scalar(60, 80, 200, 0);
        Mat cartoon = new Mat(SIDE, SIDE, CV_8UC3, red)) {
      PictureFinish.apply(cartoon, photo, List.of(), new StyleFinish(0, 0, 0, -1, 0, 0, 0));
      try (UByteIndexer pixels = cartoon.createIndexer()) {
        assertThat(Math.abs(pixels.get(9, 9, 0) - pixels.get(9, 9, 2))).isLessThan(3);
      }
    }
  }

  @Test
  void apply_flattening_takesNoiseAndKeepsEdges() {
    try (Mat photo = plain(120);
        Mat cartoon = plain(60);
        Rect right = new Rect(SIDE / 2, 0, SIDE / 2, SIDE);
        Mat half = new Mat(cartoon, right);
        Scalar light = Scalar.all(200)) {
      half.put(light);
      addNoise(cartoon, 8, 7);
      double before = roughness(cartoon);
      PictureFinish.apply(cartoon, photo, List.of(), FLATTENING);
      assertThat(roughness(cartoon)).isLessThan(before / 2);
      assertThat(level(cartoon, SIDE / 2 + 3, 40) - level(cartoon, SIDE / 2 - 4, 40))
          .isGreaterThan(125);
    }
  }

  @Test
  void apply_ink_darkensTheDarkSideOfEdgesOutsideOfFaces() {
    try (Mat photo = plain(120);
        Mat cartoon = plain(200);
        Scalar dark = Scalar.all(100)) {
      rectangle(cartoon, new Rect(0, 0, 30, SIDE), dark, FILLED, LINE_8, 0);
      rectangle(cartoon, new Rect(100, 120, 20, 20), dark, FILLED, LINE_8, 0);
      int inFace = level(cartoon, 119, 130);
      PictureFinish.apply(cartoon, photo, List.of(FACE), INK);
      assertThat(level(cartoon, 29, 30)).as("at the edge").isLessThan(85);
      assertThat(level(cartoon, 15, 30)).as("away from it").isBetween(98, 102);
      assertThat(level(cartoon, 119, 130)).as("in a face").isBetween(inFace - 3, inFace + 3);
    }
  }

  @Test
  void apply_shading_bringsNosesBackAndLeavesEyesAsDrawn() {
    int noseX = (int) FACE.points().get(2).x();
    int noseY = (int) FACE.points().get(2).y();
    int eyeX = (int) FACE.points().get(0).x();
    int eyeY = (int) FACE.points().get(0).y();
    try (Mat photo = plain(160);
        Mat cartoon = plain(220);
        Scalar dark = Scalar.all(90)) {
      circle(photo, new Point(noseX, noseY), 5, dark, FILLED, LINE_8, 0);
      circle(photo, new Point(eyeX, eyeY), 5, dark, FILLED, LINE_8, 0);
      circle(photo, new Point(20, 20), 5, dark, FILLED, LINE_8, 0);
      PictureFinish.apply(cartoon, photo, List.of(FACE), SHADING);
      assertThat(level(cartoon, noseX, noseY)).as("nose").isLessThan(190);
      assertThat(level(cartoon, eyeX, eyeY)).as("eye").isGreaterThan(214);
      assertThat(level(cartoon, 20, 20)).as("outside").isBetween(219, 221);
    }
  }

  @Property(tries = 20)
  void apply_inPieces_isAsInOne(
      @ForAll @IntRange(min = 1, max = 9_000) int pixels, @ForAll @IntRange(max = 50) int seed) {
    try (Mat photo = plain(120);
        Mat small = plain(120);
        Mat whole = new PictureSize(2 * SIDE, 2 * SIDE).fit(small)) {
      addNoise(whole, 100, seed);
      try (Mat pieces = whole.clone();
          Mat field = PictureFinish.field(whole, photo, List.of(FACE), ALL)) {
        PictureFinish.apply(whole, field, ALL, Bands.PIXELS);
        PictureFinish.apply(pieces, field, ALL, pixels);
        assertThat(norm(whole, pieces)).isZero();
      }
    }
  }

  private static Mat plain(int level) {
    try (Scalar colour = Scalar.all(level)) {
      return new Mat(SIDE, SIDE, CV_8UC3, colour);
    }
  }

  private static void addNoise(Mat picture, int amplitude, int seed) {
    Random random = new Random(seed);
    try (UByteIndexer pixels = picture.createIndexer()) {
      for (int y = 0; y < picture.rows(); y++) {
        for (int x = 0; x < picture.cols(); x++) {
          int change = random.nextInt(2 * amplitude + 1) - amplitude;
          for (int channel = 0; channel < 3; channel++) {
            pixels.put(y, x, channel, pixels.get(y, x, channel) + change);
          }
        }
      }
    }
  }

  private static int level(Mat picture, int x, int y) {
    try (UByteIndexer pixels = picture.createIndexer()) {
      return pixels.get(y, x, 1);
    }
  }

  /** The mean difference between neighbours far from the edge in the middle. */
  private static double roughness(Mat picture) {
    double sum = 0;
    try (UByteIndexer pixels = picture.createIndexer()) {
      for (int y = 10; y < SIDE - 10; y++) {
        for (int x = 10; x < SIDE / 2 - 10; x++) {
          sum += Math.abs(pixels.get(y, x, 1) - pixels.get(y, x + 1, 1));
        }
      }
    }
    return sum / (SIDE - 20) / (SIDE / 2 - 20);
  }
}
