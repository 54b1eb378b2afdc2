package dev.katong.image.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Bounds the work of decoding a PNG by its pixels. libpng inflates compressed texts, up to 8 MB for
 * each 8 KB of file, and whatever follows the last row, a thousand times the file's length; 7 MB
 * then take minutes, and nothing interrupts it.
 */
public final class PngWork {
  private static final int SIGNATURE_BYTES = 8;

  /** Length and type before the content of a chunk, checksum behind it. */
  private static final int CHUNK_BYTES = 12;

  private static final int PIXELS = 0x49444154; // IDAT
  private static final int END = 0x49454e44; // IEND
  private static final int COMPRESSED_TEXT = 0x7a545874; // zTXt
  private static final int INTERNATIONAL_TEXT = 0x69545874; // iTXt

  /** A chunk of no known type; decoders pass over it. */
  private static final byte[] UNKNOWN = "kaTo".getBytes(US_ASCII);

  /** How many times as long as the compressed data what comes of it is at most (RFC 1951). */
  private static final long MOST_RATIO = 1032;

  /** What may be inflated without need: a fraction of a second's work. */
  private static final long SPARE_BYTES = 128L << 20;

  /** Programs that end a stream late are off by less. */
  private static final int MOST_SURPLUS = 1 << 20;

  private static final int PART_BYTES = 1 << 16;

  /** First column, first row, steps between columns and between rows of Adam7's passes. */
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private final ByteBuffer file;
  private long inflated;

  private PngWork(ByteBuffer file) {
    this.file = file;
  }

  /**
   * Makes compressed texts unknown to decoders, in place, and looks for the end of the last row.
   *
   * @param file big-endian; its header has been read
   * @return whether the data ends with the last row, or so soon after it that it does no harm; true
   *     too where the data is damaged, which a decoder finds out
   */
  public static boolean isBounded(ByteBuffer file) {
    return new PngWork(file).check();
  }

  private boolean check() {
    long compressed = 0;
    for (long at = SIGNATURE_BYTES; at + CHUNK_BYTES <= file.limit(); at = next(at)) {
      int type = type(at);
      if (type == PIXELS) {
        compressed += length(at);
      } else if (type == COMPRESSED_TEXT || type == INTERNATIONAL_TEXT) {
        makeUnknown((int) at);
      }
    }
    long needed = neededBytes();
    return compressed * MOST_RATIO <= needed + SPARE_BYTES || endsWith(needed);
  }

  private boolean endsWith(long needed) {
    Inflater inflater = new Inflater();
    byte[] part = new byte[PART_BYTES];
    try {
      for (long at = SIGNATURE_BYTES; at + CHUNK_BYTES <= file.limit(); at = next(at)) {
        if (type(at) == END) {
          return true;
        }
        if (type(at) != PIXELS) {
          continue;
        }
        long length = Math.min(length(at), file.limit() - at - 8);
        inflater.setInput(file.slice((int) at + 8, (int) length));
        while (!inflater.needsInput() && !inflater.finished()) {
          inflated += inflater.inflate(part);
          if (inflated > needed + MOST_SURPLUS) {
            return false;
          }
          if (inflater.needsDictionary()) {
            return true;
          }
        }
      }
      return true;
    } catch (DataFormatException e) {
      return true;
    } finally {
      inflater.end();
    }
  }

  /** What the rows of all pixels take, each with its filter's byte (W3C PNG, 7.2 and 8.2). */
  private long neededBytes() {
    int width = file.getInt(16);
    int height = file.getInt(20);
    int channels =
        switch (file.get(25)) {
          case 2 -> 3;
          case 4 -> 2;
          case 6 -> 4;
          default -> 1;
        };
    int bits = channels * file.get(24);
    if (file.get(28) == 0) {
      return rows(width, height, bits);
    }
    long needed = 0;
    for (int[] pass : PASSES) {
      needed +=
          rows(
              Math.max(0, (width - pass[0] + pass[2] - 1) / pass[2]),
              Math.max(0, (height - pass[1] + pass[3] - 1) / pass[3]),
              bits);
    }
    return needed;
  }

  private static long rows(long width, long height, int bits) {
    return width == 0 ? 0 : height * (1 + (width * bits + 7) / 8);
  }

  private void makeUnknown(int at) {
    int length = (int) Math.min(length(at), file.limit() - at - CHUNK_BYTES);
    file.put(at + 4, UNKNOWN);
    CRC32 sum = new CRC32();
    sum.update(file.slice(at + 4, 4 + length));
    file.putInt(at + 8 + length, (int) sum.getValue());
  }

  private long next(long at) {
    return at + CHUNK_BYTES + length(at);
  }

  private long length(long at) {
    return file.getInt((int) at) & 0xffffffffL;
  }

  private int type(long at) {
    return file.getInt((int) at + 4);
  }
}
