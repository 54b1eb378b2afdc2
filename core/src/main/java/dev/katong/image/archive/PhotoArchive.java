package dev.katong.image.archive;

import dev.katong.image.PhotoFolder;
import dev.katong.image.format.PhotoSignature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.UnicodePathExtraField;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A zip archive of photos, read by its directory. What the directory says is checked when the
 * archive is opened: the number of entries, their sizes, overlaps, encryption.
 */
public final class PhotoArchive implements AutoCloseable {
  /** Entries that are no photos, for each photo that there may be. */
  private static final int ENTRIES_BY_PICTURE = 10;

  /** Bytes of a directory for each photo that there may be, with long names. */
  private static final int DIRECTORY_BYTES_BY_PICTURE = 2048;

  private static final int DIRECTORY_BYTES = 1 << 20;

  /** Photos hardly shrink; what shrinks more than this is made to fill disks. */
  private static final int MOST_RATIO = 100;

  /** An archive may unpack to so much at any ratio. */
  private static final long HARMLESS_BYTES = 64L << 20;

  private static final int LOCAL_HEADER_BYTES = 30;

  private static final byte[] START = {'P', 'K', 3, 4};

  /** The beginning of an archive without files. */
  private static final byte[] START_OF_EMPTY = {'P', 'K', 5, 6};

  /** Stored, deflated, deflate64, bzip2. */
  private static final Set<Integer> METHODS = Set.of(0, 8, 9, 12);

  /** The archive cannot be read. */
  public static final class Unreadable extends IOException {
    private static final long serialVersionUID = 1L;

    private Unreadable(String message) {
      super(message);
    }
  }

  /** The archive holds more than is allowed. */
  public static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    private TooLarge(String message) {
      super(message);
    }
  }

  private final String shown;
  private final ZipFile zip;
  private final List<Entry> entries;

  /**
   * A file in the archive.
   *
   * @param name with its folders, as its maker saw it
   */
  public record Entry(ZipArchiveEntry zipped, String name) {
    /** The size of the unpacked file, in bytes. */
    public long size() {
      return zipped.getSize();
    }
  }

  /**
   * Opens an archive.
   *
   * @param shown the archive's name for messages
   * @param mostPictures that it may hold
   * @param mostBytes that it may unpack to
   * @throws Unreadable if it is damaged or encrypted
   * @throws TooLarge if it holds more than is allowed
   */
  public PhotoArchive(Path file, String shown, int mostPictures, long mostBytes)
      throws IOException {
    this.shown = shown;
    long directory = DIRECTORY_BYTES + (long) DIRECTORY_BYTES_BY_PICTURE * mostPictures;
    LimitedChannel channel = new LimitedChannel(FileChannel.open(file), directory);
    try {
      // Local headers are not read: they would add up to 64 KB to each entry in memory.
      zip = ZipFile.builder().setSeekableByteChannel(channel).setIgnoreLocalFileHeader(true).get();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw channel.exceeded ? tooMany() : damaged();
    }
    channel.limit = Long.MAX_VALUE;
    try {
      List<ZipArchiveEntry> all = new ArrayList<>();
      zip.getEntries().asIterator().forEachRemaining(all::add);
      if (all.size() > (long) ENTRIES_BY_PICTURE * mostPictures + ENTRIES_BY_PICTURE) {
        throw tooMany();
      }
      checkOverlaps(all);
      entries = named(all);
      check(Files.size(file), mostBytes);
    } catch (RuntimeException | IOException e) {
      zip.close();
      throw e;
    }
  }

  /** True if a file begins as an archive does. */
  public static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(START.length);
      return Arrays.equals(start, START) || Arrays.equals(start, START_OF_EMPTY);
    }
  }

  /** Counts what is read, so that a directory of millions of entries never comes into memory. */
  private static final class LimitedChannel implements SeekableByteChannel {
    private final FileChannel file;
    private long limit;
    private long read;
    private boolean exceeded;

    LimitedChannel(FileChannel file, long limit) {
      this.file = file;
      this.limit = limit;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      int count = file.read(target);
      read += Math.max(0, count);
      if (read > limit) {
        exceeded = true;
        throw new IOException("the directory is too large");
      }
      return count;
    }

    @Override
    public int write(ByteBuffer source) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      file.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /** Entries that share their data unpack to many times the archive. */
  private void checkOverlaps(List<ZipArchiveEntry> all) throws Unreadable {
    List<ZipArchiveEntry> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparingLong(ZipArchiveEntry::getLocalHeaderOffset));
    long end = 0;
    for (ZipArchiveEntry entry : sorted) {
      long offset = entry.getLocalHeaderOffset();
      if (offset < end || entry.getCompressedSize() < 0 || entry.getSize() < 0) {
        throw damaged();
      }
      end = offset + LOCAL_HEADER_BYTES + entry.getRawName().length + entry.getCompressedSize();
    }
  }

  private static List<Entry> named(List<ZipArchiveEntry> all) {
    Charset charset =
        ZipNames.charset(
            all.stream()
                .filter(entry -> !entry.getGeneralPurposeBit().usesUTF8ForNames())
                .map(ZipArchiveEntry::getRawName)
                .toList());
    return all.stream()
        .filter(entry -> !entry.isDirectory())
        .map(entry -> new Entry(entry, name(entry, charset)))
        .filter(entry -> !isHidden(entry.name()))
        .toList();
  }

  private static String name(ZipArchiveEntry entry, Charset charset) {
    byte[] raw = entry.getRawName();
    if (entry.getGeneralPurposeBit().usesUTF8ForNames()) {
      return SafeName.path(new String(raw, StandardCharsets.UTF_8));
    }
    if (entry.getExtraField(UnicodePathExtraField.UPATH_ID)
        instanceof UnicodePathExtraField field) {
      CRC32 crc = new CRC32();
      crc.update(raw);
      byte[] name = field.getUnicodeName();
      if (name != null && field.getNameCRC32() == crc.getValue()) {
        return SafeName.path(new String(name, StandardCharsets.UTF_8));
      }
    }
    return SafeName.path(new String(raw, charset));
  }

  /** Files that systems add, such as macOS's {@code __MACOSX} and Windows' thumbnails. */
  private static boolean isHidden(String name) {
    return Arrays.stream(name.split("/")).anyMatch(PhotoFolder::isOfSystem);
  }

  private void check(long fileBytes, long mostBytes) throws IOException {
    long bytes = 0;
    for (Entry entry : entries) {
      if (entry.zipped().getGeneralPurposeBit().usesEncryption()) {
        throw new Unreadable(
            "the archive %s is encrypted; make one without a password".formatted(shown));
      }
      if (!METHODS.contains(entry.zipped().getMethod())) {
        throw new Unreadable(
            "the archive %s uses a compression that cannot be read here; save it as an ordinary zip"
                .formatted(shown));
      }
      bytes += entry.size();
      if (bytes < 0 || bytes > mostBytes) {
        throw new TooLarge(
            "the archive %s unpacks to more than %d bytes, the most that is allowed; make several of it"
                .formatted(shown, mostBytes));
      }
    }
    if (bytes > HARMLESS_BYTES && bytes / MOST_RATIO > fileBytes) {
      throw new TooLarge(
          "the archive %s unpacks to more than %d times its size, as no photos do"
              .formatted(shown, MOST_RATIO));
    }
  }

  /** The files in the archive, without those that systems add. */
  public List<Entry> entries() {
    return entries;
  }

  /** The first bytes of a file. */
  public byte[] start(Entry entry) throws Unreadable {
    try (InputStream in = zip.getInputStream(entry.zipped())) {
      return in.readNBytes(PhotoSignature.BYTES);
    } catch (IOException | RuntimeException e) {
      throw damaged();
    }
  }

  /** Takes a file's content piece by piece. */
  public interface Sink {
    /** Takes the first {@code length} bytes of a buffer. */
    void write(byte[] buffer, int length) throws IOException;
  }

  /**
   * Unpacks a file.
   *
   * @throws Unreadable if its data are not what the directory says
   * @throws IOException of the sink
   */
  public void unpack(Entry entry, Sink sink) throws IOException {
    byte[] buffer = new byte[1 << 16];
    CRC32 crc = new CRC32();
    long size = 0;
    try (InputStream in = opened(entry)) {
      for (int read = read(in, buffer); read >= 0; read = read(in, buffer)) {
        size += read;
        crc.update(buffer, 0, read);
        if (size > entry.size()) {
          throw damaged();
        }
        sink.write(buffer, read);
      }
    }
    if (size != entry.size() || crc.getValue() != entry.zipped().getCrc()) {
      throw damaged();
    }
  }

  private InputStream opened(Entry entry) throws Unreadable {
    try {
      return zip.getInputStream(entry.zipped());
    } catch (IOException | RuntimeException e) {
      throw damaged();
    }
  }

  private int read(InputStream in, byte[] buffer) throws Unreadable {
    try {
      return in.read(buffer);
    } catch (IOException | RuntimeException e) {
      throw damaged();
    }
  }

  private Unreadable damaged() {
    return new Unreadable("the archive " + shown + " is damaged");
  }

  private TooLarge tooMany() {
    return new TooLarge("the archive %s has too many files; make several of it".formatted(shown));
  }

  /** Closes the file. */
  @Override
  public void close() throws IOException {
    zip.close();
  }
}
