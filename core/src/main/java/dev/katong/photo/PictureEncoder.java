package dev.katong.photo;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import dev.katong.KatongException.BadOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Turns pixels into a file, or into a file's bytes. */
public final class PictureEncoder {
  public static final int DEFAULT_QUALITY = 92;

  /** The longest side that a WebP file can have (RFC 9649). */
  private static final int WEBP_MAX_SIDE = 16383;

  /**
   * The longest side that a JPEG file can have (ITU-T T.81: 16 bits, of which OpenCV takes less).
   */
  private static final int JPEG_MAX_SIDE = 65500;

  /** More than the codecs' own tables and windows. */
  private static final long STREAM_BYTES = 1_000_000;

  /** Two blocks of rows in the three colours, which a JPEG encoder holds. */
  private static final long BYTES_PER_COLUMN = 80;

  /** Of the pointers to the rows, which a PNG encoder holds. */
  private static final long BYTES_PER_ROW = 8;

  /** Measured on sharp photos: 11 at quality 92, 15.4 at quality 100. */
  private static final long WEBP_BYTES_PER_PIXEL = 16;

  private PictureEncoder() {}

  /**
   * Encodes a picture in memory.
   *
   * @param bgr 8-bit BGR
   * @param quality 1..100, for JPEG and WebP; 100 makes WebP nearly lossless
   * @throws BadOutput if the format cannot hold a picture of this size
   */
  public static byte[] encode(Mat bgr, PictureFormat format, int quality) {
    try (BytePointer encoded = encodeNatively(bgr, format, quality)) {
      byte[] bytes = new byte[(int) encoded.limit()];
      encoded.get(bytes);
      return bytes;
    }
  }

  /**
   * Encodes a picture into a file, whole or not at all; missing folders are made. The bytes are the
   * same as those of {@link #encode}, but PNG and JPEG are never held in memory.
   *
   * @param bgr 8-bit BGR
   * @param quality 1..100, for JPEG and WebP; 100 makes WebP nearly lossless
   * @throws BadOutput if the format cannot hold a picture of this size, or the file cannot be
   *     written
   */
  public static void write(Mat bgr, Path target, PictureFormat format, int quality) {
    checkQuality(quality);
    checkSize(bgr, format);
    AtomicFile.write(
        target,
        "." + format.extension(),
        file -> {
          try (IntPointer settings = settings(format, quality)) {
            if (PictureStream.write(bgr, file, format, settings)) {
              return;
            }
          }
          writeFromMemory(bgr, file, format, quality);
        });
  }

  /**
   * The most native memory that {@link #write} takes on top of the picture; an upper bound.
   *
   * @param width in pixels
   * @param height in pixels
   */
  public static long encodePeakBytes(int width, int height, PictureFormat format) {
    long pixels = (long) width * height;
    return switch (format) {
      case PNG, JPEG -> STREAM_BYTES + BYTES_PER_COLUMN * width + BYTES_PER_ROW * height;
      case WEBP -> STREAM_BYTES + WEBP_BYTES_PER_PIXEL * pixels;
    };
  }

  /**
   * Passes a quality on.
   *
   * @throws IllegalArgumentException if it is outside 1..100
   */
  public static int checkQuality(int quality) {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("quality is 1 to 100, not " + quality);
    }
    return quality;
  }

  /** The way for files that OpenCV cannot write itself; if none can, it tells why. */
  private static void writeFromMemory(Mat bgr, Path file, PictureFormat format, int quality)
      throws IOException {
    try (BytePointer encoded = encodeNatively(bgr, format, quality);
        SeekableByteChannel out =
            Files.newByteChannel(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = encoded.asByteBuffer();
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
  }

  private static BytePointer encodeNatively(Mat bgr, PictureFormat format, int quality) {
    checkQuality(quality);
    checkSize(bgr, format);
    BytePointer encoded = new BytePointer();
    try (IntPointer settings = settings(format, quality)) {
      if (!imencode("." + format.extension(), bgr, encoded, settings)) {
        throw new BadOutput("the picture cannot be encoded as " + format.extension());
      }
      return encoded;
    } catch (RuntimeException e) {
      encoded.close();
      throw e;
    }
  }

  private static IntPointer settings(PictureFormat format, int quality) {
    int setting = format == PictureFormat.WEBP ? IMWRITE_WEBP_QUALITY : IMWRITE_JPEG_QUALITY;
    return format.lossy() ? new IntPointer(setting, quality) : new IntPointer();
  }

  private static void checkSize(Mat bgr, PictureFormat format) {
    int limit =
        switch (format) {
          case WEBP -> WEBP_MAX_SIDE;
          case JPEG -> JPEG_MAX_SIDE;
          case PNG -> Integer.MAX_VALUE;
        };
    if (Math.max(bgr.cols(), bgr.rows()) > limit) {
      throw new BadOutput(
          "a %s file has at most %d pixels a side, the result is %d×%d; write a png, or use a smaller --resolution"
              .formatted(format.extension(), limit, bgr.cols(), bgr.rows()));
    }
  }
}
