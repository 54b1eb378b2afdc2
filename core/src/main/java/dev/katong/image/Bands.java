package dev.katong.image;

import java.util.function.Consumer;
import org.bytedeco.opencv.opencv_core.Rect;

/** A large picture cut into strips that are worked on one after the other, for memory's sake. */
public final class Bands {
  /** The pixels of a piece, at most, unless one asks for other pieces. */
  public static final int PIXELS = 1 << 18;

  /** A longer row is cut too: some of OpenCV's functions take less than 32768 pixels. */
  private static final int MOST_WIDTH = 1 << 14;

  private Bands() {}

  /**
   * Has something done to each piece, from the top to the bottom.
   *
   * @param pixels of a piece at most, but at least one row
   */
  public static void each(PictureSize picture, int pixels, Consumer<Rect> work) {
    int width = Math.min(picture.width(), MOST_WIDTH);
    int height = Math.max(1, pixels / width);
    for (int y = 0; y < picture.height(); y += height) {
      for (int x = 0; x < picture.width(); x += width) {
        int right = Math.min(x + width, picture.width());
        int bottom = Math.min(y + height, picture.height());
        try (Rect piece = new Rect(x, y, right - x, bottom - y)) {
          work.accept(piece);
        }
      }
    }
  }
}
