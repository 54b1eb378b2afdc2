package dev.katong.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaceTest {
  private static final Box BOX = new Box(10, 20, 30, 40);

  @Test
  void face_withAnotherNumberOfPoints_isRefused() {
    List<Point> four = Collections.nCopies(4, new Point(1, 1));
    assertThatThrownBy(() -> new Face(BOX, 0.9, four))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 4");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void face_withAScoreOutsideZeroToOne_isRefused(double score) {
    assertThatThrownBy(() -> new Face(BOX, score, fivePoints()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0..1");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void box_withABadWidth_isRefused(double width) {
    assertThatThrownBy(() -> new Box(0, 0, width, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void point_notFinite_isRefused() {
    assertThatThrownBy(() -> new Point(0, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void scaled_scalesBoxAndPointsByAxis() {
    Face scaled = new Face(BOX, 0.9, fivePoints()).scaled(2, 0.5);
    assertThat(scaled.box()).isEqualTo(new Box(20, 10, 60, 20));
    assertThat(scaled.points()).containsOnly(new Point(6, 2));
    assertThat(scaled.score()).isEqualTo(0.9);
  }

  @Test
  void overlap_ofHalfShiftedBoxes_isAThird() {
    Box left = new Box(0, 0, 10, 10);
    assertThat(left.overlap(new Box(5, 0, 10, 10))).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(left.overlap(new Box(10, 0, 10, 10))).isZero();
    assertThat(left.overlap(new Box(20, 20, 5, 5))).isZero();
    assertThat(new Box(0, 0, 0, 0).overlap(new Box(0, 0, 0, 0))).isZero();
  }

  @Property
  void overlap_ofAnyBoxes_isSymmetricAndWithinZeroToOne(
      @ForAll @DoubleRange(min = -50, max = 50) double x,
      @ForAll @DoubleRange(min = -50, max = 50) double y,
      @ForAll @DoubleRange(min = 0.1, max = 90) double width,
      @ForAll @DoubleRange(min = 0.1, max = 90) double height) {
    Box box = new Box(x, y, width, height);
    assertThat(box.overlap(BOX)).isBetween(0.0, 1.0).isCloseTo(BOX.overlap(box), within(1e-12));
    assertThat(box.overlap(box)).isCloseTo(1, within(1e-9));
  }

  private static List<Point> fivePoints() {
    return Collections.nCopies(Face.POINTS, new Point(3, 4));
  }
}
