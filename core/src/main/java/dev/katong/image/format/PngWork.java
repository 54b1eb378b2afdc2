package dev.katong.image.format;

import static dev.katong.image.format.PngChunks.FRAME_BYTES;
import static dev.katong.image.format.PngChunks.PIXELS;
import static dev.katong.image.format.PngChunks.SIGNATURE_BYTES;
import static dev.katong.image.format.PngChunks.length;
import static dev.katong.image.format.PngChunks.next;
import static dev.katong.image.format.PngChunks.type;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Bounds the work of decoding a PNG by its pixels. libpng inflates whatever follows the last row, a
 * thousand times the file's length; 7 MB then take minutes, and nothing interrupts it.
 */
public final class PngWork {
  /** The highest ratio of inflated to compressed data (RFC 1951). */
  private static final long MOST_RATIO = 1032;

  /** The bytes that may be inflated without need: a fraction of a second's work. */
  private static final long SPARE_BYTES = 128L << 20;

  /** Programs that end a stream late are off by less. */
  private static final int MOST_SURPLUS = 1 << 20;

  private static final int PART_BYTES = 1 << 16;

  /** First column, first row, steps between columns and between rows of Adam7's passes. */
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private final ByteBuffer file;

  private PngWork(ByteBuffer file) {
    this.file = file;
  }

  /**
   * Looks for the end of the last row.
   *
   * @param file big-endian; its header has been read
   * @return true if the data ends with the last row, or so soon after it that it does no harm; true
   *     too where the data is damaged, which a decoder finds out
   */
  public static boolean isBounded(ByteBuffer file) {
    PngWork work = new PngWork(file);
    long compressed = 0;
    for (long at = SIGNATURE_BYTES; at + FRAME_BYTES <= file.limit(); at = next(file, at)) {
      if (type(file, at) == PIXELS) {
        compressed += length(file, at);
      }
    }
    long needed = work.neededBytes();
    return compressed * MOST_RATIO <= needed + SPARE_BYTES
        || work.inflated(needed + MOST_SURPLUS) <= needed + MOST_SURPLUS;
  }

  /** True if all rows are there, be the rest of the file missing. */
  public static boolean isComplete(ByteBuffer file) {
    PngWork work = new PngWork(file);
    long needed = work.neededBytes();
    return work.inflated(needed) >= needed;
  }

  /** The number of inflated bytes; what is more than {@code most} may not be counted. */
  private long inflated(long most) {
    Inflater inflater = new Inflater();
    byte[] part = new byte[PART_BYTES];
    long inflated = 0;
    try {
      for (long at = SIGNATURE_BYTES; at + 8 <= file.limit(); at = next(file, at)) {
        if (type(file, at) != PIXELS) {
          continue;
        }
        long length = Math.min(length(file, at), file.limit() - at - 8);
        inflater.setInput(file.slice((int) at + 8, (int) length));
        while (!inflater.needsInput() && !inflater.finished()) {
          inflated += inflater.inflate(part);
          if (inflated > most || inflater.needsDictionary()) {
            return inflated;
          }
        }
      }
      return inflated;
    } catch (DataFormatException e) {
      return inflated;
    } finally {
      inflater.end();
    }
  }

  /** The bytes of the rows of all pixels, each with its filter's byte (W3C PNG, 7.2 and 8.2). */
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
}
