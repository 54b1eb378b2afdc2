package dev.katong.photo;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import dev.katong.KatongException.BadOutput;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Turns pixels into a file's bytes. */
public final class PictureEncoder {
  public static final int DEFAULT_QUALITY = 92;

  /** The longest side that a WebP file can have (RFC 9649). */
  private static final int WEBP_MAX_SIDE = 16383;

  /**
   * The longest side that a JPEG file can have (ITU-T T.81: 16 bits, of which OpenCV takes less).
   */
  private static final int JPEG_MAX_SIDE = 65500;

  private PictureEncoder() {}

  /**
   * Encodes a picture.
   *
   * @param bgr 8-bit BGR
   * @param quality 1..100, for JPEG and WebP; 100 makes WebP nearly lossless
   * @throws BadOutput if the format cannot hold a picture of this size
   */
  public static byte[] encode(Mat bgr, PictureFormat format, int quality) {
    checkQuality(quality);
    checkSize(bgr, format);
    int setting = format == PictureFormat.WEBP ? IMWRITE_WEBP_QUALITY : IMWRITE_JPEG_QUALITY;
    try (IntPointer settings =
            format.lossy() ? new IntPointer(setting, quality) : new IntPointer();
        BytePointer encoded = new BytePointer()) {
      if (!imencode("." + format.extension(), bgr, encoded, settings)) {
        throw new BadOutput("the picture cannot be encoded as " + format.extension());
      }
      byte[] bytes = new byte[(int) encoded.limit()];
      encoded.get(bytes);
      return bytes;
    }
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
