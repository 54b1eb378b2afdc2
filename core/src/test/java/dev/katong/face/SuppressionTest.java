package dev.katong.face;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SuppressionTest {

  @Test
  void surest_ofOverlappingFaces_keepsTheBest() {
    Face weak = face(0, 100, 0.85);
    Face strong = face(20, 100, 0.95);
    Face apart = face(300, 50, 0.81);
    assertThat(Suppression.surest(List.of(weak, apart, strong), 0.3))
        .containsExactly(strong, apart);
  }

  @Test
  void surest_ofFacesThatTouchALittle_keepsBoth() {
    Face left = face(0, 100, 0.85);
    Face right = face(60, 100, 0.95);
    assertThat(Suppression.surest(List.of(left, right), 0.3)).containsExactly(right, left);
  }

  @Test
  void surest_ofAChain_keepsWhatOnlyASuppressedFaceOverlaps() {
    Face first = face(0, 100, 0.99);
    Face middle = face(45, 100, 0.95);
    Face last = face(90, 100, 0.90);
    assertThat(Suppression.surest(List.of(first, middle, last), 0.3)).containsExactly(first, last);
  }

  @Test
  void largest_ofMany_areThoseThatAreDrawnInOrder() {
    int most = FaceDetector.MAX_FACES;
    List<Face> many =
        IntStream.range(0, most + 5).mapToObj(i -> face(500 * i, 20 + i, 0.9)).toList();

    List<Face> largest = Suppression.largest(many);

    assertThat(largest).hasSize(most);
    assertThat(largest.get(0).box().width()).isEqualTo(24.0 + most);
    assertThat(largest.get(most - 1).box().width()).isEqualTo(25.0);
  }

  private static Face face(double x, double side, double score) {
    return new Face(
        new Box(x, 0, side, side), score, Collections.nCopies(Face.POINTS, new Point(x, 0)));
  }
}
