package dev.katong.image;

import dev.katong.KatongException;
import dev.katong.KatongException.BadPhoto;
import dev.katong.KatongException.OutOfMemory;
import dev.katong.image.format.Exif;
import dev.katong.image.format.PhotoHeader;
import dev.katong.image.io.FileFailure;
import dev.katong.image.io.NativeFile;
import dev.katong.memory.MemorySize;
import dev.katong.memory.NativeMemory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * An encoded photo whose header is read and checked: its size and the memory that decoding will
 * take are known before a pixel is made. One of a file holds nothing of it until it is decoded, so
 * that photos that wait take disk and no memory; it then owns the encoded bytes, in native memory,
 * until it is closed. Not for use by several threads at once.
 */
public final class PhotoSource implements AutoCloseable {
  /**
   * The least factor between the short side of a reduced decoding and the one asked for. A JPEG
   * decoder averages blocks whose borders are not those of the final pixels. On the sharpest photos
   * tried, the photo shrunk from reduced pixels has a PSNR of at least 45 dB against the one shrunk
   * from all pixels with a margin of 4, of 37 dB with 2 and of 29 dB with 1.
   */
  private static final int MARGIN = 4;

  /** A header is read from the whole file in memory, by so many threads at a time. */
  private static final Semaphore HEADERS = new Semaphore(2);

  static {
    NativeMemory.prepare();
  }

  private final String name;
  private final PhotoHeader header;
  private final List<String> colourWarnings;
  private final long length;

  /** The source of the bytes, read when they are needed; null if they are held from the start. */
  private final @Nullable Path file;

  private @Nullable Content content;
  private boolean closed;

  /**
   * The file as it lies in memory.
   *
   * @param colours of the whole header, profile included
   */
  private record Content(BytePointer bytes, PhotoHeader header, ColourSpace colours) {
    /** Takes the bytes over; they are closed if they are no photo. */
    static Content of(BytePointer bytes, String name, PhotoLimits limits) {
      try {
        PhotoHeader header = PhotoHeader.read(bytes.asByteBuffer(), name);
        checkPixels(header, name, limits);
        return new Content(bytes, header, ColourSpace.of(header));
      } catch (RuntimeException e) {
        bytes.close();
        throw e;
      }
    }
  }

  private PhotoSource(Content content, String name, @Nullable Path file) {
    this.name = name;
    this.header = content.header().withoutProfile();
    this.colourWarnings = content.colours().warnings();
    this.length = content.bytes().limit();
    this.file = file;
    this.content = file == null ? content : null;
  }

  /**
   * Reads a file within {@link PhotoLimits#DEFAULTS}.
   *
   * @throws BadPhoto if the file is missing, unreadable, no photo, cut off, or too large
   */
  public static PhotoSource read(Path file) {
    return read(file, PhotoLimits.DEFAULTS);
  }

  /**
   * Reads a file.
   *
   * @throws BadPhoto if the file is missing, unreadable, no photo, cut off, or over the limits
   */
  public static PhotoSource read(Path file, PhotoLimits limits) {
    return read(file, file.toString(), limits);
  }

  /**
   * Reads a file whose path is nothing that messages should tell.
   *
   * @param name what messages call the photo
   * @throws BadPhoto if the file is missing, unreadable, no photo, cut off, or over the limits
   */
  public static PhotoSource read(Path file, String name, PhotoLimits limits) {
    try {
      if (Files.isDirectory(file)) {
        throw new BadPhoto(name + " is a folder, not a photo");
      }
      if (!Files.isRegularFile(file) && Files.exists(file)) {
        return of(readPipe(file, limits), name, limits);
      }
      long size = Files.size(file);
      checkBytes(name, size, limits);
      return size == 0 ? of(new byte[0], name, limits) : ofFile(file, name, size, limits);
    } catch (NoSuchFileException e) {
      throw new BadPhoto(name + " does not exist", e);
    } catch (IOException e) {
      throw new BadPhoto(name + " cannot be read: " + FileFailure.reason(e), e);
    }
  }

  private static PhotoSource ofFile(Path file, String name, long size, PhotoLimits limits)
      throws IOException {
    HEADERS.acquireUninterruptibly();
    try {
      Content content = Content.of(NativeFile.read(file, size), name, limits);
      try (BytePointer read = content.bytes()) {
        return new PhotoSource(content, name, file);
      }
    } finally {
      HEADERS.release();
    }
  }

  /** A pipe does not tell its size, and may have no end. */
  private static byte[] readPipe(Path file, PhotoLimits limits) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes((int) Math.min(limits.maxBytes() + 1, Integer.MAX_VALUE - 8));
    }
  }

  /**
   * Copies a file's bytes.
   *
   * @param name what messages call the photo
   * @throws BadPhoto if the bytes are no photo, cut off, or over {@link PhotoLimits#DEFAULTS}
   */
  public static PhotoSource of(byte[] file, String name) {
    return of(file, name, PhotoLimits.DEFAULTS);
  }

  /**
   * Copies a file's bytes.
   *
   * @param name what messages call the photo
   * @throws BadPhoto if the bytes are no photo, cut off, or over the limits
   */
  public static PhotoSource of(byte[] file, String name, PhotoLimits limits) {
    if (file.length == 0) {
      throw new BadPhoto(name + " is empty; there is no photo in it");
    }
    checkBytes(name, file.length, limits);
    return new PhotoSource(Content.of(new BytePointer(file), name, limits), name, null);
  }

  /** The photo's name in messages: its path, if it came from a file. */
  public String name() {
    return name;
  }

  /** A side of the upright photo with all its pixels; at least 1. */
  public int width() {
    return size().width();
  }

  /** A side of the upright photo with all its pixels; at least 1. */
  public int height() {
    return size().height();
  }

  /** The size of the upright photo with all its pixels. */
  public PictureSize size() {
    return upright(header);
  }

  private static PictureSize upright(PhotoHeader header) {
    return header.orientation().swapsSides()
        ? new PictureSize(header.height(), header.width())
        : new PictureSize(header.width(), header.height());
  }

  /** The size that {@link #decodeAtLeast} gives. */
  public PictureSize sizeAtLeast(int shortSide) {
    int reduction = reductionFor(shortSide);
    return new PictureSize(reduced(width(), reduction), reduced(height(), reduction));
  }

  /** True if pixels may be transparent; what the file says, which decoding may prove wrong. */
  public boolean mayBeTransparent() {
    return header.attachments().transparent();
  }

  /** Sentences about what of the photo is not in the pixels; usually none. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(colourWarnings);
    if (header.attachments().animated()) {
      warnings.add(
          "the photo is an animated " + header.kind().label() + "; its first frame is drawn");
    }
    if (header.attachments().endMissing()) {
      warnings.add("the end of the photo's file is missing, but all of its pixels are there");
    }
    return warnings;
  }

  /** True if the file holds what a camera wrote about the photo. */
  public boolean hasExif() {
    return header.attachments().exif() != null;
  }

  /**
   * The camera's notes about the photo, without the place where it was taken if not asked for, and
   * in any case without thumbnails, serial numbers and makers' notes; turned upright.
   *
   * @param withPlace true if the coordinates are kept
   * @return an EXIF block (a TIFF, CIPA DC-008); empty where there is none, or it cannot be read
   */
  public Optional<byte[]> exif(boolean withPlace) {
    if (header.attachments().exif() == null || closed) {
      return Optional.empty();
    }
    Content read = content();
    return Optional.ofNullable(read.header().attachments().exif())
        .flatMap(exif -> exif.copyOf(read.bytes().asByteBuffer()))
        .flatMap(block -> ExifCopy.of(block, withPlace));
  }

  /** The length of the file. */
  public long encodedBytes() {
    return length;
  }

  /**
   * Decodes all pixels.
   *
   * @return closed by the caller
   * @throws BadPhoto if the photo is damaged
   */
  public Photo decode() {
    return decodeAt(1, Colour.WHITE);
  }

  /**
   * Decodes what a photo shrunk to a short side of {@code shortSide} pixels needs: a JPEG at 1/2,
   * 1/4 or 1/8 of its size while its short side stays at least four times that, anything else
   * whole. Shrunk by area averaging, the result is as good as that of all pixels (a PSNR of 45 dB).
   *
   * @param shortSide in pixels, at least 1
   * @return closed by the caller; {@link Photo#fullWidth()} tells the width of the whole
   * @throws BadPhoto if the photo is damaged
   */
  public Photo decodeAtLeast(int shortSide) {
    return decodeAtLeast(shortSide, Colour.WHITE);
  }

  /**
   * As {@link #decodeAtLeast(int)}.
   *
   * @param background what transparent parts are shown on
   */
  public Photo decodeAtLeast(int shortSide, Colour background) {
    return decodeAt(reductionFor(shortSide), background);
  }

  /**
   * The most native memory that reading and {@link #decode()} hold at once, the encoded bytes
   * included; the photo's own pixels remain of it. Right within a few percent for JPEG and PNG; an
   * upper bound for other kinds.
   */
  public long decodePeakBytes() {
    return decodePeakAt(1);
  }

  /** As {@link #decodePeakBytes()}, for {@link #decodeAtLeast}. */
  public long decodePeakBytes(int shortSide) {
    return decodePeakAt(reductionFor(shortSide));
  }

  /** Bytes of the Java heap that {@link #exif} takes: all of the block, and its copy. */
  public long exifHeapBytes() {
    Exif exif = header.attachments().exif();
    return exif == null ? 0 : 2L * exif.place().length();
  }

  /** The part of {@link #decodePeakBytes()} that lies in the Java heap. */
  public long decodeHeapBytes() {
    return header.memory().heapBytes();
  }

  private long decodePeakAt(int reduction) {
    long pixels = (long) reduced(header.width(), reduction) * reduced(header.height(), reduction);
    return encodedBytes() + header.memory().peakBytes(pixels);
  }

  private int reductionFor(int shortSide) {
    if (shortSide < 1) {
      throw new IllegalArgumentException("a short side has at least 1 pixel, not " + shortSide);
    }
    int reduction = header.isJpeg() && !header.cmyk() ? 8 : 1;
    long least = (long) MARGIN * shortSide;
    while (reduction > 1 && reduced(Math.min(header.width(), header.height()), reduction) < least) {
      reduction /= 2;
    }
    return reduction;
  }

  /** A JPEG decoder rounds up. */
  private static int reduced(int pixels, int reduction) {
    return (pixels + reduction - 1) / reduction;
  }

  private Photo decodeAt(int reduction, Colour background) {
    if (closed) {
      throw new IllegalStateException(name + " is closed");
    }
    Content read = content();
    PixelDecoder decoder = new PixelDecoder(read.header(), read.colours().profile(), background);
    try {
      PixelDecoder.Pixels pixels =
          decoder.decode(read.bytes(), reduction).orElseThrow(() -> damaged(null));
      return new Photo(pixels.bgr(), pixels.transparency(), width(), height());
    } catch (BadPhoto e) {
      throw e;
    } catch (Refused e) {
      throw new BadPhoto(name + " " + e.getMessage(), e);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      if (NativeMemory.ranOut(e)) {
        throw new OutOfMemory(
            "memory ran out while " + name + " was decoded",
            KatongException.Remedy.ASK_FOR_LESS,
            e);
      }
      throw damaged(e);
    }
  }

  private BadPhoto damaged(@Nullable Throwable cause) {
    return new BadPhoto(
        name + " is damaged: its " + header.kind().label() + " data cannot be decoded", cause);
  }

  private static void checkBytes(String name, long size, PhotoLimits limits) {
    if (size > limits.maxBytes()) {
      throw new BadPhoto(
          "%s has %s; the limit is %s"
              .formatted(name, MemorySize.text(size), MemorySize.text(limits.maxBytes())),
          KatongException.Remedy.ALLOW_MORE_BYTES);
    }
  }

  private static void checkPixels(PhotoHeader header, String name, PhotoLimits limits) {
    if (header.pixels() > limits.maxPixels()) {
      PictureSize upright = upright(header);
      throw new BadPhoto(
          String.format(
              Locale.ROOT,
              "%s has %d×%d pixels, %s; the limit is %s",
              name,
              upright.width(),
              upright.height(),
              PhotoLimits.pixelsText(header.pixels()),
              PhotoLimits.pixelsText(limits.maxPixels())),
          KatongException.Remedy.ALLOW_MORE_PIXELS);
    }
  }

  /** Reads the file, if that has not been done. */
  private Content content() {
    if (content == null) {
      content = readAgain(Objects.requireNonNull(file, "held from the start"));
    }
    return content;
  }

  private Content readAgain(Path from) {
    Content read;
    try {
      read = Content.of(NativeFile.read(from, length), name, PhotoLimits.WIDEST);
    } catch (NoSuchFileException e) {
      throw new BadPhoto(name + " does not exist any more", e);
    } catch (IOException e) {
      throw new BadPhoto(name + " cannot be read: " + FileFailure.reason(e), e);
    }
    // What was planned is for the header as it was.
    if (!read.header().withoutProfile().equals(header)) {
      read.bytes().close();
      throw new BadPhoto(name + " was changed while it waited; try again");
    }
    return read;
  }

  /** True if the photo can be decoded even after it was closed: its file is read again. */
  public boolean canBeReadAgain() {
    return file != null;
  }

  /** Lets the encoded bytes go. */
  @Override
  public void close() {
    if (content != null) {
      content.bytes().close();
      content = null;
    }
    closed = file == null;
  }
}
