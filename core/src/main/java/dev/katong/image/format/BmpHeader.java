package dev.katong.image.format;

import java.nio.ByteBuffer;

/**
 * The header of a BMP, in the form of OS/2 1.x or in one of the later ones.
 *
 * @param width in pixels
 * @param height in pixels, whichever row is first
 * @param bits of a pixel
 * @param known true if the packing of the pixels is one that can be decoded
 */
public record BmpHeader(int width, int height, int bits, boolean known) {
  private static final int CORE_HEADER_BYTES = 12;
  private static final int HEADER_BYTES = 40;
  private static final int ALPHA_HEADER_BYTES = 56;
  private static final int OS2_HEADER_BYTES = 64;

  private static final int PLAIN = 0;
  private static final int RUNS_8 = 1;
  private static final int RUNS_4 = 2;
  private static final int MASKS = 3;
  private static final int MASKS_WITH_ALPHA = 6;

  /**
   * Reads the header.
   *
   * @param in little-endian
   * @throws IndexOutOfBoundsException if the file ends before the header does
   */
  static BmpHeader read(ByteBuffer in) {
    int length = in.getInt(14);
    if (length == CORE_HEADER_BYTES) {
      return new BmpHeader(u16(in, 18), u16(in, 20), u16(in, 24), true);
    }
    int bits = u16(in, 28);
    int compression = length > 16 ? in.getInt(30) : PLAIN;
    boolean known =
        switch (compression) {
          case PLAIN -> bits > 0;
          case RUNS_8 -> bits == 8;
          case RUNS_4 -> bits == 4;
          // OS/2 2.x has other compressions by these numbers.
          case MASKS, MASKS_WITH_ALPHA -> bits >= 16 && length != OS2_HEADER_BYTES;
          default -> false;
        };
    return new BmpHeader(in.getInt(18), Math.abs(in.getInt(22)), bits, known);
  }

  /**
   * Gives a header of 56 bytes that has a mask for alpha the older form of 40 bytes with the masks
   * after it, in place: the masks lie at the same offset, and the decoder ignores that of alpha in
   * the longer form.
   *
   * @param in little-endian; its header has been read
   */
  public static void tellAlpha(ByteBuffer in) {
    if (in.getInt(14) == ALPHA_HEADER_BYTES
        && in.getInt(30) == MASKS
        && in.getInt(14 + ALPHA_HEADER_BYTES - 4) != 0) {
      in.putInt(14, HEADER_BYTES).putInt(30, MASKS_WITH_ALPHA);
    }
  }

  boolean mayBeTransparent() {
    return bits == 16 || bits == 32;
  }

  private static int u16(ByteBuffer in, int at) {
    return in.getShort(at) & 0xffff;
  }
}
