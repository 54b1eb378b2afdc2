package dev.katong.photo;

import dev.katong.FileFailure;
import dev.katong.KatongException.BadPhoto;
import dev.katong.KatongException.OutOfMemory;
import dev.katong.NativeMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * An encoded photo, read and checked but not decoded: its size and the memory that decoding will
 * take are known before a pixel is made. It owns the encoded bytes, in native memory, until it is
 * closed. Not for use by several threads at once.
 */
public final class PhotoSource implements AutoCloseable {
  private static final long MAX_BYTES = Integer.MAX_VALUE;

  /**
   * How many times as large as asked the short side of a reduced decoding is at least. A JPEG
   * decoder averages blocks whose borders are not those of the final pixels. On the sharpest photos
   * tried, the photo shrunk from reduced pixels has a PSNR of at least 45 dB against the one shrunk
   * from all pixels with a margin of 4, of 37 dB with 2 and of 29 dB with 1.
   */
  private static final int MARGIN = 4;

  static {
    NativeMemory.prepare();
  }

  private final BytePointer bytes;
  private final String name;
  private final PhotoHeader header;

  /** Takes the bytes over; they are closed if they are no photo. */
  private PhotoSource(BytePointer bytes, String name) {
    this.bytes = bytes;
    this.name = name;
    try {
      this.header = PhotoHeader.read(bytes.asByteBuffer(), name);
      checkPixels();
    } catch (RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /**
   * Reads a file.
   *
   * @throws BadPhoto if the file is missing, unreadable, no photo, cut off, over 2 GB, or over
   *     {@link Photo#MAX_PIXELS}
   */
  public static PhotoSource read(Path file) {
    String name = file.toString();
    try {
      if (Files.isDirectory(file)) {
        throw new BadPhoto(file + " is a folder, not a photo");
      }
      if (!Files.isRegularFile(file) && Files.exists(file)) {
        return of(Files.readAllBytes(file), name); // A pipe does not tell its size.
      }
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw new BadPhoto(
            String.format(
                Locale.ROOT, "%s has %.1f GB; the limit is 2: make it smaller", file, size / 1e9));
      }
      return size == 0 ? of(new byte[0], name) : new PhotoSource(NativeFile.read(file, size), name);
    } catch (NoSuchFileException e) {
      throw new BadPhoto(file + " does not exist", e);
    } catch (IOException e) {
      throw new BadPhoto(file + " cannot be read: " + FileFailure.reason(e), e);
    }
  }

  /**
   * Copies a file's bytes.
   *
   * @param name what messages call the photo
   * @throws BadPhoto if the bytes are no photo, cut off, or over {@link Photo#MAX_PIXELS}
   */
  public static PhotoSource of(byte[] file, String name) {
    if (file.length == 0) {
      throw new BadPhoto(name + " is empty; there is no photo in it");
    }
    return new PhotoSource(new BytePointer(file), name);
  }

  /** What messages call the photo: its path, if it came from a file. */
  public String name() {
    return name;
  }

  /** Of the upright photo with all its pixels; at least 1. */
  public int width() {
    return header.orientation().swapsSides() ? header.height() : header.width();
  }

  /** Of the upright photo with all its pixels; at least 1. */
  public int height() {
    return header.orientation().swapsSides() ? header.width() : header.height();
  }

  /** The size of the upright photo with all its pixels. */
  public PictureSize size() {
    return new PictureSize(width(), height());
  }

  /** The size that {@link #decodeAtLeast} gives. */
  public PictureSize sizeAtLeast(int shortSide) {
    int reduction = reductionFor(shortSide);
    return new PictureSize(reduced(width(), reduction), reduced(height(), reduction));
  }

  /** The length of the file. */
  public long encodedBytes() {
    return bytes.limit();
  }

  /**
   * Decodes all pixels.
   *
   * @return closed by the caller
   * @throws BadPhoto if the photo is damaged
   */
  public Photo decode() {
    return decodeAt(1);
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
    return decodeAt(reductionFor(shortSide));
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

  private long decodePeakAt(int reduction) {
    long pixels = (long) reduced(header.width(), reduction) * reduced(header.height(), reduction);
    return encodedBytes() + header.memory().peakBytes(pixels);
  }

  private int reductionFor(int shortSide) {
    if (shortSide < 1) {
      throw new IllegalArgumentException("a short side has at least 1 pixel, not " + shortSide);
    }
    int reduction = header.isJpeg() ? 8 : 1;
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

  private Photo decodeAt(int reduction) {
    if (bytes.isNull()) {
      throw new IllegalStateException(name + " is closed");
    }
    try {
      Mat upright = PixelDecoder.decode(bytes, header, reduction).orElseThrow(() -> damaged(null));
      return new Photo(upright, width(), height());
    } catch (BadPhoto e) {
      throw e;
    } catch (RuntimeException e) {
      if (NativeMemory.ranOut(e)) {
        throw new OutOfMemory("memory ran out while " + name + " was decoded; make it smaller", e);
      }
      throw damaged(e);
    }
  }

  private BadPhoto damaged(@Nullable RuntimeException cause) {
    return new BadPhoto(
        name + " is damaged: its " + header.kind() + " data cannot be decoded", cause);
  }

  private void checkPixels() {
    if (header.pixels() > Photo.MAX_PIXELS) {
      throw new BadPhoto(
          String.format(
              Locale.ROOT,
              "%s has %d×%d pixels, %.0f megapixels; the limit is %.0f: make it smaller",
              name,
              width(),
              height(),
              header.pixels() / 1e6,
              Photo.MAX_PIXELS / 1e6));
    }
  }

  @Override
  public void close() {
    bytes.close();
  }
}
