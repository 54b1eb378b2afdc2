package dev.katong.photo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a JPEG says before its first scan.
 *
 * @param width as stored, before any turn; 0 where the file does not say
 * @param height as stored, before any turn; 0 where the file does not say
 * @param coefficientBytes what a decoder holds of the whole picture before it can make pixels; 0
 *     where one scan has everything and pixels are made as it is read
 * @param scan where the first scan begins, in bytes from the start
 */
record JpegHeader(int width, int height, Orientation orientation, long coefficientBytes, int scan) {
  private static final int APP1 = 0xe1;
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;
  private static final String EXIF = "Exif\0\0";

  /**
   * Walks the segments up to the first scan (ITU-T T.81, B.2).
   *
   * @return empty if something else than segments is found
   * @throws IndexOutOfBoundsException if the file ends before its first scan
   */
  static Optional<JpegHeader> read(ByteBuffer in) {
    Orientation orientation = null;
    int frame = 0;
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
      if (marker == START_OF_SCAN) {
        Orientation found = orientation == null ? Orientation.UPRIGHT : orientation;
        return frame == 0 ? Optional.empty() : Optional.of(of(in, found, frame, at));
      }
      if (isFrame(marker)) {
        frame = at;
      } else if (marker == APP1 && orientation == null && isExif(in, at)) {
        int begin = at + 4 + EXIF.length();
        orientation = Orientation.ofExif(in.slice(begin, at + 2 + u16(in, at + 2) - begin));
      }
      boolean bare = marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
      at += bare ? 2 : 2 + u16(in, at + 2);
    }
  }

  /**
   * Whether an end-of-image marker follows the first scan. A decoder would fill what is missing
   * with grey and say nothing. Within a scan the pair {@code ff d9} can only be that marker (ITU-T
   * T.81, B.1.1.5); the thumbnail that EXIF may hold, with an end of its own, lies before the scan.
   */
  boolean hasEnd(ByteBuffer in) {
    for (int i = in.limit() - 2; i > scan; i--) {
      if ((in.get(i) & 0xff) == 0xff && (in.get(i + 1) & 0xff) == END_OF_IMAGE) {
        return true;
      }
    }
    return false;
  }

  private static JpegHeader of(ByteBuffer in, Orientation orientation, int frame, int scan) {
    boolean progressive = (in.get(frame + 1) & 0x03) == 2;
    int components = in.get(frame + 9) & 0xff;
    boolean severalScans = (in.get(scan + 4) & 0xff) < components;
    int height = u16(in, frame + 5);
    int width = u16(in, frame + 7);
    long held = progressive || severalScans ? coefficientBytes(in, frame, width, height) : 0;
    return new JpegHeader(width, height, orientation, held, scan);
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

  private static boolean isExif(ByteBuffer in, int at) {
    int length = u16(in, at + 2);
    if (length < 2 + EXIF.length() || in.limit() < at + 2 + length) {
      return false;
    }
    byte[] found = new byte[EXIF.length()];
    in.get(at + 4, found);
    return new String(found, ISO_8859_1).equals(EXIF);
  }

  private static int u16(ByteBuffer in, int at) {
    return in.getShort(at) & 0xffff;
  }
}
