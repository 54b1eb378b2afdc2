package dev.katong.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;

import dev.katong.face.Face.Head;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadChoiceTest {
  private static final int SIDE = 224;
  private static final Scalar SKIN = new Scalar(120, 150, 210, 0);
  private static final Scalar WHITE = new Scalar(235, 235, 235, 0);
  private static final Scalar BLUE = new Scalar(200, 150, 110, 0);
  private static final Scalar GREY = new Scalar(90, 90, 90, 0);

  @Test
  void of_frontalFace_isDrawn() {
    try (Mat picture = face(SKIN)) {
      assertThat(HeadChoice.of(frontal(60), picture).head()).isEqualTo(Head.DRAWN);
    }
  }

  @Test
  void of_faceUnderAMask_isCovered() {
    for (Scalar mask : List.of(WHITE, BLUE, GREY)) {
      try (Mat picture = face(mask)) {
        assertThat(HeadChoice.of(frontal(60), picture).head()).isEqualTo(Head.COVERED);
      }
    }
  }

  @Test
  void of_faceInAGreyPhoto_isDrawn() {
    try (Mat picture = new Mat(SIDE, SIDE, CV_8UC3, WHITE)) {
      assertThat(HeadChoice.of(frontal(60), picture).head()).isEqualTo(Head.DRAWN);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, DRAWN", "0.5, DRAWN", "0.45, DRAWN", "0.4, PROFILE", "0.1, PROFILE"})
  void of_faceWithItsEyesNearerTogether_isAProfile(double factor, Head expected) {
    Face face = frontal(60);
    List<Point> narrow =
        face.points().stream().map(p -> new Point(112 + (p.x() - 112) * factor, p.y())).toList();
    try (Mat picture = face(SKIN)) {
      assertThat(HeadChoice.of(new Face(face.box(), 0.9, narrow), picture).head())
          .isEqualTo(expected);
    }
  }

  @Test
  void of_smallOrTurnedFace_hasNoHead() {
    try (Mat picture = face(SKIN)) {
      assertThat(HeadChoice.of(frontal(27), picture).head()).isEqualTo(Head.SMALL);
      assertThat(HeadChoice.of(frontal(28), picture).head()).isEqualTo(Head.DRAWN);
      assertThat(HeadChoice.of(frontal(60).notAligned(), picture).head()).isEqualTo(Head.TURNED);
    }
  }

  private static Face frontal(double width) {
    return new Face(new Box(80, 60, width, width), 0.9, FaceAlignment.reference(SIDE));
  }

  /** Skin, with something else from below the eyes downwards. */
  private static Mat face(Scalar below) {
    Mat picture = new Mat(SIDE, SIDE, CV_8UC3, SKIN);
    int top = (int) FaceAlignment.reference(SIDE).get(0).y() + 14;
    try (Rect lower = new Rect(0, top, SIDE, SIDE - top)) {
      rectangle(picture, lower, below, FILLED, LINE_8, 0);
    }
    return picture;
  }
}
