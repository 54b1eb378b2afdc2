package dev.katong.image.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.katong.image.Refused;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.bytedeco.javacpp.BytePointer;

/**
 * Makes PNGs such that OpenCV decodes them as they are meant, and libpng, which writes what it
 * dislikes to the standard error without the file's name, has nothing to say of whole ones. All
 * that does not make pixels of the still picture is hidden; what else is wrong is found before.
 */
public final class PngChunks {
  static final int SIGNATURE_BYTES = 8;

  /** Length and type before the content of a chunk, checksum behind it. */
  static final int FRAME_BYTES = 12;

  static final int HEADER = 0x49484452; // IHDR
  static final int PALETTE = 0x504c5445; // PLTE
  static final int PIXELS = 0x49444154; // IDAT
  static final int END = 0x49454e44; // IEND
  static final int TRANSPARENCY = 0x74524e53; // tRNS

  /** A chunk of no known type; decoders pass over it. */
  private static final byte[] UNKNOWN = "kaTo".getBytes(US_ASCII);

  /** OpenCV refuses files with longer ones. */
  static final int MOST_CHUNK = 8_000_000;

  private static final int PIECE = 1 << 20;

  private PngChunks() {}

  /**
   * Hides chunks, in place, and checks the others.
   *
   * @param file big-endian; its header has been read
   * @throws Refused if a chunk that pixels are made of is damaged
   */
  public static void prepare(ByteBuffer file) throws Refused {
    checkHeader(file);
    for (long at = SIGNATURE_BYTES; isWhole(file, at); at = next(file, at)) {
      int type = type(file, at);
      boolean needed = type == HEADER || type == PALETTE || type == PIXELS || type == END;
      boolean right = crc(file, at) == file.getInt(Math.toIntExact(next(file, at) - 4));
      if (needed && !right) {
        throw Refused.damaged("a checksum in it is wrong");
      }
      if (!needed && !(type == TRANSPARENCY && right)) {
        hide(file, (int) at);
      }
      if (type == END) {
        return;
      }
    }
  }

  /** The combinations of bits and colours that there are (W3C PNG, 11.2.1). */
  private static void checkHeader(ByteBuffer file) throws Refused {
    int bits = file.get(24);
    boolean power = bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
    boolean known =
        switch (file.get(25)) {
          case 0 -> power;
          case 3 -> power && bits <= 8;
          case 2, 4, 6 -> bits == 8 || bits == 16;
          default -> false;
        };
    boolean methods = file.get(26) == 0 && file.get(27) == 0 && (file.get(28) & 0xfe) == 0;
    if (type(file, SIGNATURE_BYTES) != HEADER || !known || !methods) {
      throw Refused.damaged("its PNG header is not one of a picture");
    }
  }

  private static void hide(ByteBuffer file, int at) {
    file.put(at + 4, UNKNOWN);
    file.putInt((int) next(file, at) - 4, crc(file, at));
  }

  /** True if the end is missing, or there is a chunk of a length that OpenCV refuses. */
  public static boolean mustBeRebuilt(ByteBuffer file) {
    for (long at = SIGNATURE_BYTES; isWhole(file, at); at = next(file, at)) {
      if (length(file, at) > MOST_CHUNK) {
        return true;
      }
      if (type(file, at) == END) {
        return false;
      }
    }
    return true;
  }

  /** A copy with what pixels are made of only, in chunks of usual lengths; closed by the caller. */
  public static BytePointer rebuilt(ByteBuffer file) {
    BytePointer copy = new BytePointer(rebuiltBytes(file.limit()));
    ByteBuffer to =
        copy.asByteBuffer().order(ByteOrder.BIG_ENDIAN).put(file.slice(0, SIGNATURE_BYTES));
    for (long at = SIGNATURE_BYTES; at + 8 <= file.limit(); at = next(file, at)) {
      int type = type(file, at);
      if (type == END) {
        break;
      }
      if (type == HEADER || type == PALETTE || type == PIXELS || type == TRANSPARENCY) {
        int length = (int) Math.min(length(file, at), file.limit() - at - 8);
        for (int from = 0; from < length; from += PIECE) {
          put(to, type, file.slice((int) at + 8 + from, Math.min(PIECE, length - from)));
        }
      }
    }
    put(to, END, ByteBuffer.allocate(0));
    copy.limit(to.position());
    return copy;
  }

  /** The most bytes of a copy of a file so long. */
  static long rebuiltBytes(long fileBytes) {
    return fileBytes + FRAME_BYTES * (2 + fileBytes / PIECE);
  }

  private static void put(ByteBuffer to, int type, ByteBuffer content) {
    int begin = to.position();
    to.putInt(content.limit()).putInt(type).put(content);
    to.putInt(crc(to.duplicate().flip(), begin));
  }

  private static int crc(ByteBuffer file, long at) {
    CRC32 sum = new CRC32();
    sum.update(file.slice((int) at + 4, 4 + (int) length(file, at)));
    return (int) sum.getValue();
  }

  private static boolean isWhole(ByteBuffer file, long at) {
    return at + FRAME_BYTES <= file.limit() && next(file, at) <= file.limit();
  }

  static long next(ByteBuffer file, long at) {
    return at + FRAME_BYTES + length(file, at);
  }

  static long length(ByteBuffer file, long at) {
    return file.getInt((int) at) & 0xffffffffL;
  }

  static int type(ByteBuffer file, long at) {
    return file.getInt((int) at + 4);
  }
}
