package dev.katong.image.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.katong.image.EmbeddedMetadata.Span;
import dev.katong.image.Inflated;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The position of the EXIF block in a photo's file (CIPA DC-008).
 *
 * @param place of the block, or of the text that it is written as
 * @param form of what lies there
 */
public record Exif(Span place, Form form) {
  /** Some programs put the name of JPEG's segment before the block in other files too. */
  private static final String NAME = "Exif\0";

  /** The name, and one more byte, a zero as a rule. */
  private static final int NAME_BYTES = 6;

  /** More than ImageMagick's text of the longest block. */
  private static final int MOST_TEXT = 1 << 20;

  /** Forms of a block. */
  enum Form {
    /** The block itself. */
    BLOCK,
    /** A text with its bytes in hexadecimal digits, as ImageMagick writes it into a PNG. */
    TEXT,
    /** The same text, deflated. */
    DEFLATED_TEXT
  }

  /** The block that lies in a span as it is, without a name before it. */
  public static Exif block(ByteBuffer file, Span place) {
    int name = startsWithName(file, place.offset(), place.length()) ? NAME_BYTES : 0;
    return new Exif(new Span(place.offset() + name, place.length() - name), Form.BLOCK);
  }

  private static boolean startsWithName(ByteBuffer in, int offset, int length) {
    byte[] start = new byte[NAME.length()];
    if (length < NAME_BYTES || offset + NAME_BYTES > in.limit()) {
      return false;
    }
    in.get(offset, start);
    return new String(start, ISO_8859_1).equals(NAME);
  }

  /** The block from its byte order mark on, as a buffer of its own; empty if it is damaged. */
  public Optional<ByteBuffer> in(ByteBuffer file) {
    return switch (form) {
      case BLOCK -> Optional.of(place.in(file));
      case TEXT -> ofText(place.copyOf(file));
      case DEFLATED_TEXT ->
          Optional.ofNullable(Inflated.of(place.in(file), MOST_TEXT)).flatMap(Exif::ofText);
    };
  }

  /** A copy of the block; empty if it is damaged. */
  public Optional<byte[]> copyOf(ByteBuffer file) {
    return in(file)
        .map(
            block -> {
              byte[] copy = new byte[block.limit()];
              block.get(0, copy);
              return copy;
            });
  }

  /** Reads a line with a name, one with the number of bytes, and lines of digits. */
  private static Optional<ByteBuffer> ofText(byte[] text) {
    String[] parts = new String(text, ISO_8859_1).strip().split("\\s+", 3);
    byte[] block = parts.length < 3 ? null : bytes(parts[2]);
    if (block == null) {
      return Optional.empty();
    }
    ByteBuffer all = ByteBuffer.wrap(block);
    int name = startsWithName(all, 0, block.length) ? NAME_BYTES : 0;
    return Optional.of(all.slice(name, block.length - name));
  }

  private static byte @Nullable [] bytes(String digits) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(digits.length() / 2);
    int high = -1;
    for (int i = 0; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(i), 16);
      if (digit < 0) {
        if (!Character.isWhitespace(digits.charAt(i))) {
          return null;
        }
      } else if (high < 0) {
        high = digit;
      } else {
        bytes.write(high << 4 | digit);
        high = -1;
      }
    }
    return bytes.toByteArray();
  }
}
