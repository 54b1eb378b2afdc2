package dev.katong.photo;

import java.nio.ByteBuffer;

/**
 * What a PNG says before its pixels (W3C PNG, 11.2 and 11.3).
 *
 * @param width in pixels
 * @param height in pixels
 * @param channels what a decoder makes of it: 1, 3 or 4
 * @param sampleBytes of each channel: 1 or 2
 * @param animated whether it holds several frames, which a decoder composes on a canvas
 */
record PngHeader(int width, int height, int channels, int sampleBytes, boolean animated) {
  private static final int DATA = 0x49444154; // IDAT
  private static final int TRANSPARENT_COLOUR = 0x74524e53; // tRNS
  private static final int ANIMATION = 0x6163544c; // acTL

  private static final int GREY = 0;
  private static final int HAS_COLOUR = 2;
  private static final int HAS_ALPHA = 4;

  /**
   * Walks the chunks up to the first of pixels.
   *
   * @param in big-endian
   * @throws IndexOutOfBoundsException if the file ends within its first chunk
   */
  static PngHeader read(ByteBuffer in) {
    int colours = in.get(25);
    boolean alpha = (colours & HAS_ALPHA) != 0;
    boolean animated = false;
    long at = 8;
    while (at + 8 <= in.limit() && in.getInt((int) at + 4) != DATA) {
      int chunk = in.getInt((int) at + 4);
      alpha |= chunk == TRANSPARENT_COLOUR && (colours & HAS_COLOUR) != 0;
      animated |= chunk == ANIMATION;
      at += 12 + (in.getInt((int) at) & 0xffffffffL);
    }
    int channels = colours == GREY ? 1 : alpha ? 4 : 3;
    return new PngHeader(
        in.getInt(16), in.getInt(20), channels, in.get(24) == 16 ? 2 : 1, animated);
  }
}
