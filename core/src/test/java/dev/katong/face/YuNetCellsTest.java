package dev.katong.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class YuNetCellsTest {
  private static final int STRIDE = 16;
  private static final int COLUMNS = 3;
  private static final int ROWS = 2;

  /** Row 1, column 2. */
  private static final int CELL = 5;

  private final FloatBuffer cls = FloatBuffer.allocate(COLUMNS * ROWS);
  private final FloatBuffer obj = FloatBuffer.allocate(COLUMNS * ROWS);
  private final FloatBuffer bbox = FloatBuffer.allocate(4 * COLUMNS * ROWS);
  private final FloatBuffer kps = FloatBuffer.allocate(10 * COLUMNS * ROWS);
  private final YuNetCells cells = new YuNetCells(STRIDE, COLUMNS, cls, obj, bbox, kps);

  @Test
  void faces_ofOneCell_areInInputPixels() {
    cls.put(CELL, 0.81f).put(0, 1f);
    obj.put(CELL, 1f).put(0, 0.5f);
    bbox.put(4 * CELL, 0.5f).put(4 * CELL + 1, -0.25f);
    bbox.put(4 * CELL + 2, (float) Math.log(2)).put(4 * CELL + 3, (float) Math.log(3));
    for (int k = 0; k < 10; k++) {
      kps.put(10 * CELL + k, k / 10f);
    }
    List<Face> faces = cells.faces(0.8);
    assertThat(faces).hasSize(1);
    Face face = faces.get(0);
    assertThat(face.score()).isCloseTo(0.9, within(1e-6));
    assertThat(face.box().width()).isCloseTo(32, within(1e-4));
    assertThat(face.box().height()).isCloseTo(48, within(1e-4));
    assertThat(face.box().centre().distance(new Point(2.5 * STRIDE, 0.75 * STRIDE)))
        .isLessThan(1e-4);
    assertThat(face.points().get(0).distance(new Point(2 * STRIDE, 1.1 * STRIDE))).isLessThan(1e-4);
    assertThat(face.points().get(4).distance(new Point(2.8 * STRIDE, 1.9 * STRIDE)))
        .isLessThan(1e-4);
  }

  @Test
  void faces_atTheThreshold_areNone() {
    cls.put(CELL, 0.25f);
    obj.put(CELL, 1f);
    assertThat(cells.faces(0.5)).isEmpty();
    assertThat(cells.faces(0.49)).hasSize(1);
  }

  @Test
  void faces_withScoresOutsideZeroToOne_areClipped() {
    cls.put(CELL, 1.5f).put(0, -1f).put(1, Float.NaN);
    obj.put(CELL, 2f).put(0, -1f).put(1, 1f);
    assertThat(cells.faces(0.5)).extracting(Face::score).containsExactly(1.0);
  }
}
