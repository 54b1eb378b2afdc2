package dev.katong.image.heif;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A decoded tile: luminance alone, or luminance and two planes of colour, which may be smaller.
 *
 * @param bits of a sample; those of more than 8 take two bytes, in the machine's order
 * @param chromaShiftX 1 where colour has half the width, else 0
 * @param chromaShiftY 1 where colour has half the height, else 0
 * @param planes 1 or 3
 * @param colour as the coded data tells it
 */
public record YuvPicture(
    int width,
    int height,
    int bits,
    int chromaShiftX,
    int chromaShiftY,
    List<Plane> planes,
    CodedColour colour) {

  public YuvPicture {
    if (bits < 8 || bits > 16 || (planes.size() != 1 && planes.size() != 3)) {
      throw new IllegalArgumentException(planes.size() + " planes of " + bits + " bits");
    }
  }

  boolean grey() {
    return planes.size() == 1;
  }

  /** This without its colours. */
  YuvPicture luma() {
    return new YuvPicture(width, height, bits, 0, 0, planes.subList(0, 1), colour);
  }

  /** The upper left part of this, at most so large. */
  YuvPicture within(int mostWidth, int mostHeight) {
    return new YuvPicture(
        Math.min(width, mostWidth),
        Math.min(height, mostHeight),
        bits,
        chromaShiftX,
        chromaShiftY,
        planes,
        colour);
  }

  int chromaWidth() {
    return (width + chromaShiftX) >> chromaShiftX;
  }

  int chromaHeight() {
    return (height + chromaShiftY) >> chromaShiftY;
  }

  /**
   * The samples of a plane.
   *
   * @param stride bytes from one row to the next
   */
  public record Plane(ByteBuffer samples, int stride) {
    /** Reads a row from its first sample on, as many as fit. */
    void read(int y, int bits, float[] row, byte[] bytes) {
      if (bits == 8) {
        samples.get(y * stride, bytes, 0, row.length);
        for (int x = 0; x < row.length; x++) {
          row[x] = bytes[x] & 0xff;
        }
      } else {
        samples.get(y * stride, bytes, 0, 2 * row.length);
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        for (int x = 0; x < row.length; x++) {
          int first = bytes[2 * x] & 0xff;
          int second = bytes[2 * x + 1] & 0xff;
          row[x] = little ? first | second << 8 : second | first << 8;
        }
      }
    }
  }
}
