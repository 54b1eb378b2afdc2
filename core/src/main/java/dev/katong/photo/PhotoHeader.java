package dev.katong.photo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.katong.KatongException.BadPhoto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What the first bytes of a photo's file say, read without decoding a pixel. Kinds are recognised
 * by content, never by name.
 *
 * @param kind such as {@code JPEG}
 * @param width in pixels as stored, before any turn by EXIF; at least 1
 * @param height in pixels as stored, before any turn by EXIF; at least 1
 * @param memory what decoding takes
 */
record PhotoHeader(
    String kind, int width, int height, Orientation orientation, DecodeMemory memory) {
  private static final String JPEG = "JPEG";

  /**
   * Reads the header.
   *
   * @param file from the start of the file to its limit; not changed
   * @throws BadPhoto if the bytes are no photo of a known kind, or end too early
   */
  static PhotoHeader read(ByteBuffer file, String name) {
    if (file.limit() == 0) {
      throw new BadPhoto(name + " is empty; there is no photo in it");
    }
    try {
      return parse(file.duplicate().order(ByteOrder.BIG_ENDIAN), name)
          .filter(header -> header.width > 0 && header.height > 0)
          .orElseThrow(
              () ->
                  new BadPhoto(
                      name
                          + " is not a photo that can be read; use JPEG, PNG, WebP, GIF, BMP"
                          + " or TIFF"));
    } catch (IndexOutOfBoundsException e) {
      throw new BadPhoto(name + " is damaged: it ends within its header", e);
    }
  }

  boolean isJpeg() {
    return kind.equals(JPEG);
  }

  long pixels() {
    return (long) width * height;
  }

  private static Optional<PhotoHeader> parse(ByteBuffer in, String name) {
    if (startsWith(in, 0, "\u00ff\u00d8\u00ff")) {
      return jpeg(in, name);
    }
    if (startsWith(in, 0, "\u0089PNG\r\n\u001a\n")) {
      PngHeader png = PngHeader.read(in);
      return upright("PNG", png.width(), png.height(), DecodeMemory.ofPng(png));
    }
    if (startsWith(in, 0, "MM\0*")) {
      return tiff(in);
    }
    ByteBuffer little = in.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (startsWith(in, 0, "II*\0")) {
      return tiff(little);
    }
    if (startsWith(in, 0, "RIFF") && startsWith(in, 8, "WEBP")) {
      return webp(little);
    }
    if (startsWith(in, 0, "GIF8")) {
      return upright("GIF", u16(little, 6), u16(little, 8), DecodeMemory.GIF);
    }
    if (startsWith(in, 0, "BM")) {
      int bits = u16(little, 28);
      DecodeMemory memory = DecodeMemory.ofSamples(bits == 32 ? 4 : bits > 8 ? 3 : 1, 1);
      return upright("BMP", little.getInt(18), Math.abs(little.getInt(22)), memory);
    }
    return Optional.empty();
  }

  private static Optional<PhotoHeader> upright(
      String kind, int width, int height, DecodeMemory memory) {
    return Optional.of(new PhotoHeader(kind, width, height, Orientation.UPRIGHT, memory));
  }

  private static Optional<PhotoHeader> jpeg(ByteBuffer in, String name) {
    Optional<JpegHeader> found = JpegHeader.read(in);
    if (found.isPresent() && !found.get().hasEnd(in)) {
      throw new BadPhoto(name + " is damaged: the end of the JPEG is missing");
    }
    return found.map(
        jpeg ->
            new PhotoHeader(
                JPEG, jpeg.width(), jpeg.height(), jpeg.orientation(), DecodeMemory.ofJpeg(jpeg)));
  }

  /** The three forms of WebP: lossy, lossless, extended (RFC 9649, 2.5 to 2.7). */
  private static Optional<PhotoHeader> webp(ByteBuffer in) {
    if (startsWith(in, 12, "VP8 ")) {
      return upright(
          "WebP", u16(in, 26) & 0x3fff, u16(in, 28) & 0x3fff, DecodeMemory.ofSamples(3, 1));
    }
    if (startsWith(in, 12, "VP8L")) {
      int bits = in.getInt(21);
      return upright(
          "WebP", (bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1, DecodeMemory.LOSSLESS_WEBP);
    }
    if (startsWith(in, 12, "VP8X")) {
      boolean animated = (in.get(20) & 0x02) != 0;
      return upright(
          "WebP",
          u24(in, 24) + 1,
          u24(in, 27) + 1,
          animated ? DecodeMemory.ANIMATED_WEBP : DecodeMemory.LOSSLESS_WEBP);
    }
    return Optional.empty();
  }

  /** The first directory's tags of type SHORT or LONG (TIFF 6.0). */
  private static Optional<PhotoHeader> tiff(ByteBuffer in) {
    int directory = in.getInt(4);
    int entries = u16(in, directory);
    int width = 0;
    int height = 0;
    int sampleBits = 8;
    int samples = 1;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      int value = u16(in, entry + 2) == 3 ? u16(in, entry + 8) : in.getInt(entry + 8);
      switch (u16(in, entry)) {
        case 256 -> width = value;
        case 257 -> height = value;
        // Up to two fit into the entry, more lie elsewhere.
        case 258 -> sampleBits = in.getInt(entry + 4) > 2 ? u16(in, in.getInt(entry + 8)) : value;
        case 277 -> samples = value;
        default -> {}
      }
    }
    return upright("TIFF", width, height, DecodeMemory.ofTiff(samples, sampleBits));
  }

  private static boolean startsWith(ByteBuffer in, int at, String magic) {
    if (in.limit() < at + magic.length()) {
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
