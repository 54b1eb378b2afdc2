package dev.katong.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;

import java.nio.DoubleBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.bytedeco.javacpp.indexer.FloatIndexer;
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
  void then_ofTwoMoves_isOneAfterTheOther(
      @ForAll @DoubleRange(min = -179, max = 179) double degrees,
      @ForAll @DoubleRange(min = 0.1, max = 5) double scale,
      @ForAll @DoubleRange(min = -500, max = 500) double x,
      @ForAll @DoubleRange(min = -500, max = 500) double y) {
    Similarity first = move(degrees, scale, x, y);
    Similarity second = move(30 - degrees / 2, 1 / scale, y, 7);
    Point place = new Point(y, x);
    assertThat(first.then(second).apply(place).distance(second.apply(first.apply(place))))
        .isLessThan(1e-6);
  }

  /** A slope of grey is the same, averaged or not, wherever it is brought to. */
  @Property(tries = 50)
  void warpSmoothly_ofASlope_isTheSlopeInItsPlace(
      @ForAll @DoubleRange(min = -179, max = 179) double degrees,
      @ForAll @DoubleRange(min = 0.15, max = 1.5) double scale) {
    Similarity move = Similarity.shift(-200, -150).then(move(degrees, scale, 32, 32));
    try (Mat slope = slope(400, 300);
        Mat moved = move.warpSmoothly(slope, 64, 64, 0);
        FloatIndexer values = moved.createIndexer()) {
      for (int y = 8; y < 64; y += 16) {
        for (int x = 8; x < 64; x += 16) {
          Point from = move.inverse().apply(new Point(x, y));
          boolean inside = from.x() > 20 && from.x() < 380 && from.y() > 20 && from.y() < 280;
          if (inside) {
            assertThat((double) values.get(y, x)).isCloseTo(from.x() + 2 * from.y(), within(1.0));
          }
        }
      }
    }
  }

  @Test
  void warpSmoothly_ofThinLines_fadesThem() {
    try (Mat lines = new Mat(256, 256, CV_32F)) {
      try (FloatIndexer values = lines.createIndexer()) {
        for (int y = 0; y < 256; y++) {
          for (int x = 0; x < 256; x++) {
            values.put(y, x, x % 4 == 0 ? 200 : 0);
          }
        }
      }
      try (Mat quarter = new Similarity(0.25, 0, 0, 0).warpSmoothly(lines, 64, 64, 0);
          FloatIndexer values = quarter.createIndexer()) {
        assertThat((double) values.get(30, 30)).isCloseTo(50, within(0.5));
      }
    }
  }

  @Test
  void warpSmoothly_ofWhatLiesOutside_isWhatIsOutside() {
    try (Mat slope = slope(40, 30);
        Mat moved = Similarity.shift(500, 500).warpSmoothly(slope, 8, 8, 9);
        FloatIndexer values = moved.createIndexer()) {
      assertThat(values.get(4, 4)).isEqualTo(9);
    }
  }

  /** At (x, y) it is x + 2·y. */
  private static Mat slope(int width, int height) {
    Mat slope = new Mat(height, width, CV_32F);
    try (FloatIndexer values = slope.createIndexer()) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          values.put(y, x, x + 2 * y);
        }
      }
    }
    return slope;
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
