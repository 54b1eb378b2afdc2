package dev.katong.image.format;

import dev.katong.memory.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import org.bytedeco.javacpp.LongPointer;
import org.jspecify.annotations.Nullable;

/**
 * The compressed data of a JPEG with Huffman codes, followed code by code without making pixels
 * (ITU-T T.81, annexes F.2.2 and G.2). Tells whether all blocks are there, which the decoder tells
 * the standard error only.
 */
final class JpegScan implements AutoCloseable {
  private static final int TABLES = 32;

  private final ByteBuffer in;
  private final @Nullable JpegCodes[] tables = new JpegCodes[TABLES];
  private int restartInterval;
  private int at;

  /** The bits that were read and not used yet, from the highest on; zeros follow them. */
  private long bits;

  private int available;

  private Component[] components = new Component[0];
  private boolean progressive;
  private int unitsAcross;
  private int unitsDown;

  /** For each block of a progressive file, a bit by coefficient that is not 0. */
  private @Nullable LongPointer memory;

  private LongBuffer nonZero = LongBuffer.allocate(0);

  /** The blocks that a code has told to end here, this one and those after it. */
  private int endedBlocks;

  private JpegScan(ByteBuffer in) {
    this.in = in;
  }

  /** The data is damaged, or of a kind that is not followed here. */
  static final class NotFollowed extends Exception {
    private static final long serialVersionUID = 1L;

    NotFollowed() {
      super(null, null, false, false);
    }
  }

  /**
   * A component of the frame.
   *
   * @param across blocks of a unit side by side
   * @param down blocks of a unit one above the other
   * @param columns blocks of the picture side by side
   * @param rows blocks of the picture one above the other
   * @param first the index of its first block
   * @param stride blocks from one row to the next
   */
  private record Component(
      int id, int across, int down, int columns, int rows, int first, int stride) {}

  /** The parameters of a scan: the coefficients that it has, and the bits of them. */
  private record Scan(int from, int to, boolean refining) {}

  /**
   * Follows the scans. In a file of one scan, bytes that lie between its end and the next marker,
   * which mean nothing, become what may stand there, in place: the decoder would complain of them.
   *
   * @param in big-endian; its header has been read
   * @return false if the data is damaged, or the file is not of the kind that is followed
   */
  static boolean isWhole(ByteBuffer in) {
    try (JpegScan scan = new JpegScan(in)) {
      scan.follow();
      return true;
    } catch (NotFollowed | IndexOutOfBoundsException e) {
      return false;
    }
  }

  @Override
  public void close() {
    NativeMemory.release(memory);
  }

  private void follow() throws NotFollowed {
    boolean begun = false;
    at = 2;
    while (true) {
      int marker = u8(at + 1);
      if (u8(at) != 0xff || marker == 0xff || marker == 0) {
        need(!begun || (u8(at) == 0xff && marker == 0xff));
        at++;
        continue;
      }
      if (marker == 0xda) {
        if (scan()) {
          dropRest();
          return;
        }
        begun = true;
        continue;
      }
      if (marker == 0xd9 && begun) {
        return;
      }
      if (marker == 0xc4) {
        readTables(at + 4, at + 2 + u16(at + 2));
      } else if (marker == 0xdd) {
        restartInterval = u16(at + 4);
      } else if (marker >= 0xc0 && marker <= 0xcf) {
        need(marker <= 0xc2 && components.length == 0);
        progressive = marker == 0xc2;
        readFrame();
      }
      at += (marker >= 0xd0 && marker <= 0xd8) || marker == 1 ? 2 : 2 + u16(at + 2);
    }
  }

  private void readTables(int from, int end) throws NotFollowed {
    for (int entry = from; entry < end; ) {
      int place = u8(entry);
      need(place < TABLES);
      JpegCodes table = JpegCodes.read(in, entry + 1, place < 0x10);
      tables[place] = table;
      entry += 17 + table.count();
    }
  }

  private void readFrame() throws NotFollowed {
    int height = u16(at + 5);
    int width = u16(at + 7);
    int count = u8(at + 9);
    need(u8(at + 4) == 8 && height > 0 && width > 0 && count >= 1 && count <= 4);
    int mostAcross = 1;
    int mostDown = 1;
    for (int c = 0; c < count; c++) {
      mostAcross = Math.max(mostAcross, u8(at + 11 + 3 * c) >> 4);
      mostDown = Math.max(mostDown, u8(at + 11 + 3 * c) & 15);
    }
    unitsAcross = ceil(width, 8 * mostAcross);
    unitsDown = ceil(height, 8 * mostDown);
    components = new Component[count];
    long blocks = 0;
    for (int c = 0; c < count; c++) {
      int across = u8(at + 11 + 3 * c) >> 4;
      int down = u8(at + 11 + 3 * c) & 15;
      need(across > 0 && down > 0);
      int columns = ceil(ceil(width * across, mostAcross), 8);
      int rows = ceil(ceil(height * down, mostDown), 8);
      int stride = unitsAcross * across;
      components[c] =
          new Component(u8(at + 10 + 3 * c), across, down, columns, rows, (int) blocks, stride);
      blocks += (long) stride * unitsDown * down;
      need(blocks <= Integer.MAX_VALUE / Long.BYTES);
    }
    if (progressive) {
      LongPointer allocated = new LongPointer(blocks);
      memory = allocated;
      allocated.zero();
      nonZero = allocated.asBuffer();
    }
  }

  private static int ceil(int number, int divisor) {
    return (number + divisor - 1) / divisor;
  }

  /** Follows the scan that begins here; returns true if it has everything. */
  private boolean scan() throws NotFollowed {
    int count = u8(at + 4);
    int end = at + 5 + 2 * count;
    need(count >= 1 && count <= components.length && u16(at + 2) == 6 + 2 * count);
    Component[] of = new Component[count];
    JpegCodes[] dc = new JpegCodes[count];
    JpegCodes[] ac = new JpegCodes[count];
    int from = u8(end);
    int to = u8(end + 1);
    int high = u8(end + 2) >> 4;
    int low = u8(end + 2) & 15;
    if (progressive) {
      need(from == 0 ? to == 0 : from <= to && to < 64 && count == 1);
      need(low <= 13 && (high == 0 || high == low + 1));
    } else {
      need(from == 0 && to == 63);
    }
    for (int c = 0, f = 0; c < count; c++, f++) {
      while (components[f].id != u8(at + 5 + 2 * c)) {
        f++;
      }
      of[c] = components[f];
      int used = u8(at + 6 + 2 * c);
      dc[c] = from == 0 && high == 0 ? table(used >> 4) : JpegCodes.NONE;
      ac[c] = to > 0 ? table(0x10 | used & 15) : JpegCodes.NONE;
    }
    at += 2 + u16(at + 2);
    Scan scan = new Scan(from, to, high > 0);
    bits = 0;
    available = 0;
    endedBlocks = 0;
    if (count == 1) {
      onlyComponent(scan, of[0], dc[0], ac[0]);
    } else {
      units(scan, of, dc, ac);
    }
    if (!progressive && count == components.length) {
      return true;
    }
    fill();
    need(available < 8);
    return false;
  }

  private JpegCodes table(int place) throws NotFollowed {
    @Nullable JpegCodes table = place < TABLES ? tables[place] : null;
    if (table == null) {
      throw new NotFollowed();
    }
    return table;
  }

  private void onlyComponent(Scan scan, Component of, JpegCodes dc, JpegCodes ac)
      throws NotFollowed {
    int unit = 0;
    for (int y = 0; y < of.rows; y++) {
      for (int x = 0; x < of.columns; x++) {
        restartBefore(unit++);
        block(scan, of.first + y * of.stride + x, dc, ac);
      }
    }
  }

  private void units(Scan scan, Component[] of, JpegCodes[] dc, JpegCodes[] ac) throws NotFollowed {
    int unit = 0;
    for (int row = 0; row < unitsDown; row++) {
      for (int column = 0; column < unitsAcross; column++) {
        restartBefore(unit++);
        for (int c = 0; c < of.length; c++) {
          // In scans of several components the blocks' places are not needed: none is refined.
          for (int i = of[c].across * of[c].down; i > 0; i--) {
            block(scan, 0, dc[c], ac[c]);
          }
        }
      }
    }
  }

  private void restartBefore(int unit) throws NotFollowed {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0) {
      restart((unit / restartInterval - 1) & 7);
    }
  }

  private void block(Scan scan, int block, JpegCodes dc, JpegCodes ac) throws NotFollowed {
    if (!progressive) {
      allCoefficients(dc, ac);
    } else if (scan.to == 0) {
      if (scan.refining) {
        skip(1);
      } else {
        next(dc);
      }
    } else if (scan.refining) {
      refine(scan, block, ac);
    } else {
      firstBits(scan, block, ac);
    }
  }

  /** A block of a sequential file (F.2.2). Nearly all the time is spent here. */
  private void allCoefficients(JpegCodes dc, JpegCodes ac) throws NotFollowed {
    next(dc);
    int[] sequences = ac.sequences();
    long next = bits;
    int left = available;
    int coefficient = 1;
    while (coefficient < 64) {
      if (left < 32) {
        need(left >= 0);
        bits = next;
        available = left;
        fill();
        next = bits;
        left = available;
      }
      int entry = sequences[(int) (next >>> (64 - JpegCodes.FAST_BITS))];
      if (coefficient + JpegCodes.beforeEnd(entry) >= 64) {
        entry = ac.entry((int) (next >>> 48));
        need(entry != 0);
      }
      next <<= JpegCodes.bits(entry);
      left -= JpegCodes.bits(entry);
      coefficient += JpegCodes.coefficients(entry);
    }
    need(left >= 0 && (coefficient == 64 || coefficient >= JpegCodes.END_OF_BLOCK));
    bits = next;
    available = left;
  }

  /** The first bits of some of a block's coefficients (G.1.2.2). */
  private void firstBits(Scan scan, int block, JpegCodes ac) throws NotFollowed {
    if (endedBlocks > 0) {
      endedBlocks--;
      return;
    }
    long found = 0;
    int coefficient = scan.from;
    while (coefficient <= scan.to) {
      int symbol = next(ac);
      int run = symbol >> 4;
      if ((symbol & 15) > 0) {
        coefficient += run;
        found |= 1L << coefficient;
      } else if (run < 15) {
        endedBlocks = (1 << run) + read(run) - 1;
        break;
      } else {
        coefficient += run;
      }
      coefficient++;
      need(coefficient <= scan.to + 1);
    }
    if (found != 0) {
      nonZero.put(block, nonZero.get(block) | found);
    }
  }

  /** One bit more of some of a block's coefficients (G.1.2.3). */
  private void refine(Scan scan, int block, JpegCodes ac) throws NotFollowed {
    long known = nonZero.get(block);
    long found = 0;
    int coefficient = scan.from;
    while (endedBlocks == 0 && coefficient <= scan.to) {
      int symbol = next(ac);
      int run = symbol >> 4;
      boolean isNew = (symbol & 15) > 0;
      need((symbol & 15) <= 1);
      if (!isNew && run < 15) {
        endedBlocks = (1 << run) + read(run);
        break;
      }
      int corrections = 0;
      while (coefficient <= scan.to && ((known >>> coefficient & 1) != 0 || --run >= 0)) {
        corrections += (int) (known >>> coefficient & 1);
        coefficient++;
      }
      skip(corrections);
      need(coefficient <= scan.to);
      if (isNew) {
        found |= 1L << coefficient;
      }
      coefficient++;
    }
    if (endedBlocks > 0) {
      long rest = coefficient > scan.to ? 0 : -1L << coefficient & -1L >>> (63 - scan.to);
      skip(Long.bitCount(known & rest));
      endedBlocks--;
    }
    if (found != 0) {
      nonZero.put(block, known | found);
    }
  }

  /** Passes over a code and the bits that belong to it; returns its symbol. */
  private int next(JpegCodes codes) throws NotFollowed {
    if (available < 32) {
      fill();
    }
    int entry = codes.entry((int) (bits >>> 48));
    bits <<= JpegCodes.bits(entry);
    available -= JpegCodes.bits(entry);
    need(entry != 0 && available >= 0);
    return JpegCodes.symbol(entry);
  }

  /** Reads a number of up to 15 bits. */
  private int read(int count) throws NotFollowed {
    if (count == 0) {
      return 0;
    }
    fill();
    int number = (int) (bits >>> (64 - count));
    skip(count);
    return number;
  }

  private void skip(int count) throws NotFollowed {
    for (int rest = count; rest > 0; rest -= 32) {
      fill();
      int part = Math.min(rest, 32);
      need(part <= available);
      available -= part;
      bits <<= part;
    }
  }

  /** Reads until 32 bits are available, or a marker comes, or the end. */
  private void fill() {
    while (available < 32) {
      if (at + 4 <= in.limit()) {
        int four = in.getInt(at);
        // None of them is ff.
        if (((four & 0x7f7f7f7f) + 0x01010101 & four & 0x80808080) == 0) {
          bits |= (four & 0xffffffffL) << (32 - available);
          available += 32;
          at += 4;
          return;
        }
      }
      if (at + 1 >= in.limit()) {
        return;
      }
      int value = u8(at);
      if (value == 0xff) {
        if (in.get(at + 1) != 0) {
          return;
        }
        at++;
      }
      at++;
      bits |= (long) value << (56 - available);
      available += 8;
    }
  }

  private void restart(int number) throws NotFollowed {
    fill();
    need(available < 8);
    bits = 0;
    available = 0;
    endedBlocks = 0;
    while (u8(at) == 0xff && u8(at + 1) == 0xff) {
      at++;
    }
    need(u8(at) == 0xff && u8(at + 1) == (0xd0 | number));
    at += 2;
  }

  /** Makes all bytes before the next marker such as may stand there. */
  private void dropRest() {
    for (int unread = available / 8; unread > 0; unread--) {
      at--;
      // A byte of ff is followed by 0.
      if (in.get(at) == 0 && u8(at - 1) == 0xff) {
        at--;
      }
    }
    int marker = at;
    while (u8(marker) != 0xff || in.get(marker + 1) == 0 || u8(marker + 1) == 0xff) {
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

  private int u8(int offset) {
    return in.get(offset) & 0xff;
  }

  private int u16(int offset) {
    return in.getShort(offset) & 0xffff;
  }
}
