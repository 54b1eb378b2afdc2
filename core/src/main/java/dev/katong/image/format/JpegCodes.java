package dev.katong.image.format;

import dev.katong.image.format.JpegScan.NotFollowed;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A table of Huffman codes of a JPEG (ITU-T T.81, annex C). Codes of up to eleven bits, which are
 * nearly all, are found at once by the next eleven bits.
 */
final class JpegCodes {
  private static final int CODE_BITS = 16;
  static final int FAST_BITS = 11;

  private static final int RUN_OF_ZEROS = 0xf0;

  /** A number of coefficients that leads beyond any block. */
  static final int END_OF_BLOCK = 128;

  private static final int NO_SEQUENCE = 64 << 8;

  /** A table without codes. */
  static final JpegCodes NONE = new JpegCodes(0);

  private final int[] fast = new int[1 << FAST_BITS];

  /** For each length, the end of its codes among all numbers of 16 bits. */
  private final int[] ends = new int[CODE_BITS + 1];

  /** For each length, the number of an entry less its code. */
  private final int[] offsets = new int[CODE_BITS + 1];

  private final int[] entries;
  private int[] sequences = new int[0];

  private JpegCodes(int count) {
    entries = new int[count];
  }

  /**
   * Reads a table.
   *
   * @param at where the counts of its codes are
   * @param dc true if a symbol is the number of bits that follow it; else its lower half is
   * @throws NotFollowed if there are more codes than fit
   */
  static JpegCodes read(ByteBuffer in, int at, boolean dc) throws NotFollowed {
    int count = 0;
    for (int length = 1; length <= CODE_BITS; length++) {
      count += in.get(at + length - 1) & 0xff;
    }
    JpegCodes codes = new JpegCodes(count);
    int code = 0;
    int entry = 0;
    for (int length = 1; length <= CODE_BITS; length++) {
      codes.offsets[length] = entry - code;
      for (int i = in.get(at + length - 1) & 0xff; i > 0; i--) {
        int symbol = in.get(at + CODE_BITS + entry) & 0xff;
        int following = dc ? symbol : symbol & 15;
        int end = (code + 1) << (CODE_BITS - length);
        if (end > 1 << CODE_BITS || following > 15) {
          throw new NotFollowed();
        }
        int bits = length + following;
        codes.add(entry, code, length, bits << 16 | coefficients(symbol, dc) << 8 | symbol);
        entry++;
        code++;
      }
      codes.ends[length] = code << (CODE_BITS - length);
      code <<= 1;
    }
    return codes;
  }

  private static int coefficients(int symbol, boolean dc) {
    boolean ends = !dc && (symbol & 15) == 0 && symbol != RUN_OF_ZEROS;
    return ends ? END_OF_BLOCK : dc ? 1 : (symbol >> 4) + 1;
  }

  private void add(int number, int code, int length, int entry) {
    entries[number] = entry;
    if (length <= FAST_BITS) {
      int first = code << (FAST_BITS - length);
      Arrays.fill(fast, first, first + (1 << (FAST_BITS - length)), entry);
    }
  }

  int count() {
    return entries.length;
  }

  /**
   * Finds a code.
   *
   * @param next the next 16 bits of the data
   * @return its entry, to be read by the methods below; 0 if there is no such code
   */
  int entry(int next) {
    int entry = fast[next >> (CODE_BITS - FAST_BITS)];
    return entry != 0 ? entry : longer(next);
  }

  /**
   * For each next {@link #FAST_BITS} bits, one entry for all codes that lie whole in them, up to
   * the end of a block, with the bits that follow the last; an entry of more coefficients than a
   * block has if none does. Most are short, so that two or three are found at once.
   */
  int[] sequences() {
    if (sequences.length == 0) {
      sequences = new int[1 << FAST_BITS];
      Arrays.setAll(sequences, this::sequence);
    }
    return sequences;
  }

  private int sequence(int next) {
    int bits = 0;
    int coefficients = 0;
    while (bits < FAST_BITS && coefficients < END_OF_BLOCK) {
      int entry = entry(next << (CODE_BITS - FAST_BITS + bits) & 0xffff);
      int length = bits(entry) - (symbol(entry) & 15);
      if (entry == 0 || bits + length > FAST_BITS || coefficients + beforeEnd(entry) >= 64) {
        break;
      }
      bits += bits(entry);
      coefficients += coefficients(entry);
    }
    return bits == 0 ? NO_SEQUENCE : bits << 16 | coefficients << 8;
  }

  private int longer(int next) {
    for (int length = FAST_BITS + 1; length <= CODE_BITS; length++) {
      if (next < ends[length]) {
        int code = next >> (CODE_BITS - length);
        return entries[offsets[length] + code];
      }
    }
    return 0;
  }

  /** The bits of a code together with those that follow it, at most 31. */
  static int bits(int entry) {
    return entry >>> 16;
  }

  /** The coefficients of a sequential file that a code has. */
  static int coefficients(int entry) {
    return entry >> 8 & 0xff;
  }

  /** The same without {@link #END_OF_BLOCK}. */
  static int beforeEnd(int entry) {
    return entry >> 8 & (END_OF_BLOCK - 1);
  }

  static int symbol(int entry) {
    return entry & 0xff;
  }
}
