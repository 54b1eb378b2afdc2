package dev.katong.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.DoubleBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

class SimilarityTest {
  private static final List<Point> FACE = FaceAlignment.reference(112);

  @Property
  void fit_ofMovedPoints_findsTheMove(
      @ForAll @DoubleRange(min = -179, max = 179) double degrees,
      @ForAll @DoubleRange(min = 0.01, max = 50) double scale,
      @ForAll @DoubleRange(min = -5000, max = 5000) double shiftX,
      @ForAll @DoubleRange(min = -5000, max = 5000) double shiftY) {
    Similarity move = move(degrees, scale, shiftX, shiftY);
    Similarity found = Similarity.fit(FACE, FACE.stream().map(move::apply).toList());
    assertThat(found.rows()).containsExactly(move.rows(), within(1e-8));
    assertThat(found.scale()).isCloseTo(scale, within(1e-8));
    assertThat(found.rotationDegrees()).isCloseTo(degrees, within(1e-6));
  }

  @Property
  void inverse_afterTheMove_leadsBack(
      @ForAll @DoubleRange(min = -179, max = 179) double degrees,
      @ForAll @DoubleRange(min = 0.01, max = 50) double scale,
      @ForAll @DoubleRange(min = -5000, max = 5000) double x,
      @ForAll @DoubleRange(min = -5000, max = 5000) double y) {
    Similarity move = move(degrees, scale, y, x);
    Point place = new Point(x, y);
    assertThat(move.inverse().apply(move.apply(place)).distance(place)).isLessThan(1e-6);
  }

  @Property
  void fit_ofDisturbedPoints_isNotBeatenByItsNeighbours(
      @ForAll @DoubleRange(min = -9, max = 9) double noiseX,
      @ForAll @DoubleRange(min = -9, max = 9) double noiseY,
      @ForAll @DoubleRange(min = -0.01, max = 0.01) double da,
      @ForAll @DoubleRange(min = -0.01, max = 0.01) double db,
      @ForAll @DoubleRange(min = -1, max = 1) double dx) {
    List<Point> to =
        List.of(
            new Point(100 + noiseX, 90),
            new Point(180, 95 + noiseY),
            new Point(140 - noiseY, 140 + noiseX),
            new Point(110, 180 - noiseX),
            new Point(170 + noiseX * noiseY / 9, 185));
    Similarity best = Similarity.fit(FACE, to);
    Similarity other =
        new Similarity(best.a() + da, best.b() + db, best.shiftX() + dx, best.shiftY());
    assertThat(error(best, to)).isLessThanOrEqualTo(error(other, to) + 1e-9);
  }

  @Test
  void turn_aboutAPlace_leavesItThereAndTurnsClockwise() {
    Similarity turn = Similarity.turn(90, 10, 20);
    assertThat(turn.apply(new Point(10, 20)).distance(new Point(10, 20))).isLessThan(1e-12);
    assertThat(turn.apply(new Point(11, 20)).distance(new Point(10, 21))).isLessThan(1e-12);
  }

  @Test
  void matrix_hasTheRows() {
    Similarity move = new Similarity(1, 2, 3, 4);
    try (Mat matrix = move.matrix()) {
      double[] values = new double[6];
      matrix.<DoubleBuffer>createBuffer().get(values);
      assertThat(values).containsExactly(1, -2, 3, 2, 1, 4).isEqualTo(move.rows());
    }
  }

  @Test
  void fit_withoutEnoughPoints_isRefused() {
    assertThatThrownBy(() -> Similarity.fit(FACE.subList(0, 1), FACE.subList(0, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two or more");
    assertThatThrownBy(() -> Similarity.fit(FACE, FACE.subList(0, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 and 4");
  }

  @Test
  void fit_ofOnePlaceRepeated_isRefused() {
    List<Point> same = List.of(new Point(3, 3), new Point(3, 3));
    assertThatThrownBy(() -> Similarity.fit(same, FACE.subList(0, 2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Similarity.fit(FACE.subList(0, 2), same))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Similarity move(double degrees, double scale, double shiftX, double shiftY) {
    double turn = Math.toRadians(degrees);
    return new Similarity(scale * Math.cos(turn), scale * Math.sin(turn), shiftX, shiftY);
  }

  private static double error(Similarity move, List<Point> to) {
    double sum = 0;
    for (int i = 0; i < to.size(); i++) {
      sum += Math.pow(move.apply(FACE.get(i)).distance(to.get(i)), 2);
    }
    return sum;
  }
}
