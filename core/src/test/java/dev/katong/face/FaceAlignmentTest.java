package dev.katong.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

class FaceAlignmentTest {

  @Test
  void reference_at288_isThatOfTheOriginalPipeline() {
    List<Point> points = FaceAlignment.reference(288);
    // (30.29459953 + 1 + 8 - 56) * 0.75 + 56, and so on, times 288 / 112.
    assertThat(points.get(0).x()).isCloseTo(111.782442, within(1e-5));
    assertThat(points.get(0).y()).isCloseTo(137.628580, within(1e-5));
    assertThat(points.get(4).x()).isCloseTo(174.336236, within(1e-5));
    assertThat(points.get(4).y()).isCloseTo(215.750767, within(1e-5));
  }

  @Property
  void of_aTiltedFace_bringsItsPointsToTheReference(
      @ForAll @DoubleRange(min = -80, max = 80) double degrees,
      @ForAll @DoubleRange(min = 0.1, max = 10) double scale,
      @ForAll @DoubleRange(min = -300, max = 3000) double x) {
    Similarity toPhoto = new Similarity(scale, 0, x, 70);
    Point middle = toPhoto.apply(new Point(144, 144));
    Similarity tilt = Similarity.turn(degrees, middle.x(), middle.y());
    Face face =
        face(FaceAlignment.reference(288).stream().map(toPhoto::apply).map(tilt::apply).toList());
    FaceAlignment alignment = FaceAlignment.of(face, 288);
    assertThat(alignment.scale()).isCloseTo(1 / scale, within(1e-9));
    assertThat(alignment.rotationDegrees()).isCloseTo(-degrees, within(1e-6));
    for (int i = 0; i < Face.POINTS; i++) {
      Point inCrop = alignment.toCrop().apply(face.points().get(i));
      assertThat(inCrop.distance(FaceAlignment.reference(288).get(i))).isLessThan(1e-6);
      assertThat(alignment.toPicture().apply(inCrop).distance(face.points().get(i)))
          .isLessThan(1e-6);
    }
  }

  @Test
  void crop_ofAFaceAtItsPlace_isThePicture() {
    Face face = face(FaceAlignment.reference(64));
    try (Scalar colour = new Scalar(10, 20, 30, 0);
        Mat picture = new Mat(64, 64, CV_8UC3, colour);
        Mat crop = FaceAlignment.of(face, 64).crop(picture);
        UByteIndexer pixels = crop.createIndexer()) {
      assertThat(crop.cols()).isEqualTo(64);
      assertThat(crop.rows()).isEqualTo(64);
      assertThat(pixels.get(32, 32, 0)).isEqualTo(10);
      assertThat(pixels.get(32, 32, 2)).isEqualTo(30);
    }
  }

  @Test
  void crop_ofAFaceCutByTheBorder_isWhiteOutside() {
    Similarity halfOut = new Similarity(1, 0, -32, 0);
    Face face = face(FaceAlignment.reference(64).stream().map(halfOut::apply).toList());
    try (Scalar black = Scalar.all(0);
        Mat picture = new Mat(64, 64, CV_8UC3, black);
        Mat crop = FaceAlignment.of(face, 64).crop(picture);
        UByteIndexer pixels = crop.createIndexer()) {
      assertThat(pixels.get(32, 10, 1)).isEqualTo(255);
      assertThat(pixels.get(32, 54, 1)).isZero();
    }
  }

  @Test
  void size_notAboveZero_isRefused() {
    assertThatThrownBy(() -> FaceAlignment.of(face(FaceAlignment.reference(64)), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Face face(List<Point> points) {
    return new Face(new Box(0, 0, 1, 1), 1, points);
  }
}
