package dev.katong.image.heif;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.katong.image.EmbeddedMetadata.Span;
import dev.katong.image.Refused;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A box of an ISO base media file (ISO/IEC 14496-12, 4.2).
 *
 * @param type four letters
 * @param place of the content in the file
 */
record HeifBox(String type, Span place) {
  private static final int HEADER_BYTES = 8;
  private static final int UUID_BYTES = 16;

  /** A number that stands where a size of 64 bits follows. */
  private static final long LONG_SIZE = 1;

  /** A number that stands for a box up to the end of the file. */
  private static final long TO_THE_END = 0;

  /**
   * The boxes in a part of a file, one after the other. Those inside them are not looked at.
   *
   * @param wanted types that are returned; others are passed over
   * @param most boxes of the wanted types
   * @throws Refused if a box is larger than the part, or there are too many
   */
  static List<HeifBox> in(ByteBuffer file, Span part, Predicate<String> wanted, int most)
      throws Refused {
    List<HeifBox> boxes = new ArrayList<>();
    int at = part.offset();
    int end = part.offset() + part.length();
    while (end - at >= HEADER_BYTES) {
      String type = type(file, at + 4);
      long size = file.getInt(at) & 0xffffffffL;
      int header = HEADER_BYTES;
      if (size == LONG_SIZE) {
        header += Long.BYTES;
        size = end - at < header ? -1 : file.getLong(at + HEADER_BYTES);
      } else if (size == TO_THE_END) {
        size = end - at;
      }
      if (type.equals("uuid")) {
        header += UUID_BYTES;
      }
      if (size < header || size > end - at) {
        throw Refused.damaged("its box '%s' ends behind what it lies in".formatted(type));
      }
      if (wanted.test(type)) {
        if (boxes.size() == most) {
          throw Refused.damaged("it has more than %d boxes of one kind".formatted(most));
        }
        boxes.add(new HeifBox(type, new Span(at + header, (int) size - header)));
      }
      at += (int) size;
    }
    return boxes;
  }

  /** Four letters; others than plain ones as question marks, since messages tell types. */
  static String type(ByteBuffer file, int at) {
    byte[] letters = new byte[4];
    file.get(at, letters);
    for (int i = 0; i < letters.length; i++) {
      letters[i] = letters[i] >= ' ' && letters[i] <= '~' ? letters[i] : (byte) '?';
    }
    return new String(letters, ISO_8859_1);
  }

  /** The content, big-endian, read from its beginning; reading stops at its end. */
  ByteBuffer content(ByteBuffer file) {
    return place.in(file);
  }

  /** The rest of the content behind a number of bytes. */
  Span behind(int bytes) throws Refused {
    if (place.length() < bytes) {
      throw Refused.damaged("its box '%s' is too short".formatted(type));
    }
    return place.from(bytes);
  }
}
