package dev.katong.face;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.opencv.opencv_core.Rect;
import org.junit.jupiter.api.Test;

class ClosePiecesTest {
  private static final int OVERLAP = 96;

  @Property
  void starts_ofAnyLength_holdEverySmallThingInOnePiece(
      @ForAll @IntRange(min = 1, max = 4000) int length,
      @ForAll @IntRange(min = 128, max = 640) int piece) {
    List<Integer> starts = ClosePieces.starts(length, piece, OVERLAP);

    assertThat(starts.get(0)).isZero();
    int end = Math.min(piece, length);
    for (int i = 1; i < starts.size(); i++) {
      assertThat(starts.get(i - 1) + piece - starts.get(i)).isBetween(OVERLAP, piece - 1);
      end = starts.get(i) + piece;
    }
    assertThat(end).isEqualTo(length);
  }

  @Test
  void of_aPictureOfOnePiece_isThePicture() {
    List<Rect> pieces = ClosePieces.of(640, 300, 640, 640, OVERLAP);

    assertThat(pieces).hasSize(1);
    assertThat(pieces.get(0).width()).isEqualTo(640);
    assertThat(pieces.get(0).height()).isEqualTo(300);
  }

  @Test
  void of_aPictureTwiceAsLarge_isThreeByTwoPieces() {
    assertThat(ClosePieces.of(1280, 960, 640, 640, OVERLAP)).hasSize(6);
  }
}
