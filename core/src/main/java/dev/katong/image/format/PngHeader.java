package dev.katong.image.format;

import dev.katong.image.EmbeddedMetadata;
import dev.katong.image.EmbeddedMetadata.Span;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * What a PNG says besides its pixels (W3C PNG, 11.2 and 11.3).
 *
 * @param width in pixels
 * @param height in pixels
 * @param grey whether there are no colours
 * @param channels what a decoder makes of it: 1, 3 or 4
 * @param sampleBytes of each channel: 1 or 2
 * @param attachments animated where it holds several frames, which a decoder composes on a canvas
 */
public record PngHeader(
    int width,
    int height,
    boolean grey,
    int channels,
    int sampleBytes,
    EmbeddedMetadata attachments) {
  private static final int END = 0x49454e44; // IEND
  private static final int TRANSPARENT_COLOUR = 0x74524e53; // tRNS
  private static final int ANIMATION = 0x6163544c; // acTL
  private static final int PROFILE = 0x69434350; // iCCP
  private static final int EXIF = 0x65584966; // eXIf

  private static final int GREY = 0;
  private static final int HAS_COLOUR = 2;
  private static final int HAS_ALPHA = 4;

  private static final int MOST_PROFILE_NAME = 79;

  /**
   * Walks the chunks.
   *
   * @param in big-endian
   * @throws IndexOutOfBoundsException if the file ends within its first chunk
   */
  static PngHeader read(ByteBuffer in) {
    int colours = in.get(25);
    boolean alpha = (colours & HAS_ALPHA) != 0;
    boolean animated = false;
    byte @Nullable [] profile = null;
    @Nullable Span exif = null;
    long at = 8;
    while (at + 12 <= in.limit()) {
      long length = in.getInt((int) at) & 0xffffffffL;
      int chunk = in.getInt((int) at + 4);
      boolean whole = at + 12 + length <= in.limit();
      alpha |= chunk == TRANSPARENT_COLOUR && (colours & HAS_COLOUR) != 0;
      animated |= chunk == ANIMATION;
      if (chunk == PROFILE && whole && profile == null) {
        profile = inflated(in, (int) at + 8, (int) length);
      } else if (chunk == EXIF && whole) {
        exif = new Span((int) at + 8, (int) length);
      } else if (chunk == END) {
        break;
      }
      at += 12 + length;
    }
    int channels = colours == GREY ? 1 : alpha ? 4 : 3;
    return new PngHeader(
        in.getInt(16),
        in.getInt(20),
        (colours & HAS_COLOUR) == 0,
        channels,
        in.get(24) == 16 ? 2 : 1,
        new EmbeddedMetadata(profile, exif, animated, alpha));
  }

  /**
   * The profile in a chunk: a name, a zero, the method, and the compressed bytes. Empty if damaged.
   */
  private static byte[] inflated(ByteBuffer in, int begin, int length) {
    int end = begin + length;
    int at = begin;
    while (at < end && at - begin <= MOST_PROFILE_NAME && in.get(at) != 0) {
      at++;
    }
    if (at + 2 >= end || in.get(at) != 0) {
      return new byte[0];
    }
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(in.slice(at + 2, end - at - 2));
      ByteArrayOutputStream profile = new ByteArrayOutputStream();
      byte[] part = new byte[1 << 13];
      while (!inflater.finished()) {
        int count = inflater.inflate(part);
        if (count == 0 || profile.size() > EmbeddedMetadata.MOST_PROFILE_BYTES) {
          return new byte[0];
        }
        profile.write(part, 0, count);
      }
      return profile.toByteArray();
    } catch (DataFormatException e) {
      return new byte[0];
    } finally {
      inflater.end();
    }
  }
}
