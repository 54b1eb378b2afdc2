package dev.katong.image.format;

import dev.katong.image.DecodeMemory;
import dev.katong.image.EmbeddedMetadata;
import dev.katong.image.EmbeddedMetadata.Span;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a WebP apart from its pixels, in its three forms: lossy, lossless, extended (RFC
 * 9649, 2.5 to 2.7).
 *
 * @param width in pixels
 * @param height in pixels
 */
record WebpHeader(int width, int height, DecodeMemory memory, EmbeddedMetadata attachments) {
  private static final int LOSSY = 0x20385056; // VP8
  private static final int LOSSLESS = 0x4c385056; // VP8L
  private static final int EXTENDED = 0x58385056; // VP8X
  private static final int PROFILE = 0x50434349; // ICCP
  private static final int EXIF = 0x46495845; // EXIF

  private static final int ANIMATED = 0x02;
  private static final int HAS_ALPHA = 0x10;

  /**
   * Reads the first chunk, and walks the others of the extended form.
   *
   * @param in little-endian
   * @return null if the first chunk is none of the three
   * @throws IndexOutOfBoundsException if the file ends within its first chunk
   */
  static @Nullable WebpHeader read(ByteBuffer in) {
    return switch (in.getInt(12)) {
      case LOSSY ->
          new WebpHeader(
              u16(in, 26) & 0x3fff,
              u16(in, 28) & 0x3fff,
              DecodeMemory.ofSamples(3, 1),
              EmbeddedMetadata.NONE);
      case LOSSLESS -> {
        int bits = in.getInt(21);
        boolean alpha = (bits >> 28 & 1) != 0;
        yield new WebpHeader(
            (bits & 0x3fff) + 1,
            ((bits >> 14) & 0x3fff) + 1,
            DecodeMemory.LOSSLESS_WEBP,
            new EmbeddedMetadata(null, null, false, alpha));
      }
      case EXTENDED -> extended(in);
      default -> null;
    };
  }

  private static WebpHeader extended(ByteBuffer in) {
    int flags = in.get(20);
    boolean animated = (flags & ANIMATED) != 0;
    int width = u24(in, 24) + 1;
    int height = u24(in, 27) + 1;
    byte @Nullable [] profile = null;
    @Nullable Exif exif = null;
    long at = 30;
    while (at + 8 <= in.limit()) {
      int chunk = in.getInt((int) at);
      long length = in.getInt((int) at + 4) & 0xffffffffL;
      if (at + 8 + length <= in.limit()) {
        Span content = new Span((int) at + 8, (int) length);
        if (chunk == PROFILE && profile == null) {
          profile = length > EmbeddedMetadata.MOST_PROFILE_BYTES ? new byte[0] : content.copyOf(in);
        } else if (chunk == EXIF) {
          exif = Exif.block(in, content);
        }
      }
      at += 8 + length + (length & 1);
    }
    return new WebpHeader(
        width,
        height,
        animated ? DecodeMemory.ANIMATED_WEBP : DecodeMemory.LOSSLESS_WEBP,
        new EmbeddedMetadata(profile, exif, animated, animated || (flags & HAS_ALPHA) != 0));
  }

  private static int u16(ByteBuffer in, int at) {
    return in.getShort(at) & 0xffff;
  }

  private static int u24(ByteBuffer in, int at) {
    return u16(in, at) | (in.get(at + 2) & 0xff) << 16;
  }
}
