package dev.katong.image.format;

import dev.katong.image.DecodeMemory;
import dev.katong.image.EmbeddedMetadata;
import dev.katong.image.EmbeddedMetadata.Span;
import dev.katong.image.Orientation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the first directory of a TIFF says (TIFF 6.0).
 *
 * @param width as stored, before any turn
 * @param height as stored, before any turn
 * @param orientation which OpenCV's decoder applies by itself
 * @param components what a pixel is stored as: 1 number for grey, 3 for light, 4 for inks
 * @param tilePixels of a tile, which a decoder unpacks as a whole; 0 where there are strips
 * @param raw whether it is a camera's raw file, whose first picture is a thumbnail
 */
record TiffHeader(
    int width,
    int height,
    Orientation orientation,
    int components,
    long tilePixels,
    boolean raw,
    DecodeMemory memory,
    EmbeddedMetadata attachments) {
  private static final int WHITE_IS_0 = 0;
  private static final int BLACK_IS_0 = 1;
  private static final int INKS = 5;
  private static final int SHORT = 3;

  /** Of the kind of a picture: smaller than another one in the file. */
  private static final int REDUCED = 1;

  private static final int MOST_TILE_SIDE = 1 << 24;

  /**
   * Reads the directory.
   *
   * @param in in the file's own byte order
   * @throws IndexOutOfBoundsException if the file ends before the directory does
   */
  static TiffHeader read(ByteBuffer in) {
    int directory = in.getInt(4);
    int entries = u16(in, directory);
    int width = 0;
    int height = 0;
    int sampleBits = 8;
    int samples = 1;
    int colours = BLACK_IS_0;
    int orientation = 1;
    boolean alpha = false;
    boolean raw = false;
    long tileWidth = 0;
    long tileHeight = 0;
    byte @Nullable [] profile = null;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      int count = in.getInt(entry + 4);
      int value = u16(in, entry + 2) == SHORT ? u16(in, entry + 8) : in.getInt(entry + 8);
      switch (u16(in, entry)) {
        case 254 -> raw |= (value & REDUCED) != 0;
        case 256 -> width = value;
        case 257 -> height = value;
        // Up to two fit into the entry, more lie elsewhere.
        case 258 -> sampleBits = count > 2 ? u16(in, in.getInt(entry + 8)) : value;
        case 262 -> colours = value;
        case 274 -> orientation = value;
        case 277 -> samples = value;
        case 322 -> tileWidth = value & 0xffffffffL;
        case 323 -> tileHeight = value & 0xffffffffL;
        case 338 -> alpha = true;
        case 50706 -> raw = true; // the version of DNG
        case 34675 -> profile = profile(in, value, count);
        default -> {}
      }
    }
    boolean inks = colours == INKS;
    return new TiffHeader(
        width,
        height,
        orientation >= 1 && orientation <= 8 ? new Orientation(orientation) : Orientation.UPRIGHT,
        inks ? 4 : colours == WHITE_IS_0 || colours == BLACK_IS_0 ? 1 : 3,
        Math.max(tileWidth, tileHeight) > MOST_TILE_SIDE ? Long.MAX_VALUE : tileWidth * tileHeight,
        raw,
        DecodeMemory.ofTiff(samples, sampleBits),
        new EmbeddedMetadata(
            inks ? null : profile,
            new Span(0, in.limit()),
            false,
            alpha || samples == 2 || (samples > 3 && !inks)));
  }

  private static byte[] profile(ByteBuffer in, int offset, int length) {
    boolean inside = offset > 0 && length > 0 && (long) offset + length <= in.limit();
    return inside && length <= EmbeddedMetadata.MOST_PROFILE_BYTES
        ? new Span(offset, length).copyOf(in)
        : new byte[0];
  }

  private static int u16(ByteBuffer in, int at) {
    return in.getShort(at) & 0xffff;
  }
}
