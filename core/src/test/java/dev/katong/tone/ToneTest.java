package dev.katong.tone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.mean;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.circle;
import static org.bytedeco.opencv.global.opencv_imgproc.ellipse;

import dev.katong.face.Box;
import dev.katong.face.Face;
import dev.katong.face.FaceAlignment;
import dev.katong.fixture.ColourDifference;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.PictureAssert;
import dev.katong.image.Lab;
import dev.katong.image.Photo;
import dev.katong.image.PictureSize;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;

class ToneTest {
  private static final int SIDE = 240;
  private static final int[] WALL = {150, 150, 150};
  private static final int[] DARK = {36, 52, 88};
  private static final int[] LIGHT = {140, 172, 222};
  private static final int[] DRAWN = {232, 238, 252};
  private static final int[] WHITE = {255, 255, 255};
  private static final int[] LINE = {20, 20, 24};

  /** Two people of differing skin, whom the style draws in one pale colour. */
  private static final List<Face> TWO = List.of(face(0), face(SIDE));

  @Test
  void keep_ofTwoPeople_givesEachTheirOwnSkin() {
    try (Mat photo = people(DARK, LIGHT, false);
        Mat cartoon = people(DRAWN, DRAWN, true)) {
      Tone.keep(cartoon, photo, TWO, 1);
      assertThat(cheekDifference(photo, cartoon, 0)).isLessThan(3);
      assertThat(cheekDifference(photo, cartoon, SIDE)).isLessThan(3);
    }
  }

  @Test
  void keep_byHalf_liesBetween() {
    try (Mat photo = people(DARK, LIGHT, false);
        Mat drawn = people(DRAWN, DRAWN, true);
        Mat half = drawn.clone();
        Mat whole = drawn.clone()) {
      Tone.keep(half, photo, TWO, 0.5);
      Tone.keep(whole, photo, TWO, 1);
      double before = cheekLightness(drawn);
      double after = cheekLightness(whole);
      assertThat(cheekLightness(half)).isCloseTo((before + after) / 2, within(2.0));
    }
  }

  @Test
  void keep_leavesEyesAndLinesAsTheyWereDrawn() {
    try (Mat photo = people(DARK, LIGHT, false);
        Mat drawn = people(DRAWN, DRAWN, true);
        Mat cartoon = drawn.clone()) {
      Tone.keep(cartoon, photo, TWO, 1);
      for (Face face : TWO) {
        for (int eye = 0; eye < 2; eye++) {
          int x = (int) face.points().get(eye).x();
          int y = (int) face.points().get(eye).y();
          assertThat(difference(drawn, cartoon, x, y, 1)).as("pupil").isLessThan(2);
          assertThat(difference(drawn, cartoon, x + 8, y, 1)).as("white").isLessThan(3);
        }
      }
    }
  }

  @Test
  void keep_ofZero_changesNothing() {
    try (Mat photo = people(DARK, LIGHT, false);
        Mat drawn = people(DRAWN, DRAWN, true);
        Mat cartoon = drawn.clone()) {
      Tone.keep(cartoon, photo, TWO, 0);
      PictureAssert.assertThat(cartoon).differsAtMostBy(drawn, 1);
    }
  }

  @Test
  void keep_withoutFaces_changesAtTheWeightOfThePalette() {
    try (Photo drawn = Photo.of(DrawnPortrait.drawLandscape(320, 240));
        Mat pale = new Mat()) {
      drawn.mat().convertTo(pale, -1, 0.5, 127);
      double before = meanDifference(drawn.mat(), pale);
      Tone.keep(pale, drawn.mat(), List.of(), 1);
      assertThat(meanDifference(drawn.mat(), pale)).isBetween(0.35 * before, 0.9 * before);
    }
  }

  @Test
  void keep_ofAFaceOutsideThePicture_isLikeNoFace() {
    try (Mat photo = people(DARK, LIGHT, false);
        Mat one = people(DRAWN, DRAWN, true);
        Mat other = one.clone()) {
      Tone.keep(one, photo, List.of(), 1);
      Tone.keep(other, photo, List.of(face(9 * SIDE)), 1);
      PictureAssert.assertThat(other).differsAtMostBy(one, 0);
    }
  }

  @Property(tries = 12)
  void apply_inPieces_equalsTheWhole(
      @ForAll @IntRange(min = 2 * SIDE, max = 1500) int width,
      @ForAll @IntRange(min = 500, max = 90_000) int pixels) {
    PictureSize size = new PictureSize(2 * SIDE, SIDE).withLongSide(width);
    try (Mat photo = people(DARK, LIGHT, false);
        Mat drawn = people(DRAWN, DRAWN, true);
        Tone tone = Tone.of(photo, drawn, TWO);
        Mat fitted = size.fit(drawn);
        Mat whole = fitted.clone();
        Mat inPieces = fitted.clone()) {
      tone.apply(whole, 0.8, Integer.MAX_VALUE);
      tone.apply(inPieces, 0.8, pixels);
      PictureAssert.assertThat(inPieces).differsAtMostBy(whole, 0);
    }
  }

  private static Mat people(int[] left, int[] right, boolean withEyes) {
    Mat picture = new Mat(SIDE, 2 * SIDE, CV_8UC3, colour(WALL));
    paint(picture, left, 0, withEyes);
    paint(picture, right, SIDE, withEyes);
    return picture;
  }

  private static void paint(Mat picture, int[] skin, int shift, boolean withEyes) {
    Face face = face(shift);
    Box box = face.box();
    ellipse(
        picture,
        new Point((int) (box.x() + box.width() / 2), (int) (box.y() + box.height() / 2)),
        new Size((int) (box.width() / 2), (int) (box.height() / 2)),
        0,
        0,
        360,
        colour(skin),
        FILLED,
        LINE_8,
        0);
    if (withEyes) {
      for (int eye = 0; eye < 2; eye++) {
        Point middle =
            new Point((int) face.points().get(eye).x(), (int) face.points().get(eye).y());
        ellipse(picture, middle, new Size(14, 10), 0, 0, 360, colour(LINE), FILLED, LINE_8, 0);
        ellipse(picture, middle, new Size(12, 8), 0, 0, 360, colour(WHITE), FILLED, LINE_8, 0);
        circle(picture, middle, 5, colour(LINE), FILLED, LINE_8, 0);
      }
    }
  }

  private static Face face(int shift) {
    List<dev.katong.face.Point> points =
        FaceAlignment.reference(SIDE).stream()
            .map(point -> new dev.katong.face.Point(point.x() + shift, point.y()))
            .toList();
    return new Face(new Box(shift + 55, 60, 130, 165), 0.9, points);
  }

  private static Scalar colour(int[] bgr) {
    return new Scalar(bgr[0], bgr[1], bgr[2], 0);
  }

  private static double cheekDifference(Mat one, Mat other, int shift) {
    return difference(one, other, shift + SIDE / 2, 165, 6);
  }

  private static double cheekLightness(Mat picture) {
    return colourAt(picture, SIDE / 2, 165, 6)[0];
  }

  private static double difference(Mat one, Mat other, int x, int y, int radius) {
    return ColourDifference.of(colourAt(one, x, y, radius), colourAt(other, x, y, radius));
  }

  private static double[] colourAt(Mat picture, int x, int y, int radius) {
    try (Mat part =
            new Mat(picture, new Rect(x - radius, y - radius, 2 * radius + 1, 2 * radius + 1));
        Mat lab = Lab.of(part);
        Scalar mean = mean(lab)) {
      return new double[] {mean.get(0), mean.get(1), mean.get(2)};
    }
  }

  private static double meanDifference(Mat one, Mat other) {
    try (Mat oneLab = Lab.of(one);
        Mat otherLab = Lab.of(other);
        FloatIndexer a = oneLab.createIndexer();
        FloatIndexer b = otherLab.createIndexer()) {
      double sum = 0;
      for (long y = 0; y < one.rows(); y++) {
        for (long x = 0; x < one.cols(); x++) {
          sum +=
              ColourDifference.of(
                  new double[] {a.get(y, x, 0), a.get(y, x, 1), a.get(y, x, 2)},
                  new double[] {b.get(y, x, 0), b.get(y, x, 1), b.get(y, x, 2)});
        }
      }
      return sum / ((double) one.rows() * one.cols());
    }
  }
}
