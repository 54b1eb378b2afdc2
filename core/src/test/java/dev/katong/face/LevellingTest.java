package dev.katong.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import java.util.List;
import java.util.function.Function;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

/** The colour of the crop's top left part decides what the detector sees. */
class LevellingTest {
  private static final int SIDE = 224;
  private static final Box BOX = new Box(300, 300, 90, 110);
  private static final List<Point> UPRIGHT =
      FaceAlignment.reference(SIDE).stream()
          .map(p -> new Point(p.x() / 2 + 250, p.y() / 2 + 250))
          .toList();

  /** A picture that is dark above its middle, and light below. */
  private static Mat picture() {
    Mat picture = new Mat(700, 700, CV_8UC3, Scalar.all(250));
    try (Mat top = picture.rowRange(0, 306);
        Scalar dark = Scalar.all(10)) {
      top.put(dark);
      return picture;
    }
  }

  /** Sees an aligned face in any crop, surest where what is dark lies below. */
  private static Function<Mat, List<Face>> seesBestUpsideDown(double sure, double other) {
    return crop -> {
      boolean darkBelow =
          (crop.ptr(SIDE - 5, SIDE / 2).get() & 255) < 100
              && (crop.ptr(5, SIDE / 2).get() & 255) > 100;
      return List.of(
          new Face(
              new Box(60, 60, 100, 100), darkBelow ? sure : other, FaceAlignment.reference(SIDE)));
    };
  }

  private static Face level(Face face, Function<Mat, List<Face>> detector) {
    try (Mat picture = picture()) {
      return new Levelling(detector).level(face, picture);
    }
  }

  @Test
  void level_ofASureUprightFace_doesNotLookAgain() {
    Face face = new Face(BOX, 0.95, UPRIGHT);

    assertThat(
            level(
                face,
                crop -> {
                  throw new AssertionError("looked at");
                }))
        .isSameAs(face);
  }

  @Test
  void level_ofAFaceThatNobodySeesAgain_leavesIt() {
    Face face = new Face(BOX, 0.85, UPRIGHT);

    assertThat(level(face, crop -> List.of())).isSameAs(face);
  }

  @Test
  void level_ofAFaceThatHangs_turnsItsPoints() {
    Face face = new Face(BOX, 0.88, UPRIGHT);

    Face levelled = level(face, seesBestUpsideDown(0.95, 0.86));

    assertThat(levelled.hasHead()).isTrue();
    assertThat(Math.abs(FaceAlignment.of(levelled, SIDE).rotationDegrees()))
        .isCloseTo(180, within(0.1));
    assertThat(levelled.points().get(0).x()).isGreaterThan(levelled.points().get(1).x());
  }

  @Test
  void level_ofAFaceThatMayHang_isNotAligned() {
    Face face = new Face(BOX, 0.85, UPRIGHT);

    Face levelled = level(face, seesBestUpsideDown(0.89, 0.82));

    assertThat(levelled.hasHead()).isFalse();
    assertThat(levelled.points()).isEqualTo(face.points());
  }

  @Test
  void level_ofAnUnsureFaceThatStands_leavesIt() {
    Face face = new Face(BOX, 0.85, UPRIGHT);

    assertThat(level(face, seesBestUpsideDown(0.86, 0.85))).isSameAs(face);
  }
}
