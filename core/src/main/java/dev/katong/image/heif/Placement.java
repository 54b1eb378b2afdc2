package dev.katong.image.heif;

import dev.katong.image.Orientation;
import dev.katong.image.Refused;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The part of the stored picture that is shown, and its orientation: what crops, turns and mirrors
 * (ISO/IEC 23008-12, 6.5.9 to 6.5.12) come to, one after the other.
 *
 * @param x the first column that is shown, as stored
 * @param y the first row that is shown, as stored
 * @param width as stored, at least 1
 * @param height as stored, at least 1
 */
record Placement(int x, int y, int width, int height, Orientation orientation) {
  /** From shown to stored directions, by EXIF's tags: the row of x before that of y. */
  private static final int[][] DIRECTIONS = {
    {1, 0, 0, 1},
    {-1, 0, 0, 1},
    {-1, 0, 0, -1},
    {1, 0, 0, -1},
    {0, 1, 1, 0},
    {0, 1, -1, 0},
    {0, -1, -1, 0},
    {0, -1, 1, 0}
  };

  /** A quarter turn against the clock. */
  private static final int[] TURN = DIRECTIONS[7];

  private static final int[] TOP_TO_BOTTOM = DIRECTIONS[3];
  private static final int[] LEFT_TO_RIGHT = DIRECTIONS[1];

  /** The placement of a picture of a size. */
  static Placement of(int width, int height, List<HeifBox> transforms, ByteBuffer file)
      throws Refused {
    Placement placement = new Placement(0, 0, width, height, Orientation.UPRIGHT);
    for (HeifBox transform : transforms) {
      ByteBuffer in = transform.content(file);
      placement =
          switch (transform.type()) {
            case "irot" -> placement.turned(in.get() & 3);
            case "imir" -> placement.then((in.get() & 1) == 0 ? TOP_TO_BOTTOM : LEFT_TO_RIGHT);
            default -> placement.cropped(in);
          };
    }
    return placement;
  }

  private Placement turned(int quarters) {
    Placement turned = this;
    for (int i = 0; i < quarters; i++) {
      turned = turned.then(TURN);
    }
    return turned;
  }

  private int[] directions() {
    return DIRECTIONS[orientation.tag() - 1];
  }

  private Placement then(int[] next) {
    int[] m = directions();
    int[] product = {
      m[0] * next[0] + m[1] * next[2],
      m[0] * next[1] + m[1] * next[3],
      m[2] * next[0] + m[3] * next[2],
      m[2] * next[1] + m[3] * next[3]
    };
    int tag = 1;
    while (!Arrays.equals(DIRECTIONS[tag - 1], product)) {
      tag++;
    }
    return new Placement(x, y, width, height, new Orientation(tag));
  }

  /** Cuts out what {@code clap} says; its fractions are rounded down to whole pixels. */
  private Placement cropped(ByteBuffer in) throws Refused {
    boolean swapped = directions()[0] == 0;
    int shownWidth = swapped ? height : width;
    int shownHeight = swapped ? width : height;
    double[] numbers = new double[4];
    for (int i = 0; i < numbers.length; i++) {
      double numerator = in.getInt();
      int denominator = in.getInt();
      if (denominator <= 0) {
        throw Refused.damaged("its crop is a division by zero");
      }
      numbers[i] = numerator / denominator;
    }
    // Sides, and the distance of the middles.
    int newWidth = (int) Math.floor(numbers[0]);
    int newHeight = (int) Math.floor(numbers[1]);
    int left = (int) Math.floor(numbers[2] + (shownWidth - newWidth) / 2.0);
    int top = (int) Math.floor(numbers[3] + (shownHeight - newHeight) / 2.0);
    if (newWidth < 1
        || newHeight < 1
        || left < 0
        || top < 0
        || left > shownWidth - newWidth
        || top > shownHeight - newHeight) {
      throw Refused.damaged("its crop is larger than the picture");
    }
    // Twice the distance of the middles, and from there back to the first stored pixel.
    int right = 2 * left + newWidth - shownWidth;
    int down = 2 * top + newHeight - shownHeight;
    int[] m = directions();
    int w = swapped ? newHeight : newWidth;
    int h = swapped ? newWidth : newHeight;
    int newX = (m[0] * right + m[1] * down + width - w) / 2;
    int newY = (m[2] * right + m[3] * down + height - h) / 2;
    return new Placement(x + newX, y + newY, w, h, orientation);
  }
}
