package dev.katong.image;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencodeWithMetadata;

import dev.katong.KatongException.BadOutput;
import dev.katong.image.format.PngText;
import dev.katong.image.io.AtomicFile;
import dev.katong.image.io.PictureStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
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

  /** The bytes of the pointers to rows, which a PNG encoder holds. */
  private static final long BYTES_PER_ROW = 8;

  /** Measured on sharp photos: 11 at quality 92, 15.4 at quality 100. */
  private static final long WEBP_BYTES_PER_PIXEL = 16;

  private PictureEncoder() {}

  /**
   * Encodes a picture in memory, tagged as sRGB.
   *
   * @param picture 8-bit BGR; for PNG and WebP also BGRA
   * @param quality 1..100, for JPEG and WebP; 100 makes WebP nearly lossless
   * @throws BadOutput if the format cannot hold a picture of this size
   */
  public static byte[] encode(Mat picture, PictureFormat format, int quality) {
    return encode(picture, format, quality, PictureMetadata.NONE);
  }

  /**
   * Encodes a picture in memory, tagged as sRGB.
   *
   * @param picture 8-bit BGR; for PNG and WebP also BGRA
   * @param quality 1..100, for JPEG and WebP; 100 makes WebP nearly lossless
   * @throws BadOutput if the format cannot hold a picture of this size
   */
  public static byte[] encode(
      Mat picture, PictureFormat format, int quality, PictureMetadata metadata) {
    try (BytePointer encoded = encodeNatively(picture, format, quality, metadata)) {
      List<ByteBuffer> parts = parts(encoded, format, metadata);
      ByteBuffer whole = ByteBuffer.allocate(parts.stream().mapToInt(ByteBuffer::remaining).sum());
      parts.forEach(whole::put);
      return whole.array();
    }
  }

  /**
   * Encodes a picture into a file, whole or not at all, tagged as sRGB; missing folders are made.
   * The bytes are the same as those of {@link #encode}, but PNG and JPEG are never held in memory.
   *
   * @param picture 8-bit BGR; for PNG and WebP also BGRA
   * @param quality 1..100, for JPEG and WebP; 100 makes WebP nearly lossless
   * @throws BadOutput if the format cannot hold a picture of this size, or the file cannot be
   *     written
   */
  public static void write(Mat picture, Path target, PictureFormat format, int quality) {
    write(picture, target, format, quality, PictureMetadata.NONE);
  }

  /** As {@link #write(Mat, Path, PictureFormat, int)}, with what the file says about it. */
  public static void write(
      Mat picture, Path target, PictureFormat format, int quality, PictureMetadata metadata) {
    checkQuality(quality);
    checkForm(picture, format);
    AtomicFile.write(
        target,
        "." + format.extension(),
        file -> {
          try (IntPointer settings = settings(format, quality);
              NativeMetadata tags = new NativeMetadata(metadata, picture, format)) {
            if (PictureStream.write(picture, file, format, settings, tags)) {
              if (format == PictureFormat.PNG && metadata.xmp() != null) {
                PngText.addTo(file, metadata.xmp());
              }
              return;
            }
          }
          writeFromMemory(picture, file, format, quality, metadata);
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
  private static void writeFromMemory(
      Mat picture, Path file, PictureFormat format, int quality, PictureMetadata metadata)
      throws IOException {
    try (BytePointer encoded = encodeNatively(picture, format, quality, metadata);
        SeekableByteChannel out =
            Files.newByteChannel(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
      for (ByteBuffer bytes : parts(encoded, format, metadata)) {
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
    }
  }

  /** The pieces of a file, in their order; those that OpenCV has made are not copied. */
  private static List<ByteBuffer> parts(
      BytePointer encoded, PictureFormat format, PictureMetadata metadata) {
    ByteBuffer bytes = encoded.asByteBuffer();
    if (format != PictureFormat.PNG || metadata.xmp() == null) {
      return List.of(bytes);
    }
    int end = bytes.limit() - PngText.END_BYTES;
    return List.of(
        bytes.slice(0, end),
        ByteBuffer.wrap(PngText.chunk(metadata.xmp())),
        bytes.slice(end, PngText.END_BYTES));
  }

  private static BytePointer encodeNatively(
      Mat picture, PictureFormat format, int quality, PictureMetadata metadata) {
    checkQuality(quality);
    checkForm(picture, format);
    BytePointer encoded = new BytePointer();
    try (IntPointer settings = settings(format, quality);
        NativeMetadata tags = new NativeMetadata(metadata, picture, format);
        BytePointer ending = new BytePointer("." + format.extension())) {
      if (!imencodeWithMetadata(ending, picture, tags.types(), tags.blocks(), encoded, settings)) {
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

  private static void checkForm(Mat bgr, PictureFormat format) {
    if (bgr.channels() == 4 && format == PictureFormat.JPEG) {
      throw new IllegalArgumentException("a JPEG cannot be transparent");
    }
    int limit =
        switch (format) {
          case WEBP -> WEBP_MAX_SIDE;
          case JPEG -> JPEG_MAX_SIDE;
          case PNG -> Integer.MAX_VALUE;
        };
    if (Math.max(bgr.cols(), bgr.rows()) > limit) {
      throw new BadOutput(
          "a %s file has at most %d pixels a side, the result is %d×%d; write a png, or ask for a smaller resolution"
              .formatted(format.extension(), limit, bgr.cols(), bgr.rows()));
    }
  }
}
