package dev.katong.image.format;

import static dev.katong.image.format.PngChunks.END;
import static dev.katong.image.format.PngChunks.SIGNATURE_BYTES;
import static dev.katong.image.format.PngChunks.TRANSPARENCY;
import static dev.katong.image.format.PngChunks.length;
import static dev.katong.image.format.PngChunks.next;
import static dev.katong.image.format.PngChunks.type;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.katong.image.EmbeddedMetadata;
import dev.katong.image.EmbeddedMetadata.Span;
import dev.katong.image.Inflated;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a PNG apart from its pixels (W3C PNG, 11.2 and 11.3).
 *
 * @param width in pixels
 * @param height in pixels
 * @param grey true if there are no colours
 * @param channels what a decoder makes of it: 1, 3 or 4
 * @param sampleBytes of each channel: 1 or 2
 * @param attachments animated where it holds several frames
 * @param rebuiltBytes of the copy that a decoder is given; 0 if it is given the file itself
 */
public record PngHeader(
    int width,
    int height,
    boolean grey,
    int channels,
    int sampleBytes,
    EmbeddedMetadata attachments,
    long rebuiltBytes) {
  private static final int ANIMATION = 0x6163544c; // acTL
  private static final int PROFILE = 0x69434350; // iCCP
  private static final int EXIF = 0x65584966; // eXIf
  private static final int TEXT = 0x74455874; // tEXt
  private static final int COMPRESSED_TEXT = 0x7a545874; // zTXt
  private static final int IS_SRGB = 0x73524742; // sRGB
  private static final int GAMMA = 0x67414d41; // gAMA
  private static final int PRIMARIES = 0x6348524d; // cHRM

  private static final int GREY = 0;
  private static final int HAS_COLOUR = 2;
  private static final int HAS_ALPHA = 4;

  private static final int MOST_NAME = 79;

  /** Names of texts that hold EXIF. */
  private static final Set<String> RAW_PROFILES =
      Set.of("Raw profile type exif", "Raw profile type APP1");

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
    boolean srgb = false;
    boolean ended = false;
    long longest = 0;
    int gamma = 0;
    @Nullable Span primaries = null;
    byte @Nullable [] profile = null;
    @Nullable Exif exif = null;
    @Nullable Exif text = null;
    long at = SIGNATURE_BYTES;
    while (!ended && at + 8 <= in.limit()) {
      long length = length(in, at);
      if (next(in, at) > in.limit()) {
        break;
      }
      Span chunk = new Span((int) at + 8, (int) length);
      int type = type(in, at);
      switch (type) {
        case TRANSPARENCY -> alpha |= (colours & HAS_COLOUR) != 0;
        case ANIMATION -> animated = true;
        case PROFILE -> profile = profile == null ? profile(in, chunk) : profile;
        case EXIF -> exif = Exif.block(in, chunk);
        case TEXT, COMPRESSED_TEXT -> text = text == null ? exifOfText(in, type, chunk) : text;
        case IS_SRGB -> srgb = true;
        case GAMMA -> gamma = length == 4 ? in.getInt((int) at + 8) : 0;
        case PRIMARIES -> primaries = length == 32 ? chunk : null;
        case END -> ended = true;
        default -> {}
      }
      longest = Math.max(longest, length);
      at = next(in, at);
    }
    if (profile == null && !srgb) {
      profile = PngColours.profile(gamma, primaries == null ? null : primaries.in(in)).orElse(null);
    }
    int channels = colours == GREY ? 1 : alpha ? 4 : 3;
    return new PngHeader(
        in.getInt(16),
        in.getInt(20),
        (colours & HAS_COLOUR) == 0,
        channels,
        in.get(24) == 16 ? 2 : 1,
        new EmbeddedMetadata(profile, exif == null ? text : exif, animated, alpha, !ended),
        ended && longest <= PngChunks.MOST_CHUNK ? 0 : PngChunks.rebuiltBytes(in.limit()));
  }

  /**
   * The profile in a chunk: a name, a zero, the method, and the compressed bytes. Empty if damaged.
   */
  private static byte[] profile(ByteBuffer in, Span chunk) {
    int name = nameLength(in, chunk);
    if (name < 0 || name + 2 >= chunk.length()) {
      return new byte[0];
    }
    byte[] profile = Inflated.of(chunk.from(name + 2).in(in), EmbeddedMetadata.MOST_PROFILE_BYTES);
    return profile == null ? new byte[0] : profile;
  }

  /** EXIF that ImageMagick has written as a text; null if it is another text. */
  private static @Nullable Exif exifOfText(ByteBuffer in, int type, Span chunk) {
    int name = nameLength(in, chunk);
    if (name < 0 || !RAW_PROFILES.contains(new String(chunk.copyOf(in), 0, name, ISO_8859_1))) {
      return null;
    }
    return type == TEXT
        ? new Exif(chunk.from(name + 1), Exif.Form.TEXT)
        : new Exif(chunk.from(name + 2), Exif.Form.DEFLATED_TEXT);
  }

  /** The length of the name, a zero behind it, that a chunk begins with; -1 if it does not. */
  private static int nameLength(ByteBuffer in, Span chunk) {
    for (int i = 0; i < Math.min(chunk.length() - 2, MOST_NAME + 1); i++) {
      if (in.get(chunk.offset() + i) == 0) {
        return i;
      }
    }
    return -1;
  }
}
