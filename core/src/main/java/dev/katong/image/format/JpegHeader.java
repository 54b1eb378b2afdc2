package dev.katong.image.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.katong.image.EmbeddedMetadata;
import dev.katong.image.EmbeddedMetadata.Span;
import dev.katong.image.Orientation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a JPEG before its first scan.
 *
 * @param width as stored, before any turn; 0 where the file does not say
 * @param height as stored, before any turn; 0 where the file does not say
 * @param components 1 for grey, 3 for colour, 4 for CMYK
 * @param coefficientBytes what a decoder holds of the whole picture before it can make pixels; 0
 *     where one scan has everything and pixels are made as it is read
 * @param scan where the first scan begins, in bytes from the start
 * @param cmyk how the four components are stored if there are four
 * @param attachments EXIF and profile
 */
public record JpegHeader(
    int width,
    int height,
    int components,
    Orientation orientation,
    long coefficientBytes,
    int scan,
    Cmyk cmyk,
    EmbeddedMetadata attachments) {
  private static final int APP1 = 0xe1;
  private static final int APP2 = 0xe2;
  private static final int APP14 = 0xee;
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;
  private static final String EXIF = "Exif\0";
  private static final String PROFILE = "ICC_PROFILE\0";
  private static final String ADOBE = "Adobe";

  /** Progressive files have 10 as a rule; a small file of thousands would take minutes. */
  private static final int MOST_SCANS = 100;

  /**
   * The storage of four components, as Adobe's segment tells it (Adobe Technical Note 5116, section
   * 18).
   *
   * @param inverted true if 0 is full ink, as Adobe's programs write it
   * @param luminance true if cyan, magenta and yellow are stored as luminance and chrominance
   */
  public record Cmyk(boolean inverted, boolean luminance) {}

  /**
   * Walks the segments up to the first scan (ITU-T T.81, B.2). As decoders do, it passes over bytes
   * between segments that belong to none: cameras leave them.
   *
   * @return empty if there is no frame before the first scan
   * @throws IndexOutOfBoundsException if the file ends before its first scan
   */
  public static Optional<JpegHeader> read(ByteBuffer in) {
    Exif exif = null;
    List<Span> profile = new ArrayList<>();
    Cmyk cmyk = new Cmyk(false, false);
    int frame = 0;
    int at = 2;
    while (true) {
      int marker = in.get(at + 1) & 0xff;
      if (!isMarker(in, at)) {
        at++;
        continue;
      }
      if (marker == END_OF_IMAGE) {
        return Optional.empty();
      }
      if (marker == START_OF_SCAN) {
        EmbeddedMetadata found =
            new EmbeddedMetadata(joined(in, profile), exif, false, false, !hasEnd(in, at));
        return frame == 0 ? Optional.empty() : Optional.of(of(in, found, cmyk, frame, at));
      }
      if (isFrame(marker)) {
        frame = at;
      } else if (marker == APP1 && exif == null) {
        exif =
            content(in, at, EXIF) == null
                ? null
                : Exif.block(in, new Span(at + 4, u16(in, at + 2) - 2));
      } else if (marker == APP2) {
        Span part = content(in, at, PROFILE);
        if (part != null) {
          profile.add(part);
        }
      } else if (marker == APP14) {
        Span adobe = content(in, at, ADOBE);
        if (adobe != null && adobe.length() >= 7) {
          cmyk = new Cmyk(true, in.get(adobe.offset() + 6) == 2);
        }
      }
      at = next(in, at);
    }
  }

  private static boolean isMarker(ByteBuffer in, int at) {
    int second = in.get(at + 1) & 0xff;
    return (in.get(at) & 0xff) == 0xff && second != 0 && second != 0xff;
  }

  /** The end of the segment that begins with a marker. */
  private static int next(ByteBuffer in, int at) {
    int marker = in.get(at + 1) & 0xff;
    boolean bare = marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    return at + (bare ? 2 : 2 + Math.max(2, u16(in, at + 2)));
  }

  /**
   * Makes bytes between segments that belong to none what may stand there (ITU-T T.81, B.1.1.2), in
   * place: else libjpeg complains of them on the standard error, without the file's name.
   *
   * @param in big-endian; its header has been read
   */
  public static void fillGaps(ByteBuffer in) {
    int at = 2;
    while (!isMarker(in, at) || (in.get(at + 1) & 0xff) != START_OF_SCAN) {
      if (isMarker(in, at)) {
        at = next(in, at);
      } else {
        in.put(at, (byte) 0xff);
        at++;
      }
    }
  }

  /**
   * True if an end-of-image marker follows the first scan. Within a scan the pair {@code ff d9} can
   * only be that marker (ITU-T T.81, B.1.1.5); the thumbnail that EXIF may hold, with an end of its
   * own, lies before the scan.
   */
  private static boolean hasEnd(ByteBuffer in, int scan) {
    for (int i = in.limit() - 2; i > scan; i--) {
      if ((in.get(i) & 0xff) == 0xff && (in.get(i + 1) & 0xff) == END_OF_IMAGE) {
        return true;
      }
    }
    return false;
  }

  /**
   * True if there are more scans than any photo has, as in a file made to keep a decoder busy. Each
   * scan goes over the whole picture, however small its data.
   */
  boolean hasTooManyScans(ByteBuffer in) {
    int scans = 0;
    for (int i = scan; i + 1 < in.limit() && coefficientBytes > 0; i++) {
      if (in.get(i) == (byte) 0xff && (in.get(i + 1) & 0xff) == START_OF_SCAN) {
        scans++;
      }
    }
    return scans > MOST_SCANS;
  }

  private static JpegHeader of(
      ByteBuffer in, EmbeddedMetadata attachments, Cmyk cmyk, int frame, int scan) {
    boolean progressive = (in.get(frame + 1) & 0x03) == 2;
    int components = in.get(frame + 9) & 0xff;
    boolean severalScans = (in.get(scan + 4) & 0xff) < components;
    int height = u16(in, frame + 5);
    int width = u16(in, frame + 7);
    long held = progressive || severalScans ? coefficientBytes(in, frame, width, height) : 0;
    Orientation orientation = Orientation.of(in, attachments.exif());
    return new JpegHeader(width, height, components, orientation, held, scan, cmyk, attachments);
  }

  /** Two bytes for every sample of every component, each with a resolution of its own (A.1.1). */
  private static long coefficientBytes(ByteBuffer in, int frame, int width, int height) {
    int components = in.get(frame + 9) & 0xff;
    int mostDown = 1;
    int mostAcross = 1;
    long samplesPerUnit = 0;
    for (int c = 0; c < components; c++) {
      int sampling = in.get(frame + 11 + 3 * c) & 0xff;
      int across = sampling >> 4;
      int down = sampling & 0x0f;
      mostAcross = Math.max(mostAcross, across);
      mostDown = Math.max(mostDown, down);
      samplesPerUnit += (long) across * down;
    }
    return 2L * width * height * samplesPerUnit / ((long) mostAcross * mostDown);
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /** The bytes after a segment's name; null if it has another name, or the file ends before it. */
  private static @Nullable Span content(ByteBuffer in, int at, String name) {
    int length = u16(in, at + 2);
    if (length < 2 + name.length() || in.limit() < at + 2 + length) {
      return null;
    }
    byte[] found = new byte[name.length()];
    in.get(at + 4, found);
    return new String(found, ISO_8859_1).equals(name)
        ? new Span(at + 4 + name.length(), length - 2 - name.length())
        : null;
  }

  /**
   * A profile's parts in their order, each with its number and their count before it (ICC.1, B.4).
   */
  private static byte @Nullable [] joined(ByteBuffer in, List<Span> parts) {
    if (parts.isEmpty()) {
      return null;
    }
    byte[][] ordered = new byte[parts.size()][];
    int length = 0;
    for (Span part : parts) {
      int number = part.length() < 2 ? 0 : in.get(part.offset()) & 0xff;
      if (number < 1 || number > ordered.length || ordered[number - 1] != null) {
        return new byte[0];
      }
      ordered[number - 1] = new Span(part.offset() + 2, part.length() - 2).copyOf(in);
      length += part.length() - 2;
    }
    ByteBuffer whole = ByteBuffer.allocate(length);
    for (byte[] part : ordered) {
      whole.put(part);
    }
    return whole.array();
  }

  private static int u16(ByteBuffer in, int at) {
    return in.getShort(at) & 0xffff;
  }
}
