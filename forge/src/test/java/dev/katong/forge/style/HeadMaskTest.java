package dev.katong.forge.style;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.face.FaceAlignment;
import dev.katong.face.Point;
import dev.katong.image.Photo;
import org.junit.jupiter.api.Test;

class HeadMaskTest {
  private static final int SIZE = 288;

  @Test
  void png_overTheFace_isWhite() {
    try (Photo mask = mask()) {
      for (Point point : FaceAlignment.reference(SIZE)) {
        assertThat(at(mask, (int) point.x(), (int) point.y())).as("%s", point).isEqualTo(255);
      }
    }
  }

  @Test
  void png_alongTheBorder_isBlack() {
    try (Photo mask = mask()) {
      for (int i = 0; i < SIZE; i++) {
        assertThat(at(mask, i, 0) + at(mask, i, SIZE - 1)).isZero();
        assertThat(at(mask, 0, i) + at(mask, SIZE - 1, i)).isZero();
      }
    }
  }

  @Test
  void png_fromTheMiddleOutwards_neverBrightensNorJumps() {
    try (Photo mask = mask()) {
      for (int x = SIZE / 2; x < SIZE - 1; x++) {
        int step = at(mask, x, SIZE / 2) - at(mask, x + 1, SIZE / 2);
        assertThat(step).as("at %d", x).isBetween(0, 25);
      }
    }
  }

  private static Photo mask() {
    return Photo.decode(HeadMask.png(SIZE), "the mask");
  }

  private static int at(Photo mask, int x, int y) {
    return Byte.toUnsignedInt(mask.mat().ptr(y, x).get());
  }
}
