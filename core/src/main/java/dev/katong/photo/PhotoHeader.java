package dev.katong.photo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.katong.KatongException.BadPhoto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What the first bytes of a photo's file say, read without decoding a pixel: its kind and its size.
 * Kinds are recognised by content, never by name.
 *
 * @param kind such as {@code JPEG}
 * @param width in pixels, before any rotation by EXIF; at least 1
 * @param height in pixels, before any rotation by EXIF; at least 1
 */
record PhotoHeader(String kind, int width, int height) {

  /**
   * Reads the header.
   *
   * @throws BadPhoto if the bytes are no photo of a known kind, or end within the header
   */
  static PhotoHeader read(byte[] file, String name) {
    if (file.length == 0) {
      throw new BadPhoto(name + " is empty; there is no photo in it");
    }
    try {
      return parse(ByteBuffer.wrap(file))
          .filter(header -> header.width > 0 && header.height > 0)
          .orElseThrow(
              () ->
                  new BadPhoto(
                      name
                          + " is not a photo that can be read; use JPEG, PNG, WebP, GIF, BMP"
                          + " or TIFF"));
    } catch (IndexOutOfBoundsException | java.nio.BufferUnderflowException e) {
      throw new BadPhoto(name + " is damaged: it ends within its header", e);
    }
  }

  long pixels() {
    return (long) width * height;
  }

  private static Optional<PhotoHeader> parse(ByteBuffer in) {
    if (startsWith(in, 0, "\u00ff\u00d8\u00ff")) {
      return jpeg(in);
    }
    if (startsWith(in, 0, "\u0089PNG\r\n\u001a\n")) {
      return Optional.of(new PhotoHeader("PNG", in.getInt(16), in.getInt(20)));
    }
    ByteBuffer little = in.order(ByteOrder.LITTLE_ENDIAN);
    if (startsWith(in, 0, "RIFF") && startsWith(in, 8, "WEBP")) {
      return webp(little);
    }
    if (startsWith(in, 0, "GIF8")) {
      return Optional.of(new PhotoHeader("GIF", u16(little, 6), u16(little, 8)));
    }
    if (startsWith(in, 0, "BM")) {
      return Optional.of(new PhotoHeader("BMP", little.getInt(18), Math.abs(little.getInt(22))));
    }
    if (startsWith(in, 0, "II*\0")) {
      return tiff(little);
    }
    if (startsWith(in, 0, "MM\0*")) {
      return tiff(in.order(ByteOrder.BIG_ENDIAN));
    }
    return Optional.empty();
  }

  /** Walks the segments up to the frame header (ITU-T T.81, B.2.2). */
  private static Optional<PhotoHeader> jpeg(ByteBuffer in) {
    int at = 2;
    while (true) {
      if ((in.get(at) & 0xff) != 0xff) {
        return Optional.empty();
      }
      int marker = in.get(at + 1) & 0xff;
      if (marker == 0xff) {
        at++;
        continue;
      }
      boolean frame =
          marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
      if (frame) {
        return Optional.of(new PhotoHeader("JPEG", u16(in, at + 7), u16(in, at + 5)));
      }
      boolean bare = marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
      at += bare ? 2 : 2 + u16(in, at + 2);
    }
  }

  /** The three forms of WebP: lossy, lossless, extended (RFC 9649, 2.5 to 2.7). */
  private static Optional<PhotoHeader> webp(ByteBuffer in) {
    if (startsWith(in, 12, "VP8 ")) {
      return Optional.of(new PhotoHeader("WebP", u16(in, 26) & 0x3fff, u16(in, 28) & 0x3fff));
    }
    if (startsWith(in, 12, "VP8L")) {
      int bits = in.getInt(21);
      return Optional.of(new PhotoHeader("WebP", (bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1));
    }
    if (startsWith(in, 12, "VP8X")) {
      return Optional.of(new PhotoHeader("WebP", u24(in, 24) + 1, u24(in, 27) + 1));
    }
    return Optional.empty();
  }

  /** The first directory's tags 256 (width) and 257 (height), of type SHORT or LONG (TIFF 6.0). */
  private static Optional<PhotoHeader> tiff(ByteBuffer in) {
    int directory = in.getInt(4);
    int entries = u16(in, directory);
    int width = 0;
    int height = 0;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      int tag = u16(in, entry);
      int value = u16(in, entry + 2) == 3 ? u16(in, entry + 8) : in.getInt(entry + 8);
      if (tag == 256) {
        width = value;
      } else if (tag == 257) {
        height = value;
      }
    }
    return Optional.of(new PhotoHeader("TIFF", width, height));
  }

  private static boolean startsWith(ByteBuffer in, int at, String magic) {
    if (in.capacity() < at + magic.length()) {
      return false;
    }
    byte[] found = new byte[magic.length()];
    in.get(at, found);
    return new String(found, ISO_8859_1).equals(magic);
  }

  private static int u16(ByteBuffer in, int at) {
    return in.getShort(at) & 0xffff;
  }

  private static int u24(ByteBuffer in, int at) {
    return u16(in, at) | (in.get(at + 2) & 0xff) << 16;
  }
}
