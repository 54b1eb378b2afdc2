package dev.katong.server.jobs;

import dev.katong.server.storage.StoredFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A zip archive of stored files as a list of its pieces: headers, and the files as they are stored.
 * Sizes and CRCs are known beforehand, so the archive has a length, any range of it can be sent,
 * and no thread writes it.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE.TXT</a>
 */
public final class ZipDownload {
  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int CENTRAL_HEADER = 0x02014b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int END = 0x06054b50;
  private static final short VERSION_64 = 45;
  private static final short UTF_8_NAMES = 0x0800;
  private static final short EXTRA_64 = 1;
  private static final long MOST_32 = 0xffffffffL;
  private static final int MOST_16 = 0xffff;

  private final List<Piece> pieces = new ArrayList<>();
  private final CRC32 digest = new CRC32();
  private long length;

  /**
   * A file of the archive.
   *
   * @param name with folders
   * @param crc CRC-32 of its bytes
   */
  record Entry(String name, StoredFile file, long size, long crc) {}

  /**
   * A piece of the archive: bytes, or a part of a file.
   *
   * @param bytes null for a file
   * @param file null for bytes
   * @param offset of the part in the file or the bytes
   */
  record Piece(byte @Nullable [] bytes, @Nullable StoredFile file, long offset, long length) {
    Piece part(long from, long count) {
      return new Piece(bytes, file, offset + from, count);
    }
  }

  /**
   * Plans an archive.
   *
   * @param time that its files get
   */
  ZipDownload(List<Entry> entries, Instant time) {
    int stamp = stamp(time);
    List<byte[]> central = new ArrayList<>();
    for (Entry entry : entries) {
      central.add(centralHeader(entry, stamp, length));
      add(localHeader(entry, stamp));
      add(new Piece(null, entry.file(), 0, entry.size()));
    }
    long directory = length;
    central.forEach(this::add);
    add(end(entries.size(), directory, length - directory));
  }

  private void add(byte[] bytes) {
    digest.update(bytes);
    add(new Piece(bytes, null, 0, bytes.length));
  }

  private void add(Piece piece) {
    pieces.add(piece);
    length += piece.length();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Date and time as MS-DOS has them, in UTC, from 1980 on. */
  private static int stamp(Instant instant) {
    ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
    int year = Math.max(0, Math.min(127, time.getYear() - 1980));
    int date = year << 9 | time.getMonthValue() << 5 | time.getDayOfMonth();
    return date << 16 | time.getHour() << 11 | time.getMinute() << 5 | time.getSecond() / 2;
  }

  private static byte[] localHeader(Entry entry, int stamp) {
    byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
    ByteBuffer header = buffer(30 + name.length).putInt(LOCAL_HEADER);
    common(header, entry, stamp, name, 0);
    return header.put(name).array();
  }

  /** The fields that both headers have: needed version to the length of the extra field. */
  private static void common(ByteBuffer header, Entry entry, int stamp, byte[] name, int extra) {
    header.putShort(extra > 0 ? VERSION_64 : 20).putShort(UTF_8_NAMES).putShort((short) 0);
    header.putInt(stamp).putInt((int) entry.crc());
    header.putInt((int) entry.size()).putInt((int) entry.size());
    header.putShort((short) name.length).putShort((short) extra);
  }

  private static byte[] centralHeader(Entry entry, int stamp, long offset) {
    byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
    int extra = offset < MOST_32 ? 0 : 12;
    ByteBuffer header = buffer(46 + name.length + extra).putInt(CENTRAL_HEADER);
    header.putShort(VERSION_64);
    common(header, entry, stamp, name, extra);
    // No comment, first disk, no attributes.
    header.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
    header.putInt((int) Math.min(offset, MOST_32)).put(name);
    if (extra > 0) {
      header.putShort(EXTRA_64).putShort((short) 8).putLong(offset);
    }
    return header.array();
  }

  private static byte[] end(int entries, long directory, long size) {
    boolean large = entries >= MOST_16 || directory + size >= MOST_32;
    ByteBuffer end = buffer(large ? 56 + 20 + 22 : 22);
    if (large) {
      end.putInt(END_64).putLong(44).putShort(VERSION_64).putShort(VERSION_64);
      end.putInt(0).putInt(0).putLong(entries).putLong(entries).putLong(size).putLong(directory);
      end.putInt(LOCATOR_64).putInt(0).putLong(directory + size).putInt(1);
    }
    short count = (short) Math.min(entries, MOST_16);
    end.putInt(END).putShort((short) 0).putShort((short) 0).putShort(count).putShort(count);
    end.putInt((int) (large ? MOST_32 : size)).putInt((int) (large ? MOST_32 : directory));
    return end.putShort((short) 0).array();
  }

  /** The archive's length in bytes. */
  public long length() {
    return length;
  }

  /** A text that is equal for equal archives. */
  public String tag() {
    return Long.toHexString(digest.getValue()) + "-" + Long.toHexString(length);
  }

  /**
   * The pieces of a range of the archive, none longer than asked.
   *
   * @param start of the range
   * @param count of its bytes
   */
  List<Piece> pieces(long start, long count, int longest) {
    List<Piece> range = new ArrayList<>();
    long offset = 0;
    for (Piece piece : pieces) {
      long from = Math.max(0, start - offset);
      long to = Math.min(piece.length(), start + count - offset);
      for (long at = from; at < to; at += longest) {
        range.add(piece.part(at, Math.min(longest, to - at)));
      }
      offset += piece.length();
    }
    return range;
  }
}
