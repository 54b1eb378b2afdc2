package dev.katong.face;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Rect;

/**
 * The pieces of a picture that a detector looks at one by one, so that small faces are large enough
 * for it. They overlap, so that every small face lies in one of them as a whole.
 */
final class ClosePieces {
  private ClosePieces() {}

  /**
   * The pieces that cover a picture.
   *
   * @param width of the picture in pixels
   * @param height of the picture in pixels
   * @param pieceWidth no piece is wider
   * @param pieceHeight no piece is higher
   * @param overlap pixels that neighbours share at least, less than a piece's sides
   * @return closed by the caller
   */
  static List<Rect> of(int width, int height, int pieceWidth, int pieceHeight, int overlap) {
    List<Rect> pieces = new ArrayList<>();
    for (int y : starts(height, pieceHeight, overlap)) {
      for (int x : starts(width, pieceWidth, overlap)) {
        pieces.add(new Rect(x, y, Math.min(width, pieceWidth), Math.min(height, pieceHeight)));
      }
    }
    return pieces;
  }

  /** The starts of the pieces along one side, at equal distances. */
  static List<Integer> starts(int length, int piece, int overlap) {
    int last = Math.max(0, length - piece);
    int steps = (last + piece - overlap - 1) / (piece - overlap);
    List<Integer> starts = new ArrayList<>(List.of(0));
    for (int i = 1; i <= steps; i++) {
      starts.add((int) ((long) last * i / steps));
    }
    return starts;
  }
}
