package dev.katong.image.format;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The compressed data of a sequential JPEG with one scan, followed code by code without making
 * pixels (ITU-T T.81, annex F.2.2). Tells whether all blocks are there, which the decoder tells the
 * standard error only.
 */
final class JpegScan {
  private static final int CODE_BITS = 16;

  private final ByteBuffer in;
  private final int[][] tables = new int[32][];
  private int restartInterval;
  private int at;
  private long bits;
  private int available;

  private JpegScan(ByteBuffer in) {
    this.in = in;
  }

  /** The data is damaged, or of a kind that is not followed here. */
  private static final class NotFollowed extends Exception {
    private static final long serialVersionUID = 1L;

    NotFollowed() {
      super(null, null, false, false);
    }
  }

  /**
   * Follows the scan. Bytes that lie between its end and the next marker, which mean nothing,
   * become what may stand there, in place: the decoder would complain of them.
   *
   * @param in big-endian; its header has been read
   * @return false if the data is damaged, or the file is not of the kind that is followed
   */
  static boolean isWhole(ByteBuffer in) {
    try {
      new JpegScan(in).follow();
      return true;
    } catch (NotFollowed | IndexOutOfBoundsException e) {
      return false;
    }
  }

  private void follow() throws NotFollowed {
    int frame = 0;
    at = 2;
    while (true) {
      int marker = in.get(at + 1) & 0xff;
      if ((in.get(at) & 0xff) != 0xff || marker == 0xff || marker == 0) {
        at++;
        continue;
      }
      if (marker == 0xda) {
        break;
      }
      if (marker == 0xc4) {
        readTables(at + 4, at + 2 + u16(at + 2));
      } else if (marker == 0xdd) {
        restartInterval = u16(at + 4);
      } else if (marker == 0xc0 || marker == 0xc1) {
        frame = at;
      } else {
        need(marker < 0xc2 || marker > 0xcf);
      }
      at += (marker >= 0xd0 && marker <= 0xd8) || marker == 1 ? 2 : 2 + u16(at + 2);
    }
    need(frame > 0 && in.get(frame + 4) == 8);
    int components = in.get(at + 4);
    int end = at + 5 + 2 * components;
    need(components == in.get(frame + 9) && in.get(end) == 0 && in.get(end + 1) == 63);
    blocks(frame, components);
    dropRest();
  }

  private void readTables(int from, int end) throws NotFollowed {
    int entry = from;
    while (entry < end) {
      int place = in.get(entry) & 0xff;
      need(place < tables.length);
      int[] table = new int[1 << CODE_BITS];
      int code = 0;
      int symbol = entry + 17;
      for (int length = 1; length <= CODE_BITS; length++) {
        for (int i = in.get(entry + length) & 0xff; i > 0; i--) {
          int first = code << (CODE_BITS - length);
          int next = first + (1 << (CODE_BITS - length));
          need(next <= table.length);
          Arrays.fill(table, first, next, length << 8 | in.get(symbol++) & 0xff);
          code++;
        }
        code <<= 1;
      }
      tables[place] = table;
      entry = symbol;
    }
  }

  private void blocks(int frame, int components) throws NotFollowed {
    int[] perUnit = new int[components];
    int[][] dc = new int[components][];
    int[][] ac = new int[components][];
    int mostAcross = 1;
    int mostDown = 1;
    for (int c = 0; c < components; c++) {
      int sampling = in.get(frame + 11 + 3 * c) & 0xff;
      need(in.get(at + 5 + 2 * c) == in.get(frame + 10 + 3 * c));
      perUnit[c] = components == 1 ? 1 : (sampling >> 4) * (sampling & 15);
      if (components > 1) {
        mostAcross = Math.max(mostAcross, sampling >> 4);
        mostDown = Math.max(mostDown, sampling & 15);
      }
      int used = in.get(at + 6 + 2 * c) & 0xff;
      dc[c] = table(used >> 4);
      ac[c] = table(0x10 | used & 15);
    }
    int height = u16(frame + 5);
    int width = u16(frame + 7);
    need(height > 0 && width > 0);
    long units =
        (long) ((width + 8 * mostAcross - 1) / (8 * mostAcross))
            * ((height + 8 * mostDown - 1) / (8 * mostDown));
    at += 2 + u16(at + 2);
    for (long unit = 0; unit < units; unit++) {
      if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0) {
        restart((int) (unit / restartInterval - 1) & 7);
      }
      for (int c = 0; c < components; c++) {
        for (int i = 0; i < perUnit[c]; i++) {
          block(dc[c], ac[c]);
        }
      }
    }
  }

  private int[] table(int place) throws NotFollowed {
    int @Nullable [] table = place < tables.length ? tables[place] : null;
    if (table == null) {
      throw new NotFollowed();
    }
    return table;
  }

  private void block(int[] dc, int[] ac) throws NotFollowed {
    skip(symbol(dc));
    int coefficient = 1;
    while (coefficient < 64) {
      int symbol = symbol(ac);
      int size = symbol & 15;
      if (size == 0 && symbol != 0xf0) {
        return;
      }
      coefficient += (symbol >> 4) + 1;
      skip(size);
    }
    need(coefficient == 64);
  }

  private int symbol(int[] table) throws NotFollowed {
    fill(CODE_BITS);
    int next =
        (int)
            (available >= CODE_BITS
                ? bits >>> (available - CODE_BITS)
                : bits << (CODE_BITS - available));
    int entry = table[next & 0xffff];
    need(entry != 0);
    skip(entry >> 8);
    return entry & 0xff;
  }

  private void skip(int count) throws NotFollowed {
    fill(count);
    need(count <= available);
    available -= count;
  }

  /** Reads bytes until {@code count} bits are available, or a marker comes. */
  private void fill(int count) {
    while (available < count) {
      int value = in.get(at) & 0xff;
      if (value == 0xff) {
        if (in.get(at + 1) != 0) {
          return;
        }
        at++;
      }
      at++;
      bits = bits << 8 | value;
      available += 8;
    }
  }

  private void restart(int number) throws NotFollowed {
    need(available < 8);
    available = 0;
    while ((in.get(at) & 0xff) == 0xff && (in.get(at + 1) & 0xff) == 0xff) {
      at++;
    }
    need((in.get(at) & 0xff) == 0xff && (in.get(at + 1) & 0xff) == (0xd0 | number));
    at += 2;
  }

  /** Makes all bytes before the next marker such as may stand there. */
  private void dropRest() {
    for (int unread = available / 8; unread > 0; unread--) {
      at--;
      // A byte of ff is followed by 0.
      if (in.get(at) == 0 && (in.get(at - 1) & 0xff) == 0xff) {
        at--;
      }
    }
    int marker = at;
    while ((in.get(marker) & 0xff) != 0xff
        || in.get(marker + 1) == 0
        || (in.get(marker + 1) & 0xff) == 0xff) {
      marker++;
    }
    for (int i = at; i < marker; i++) {
      in.put(i, (byte) 0xff);
    }
  }

  private static void need(boolean followed) throws NotFollowed {
    if (!followed) {
      throw new NotFollowed();
    }
  }

  private int u16(int offset) {
    return in.getShort(offset) & 0xffff;
  }
}
