package dev.katong.photo;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.katong.NativeMemory;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Makes pixels of a file's bytes: upright, 8-bit BGR, transparent parts on white. */
final class PixelDecoder {
  private PixelDecoder() {}

  /**
   * Decodes. Pixels that are 8-bit BGR as they are decoded are not copied but for a turn by 90°.
   *
   * @param reduction 1; for a JPEG also 2, 4 or 8: that part of the sides, rounded up
   * @return closed by the caller; empty if there is something wrong with the bytes
   * @throws RuntimeException if OpenCV finds something wrong with them
   */
  static Optional<Mat> decode(BytePointer file, PhotoHeader header, int reduction) {
    try (Mat encoded = new Mat(1, (int) file.limit(), CV_8UC1, file)) {
      Mat decoded = imdecode(encoded, header.isJpeg() ? jpegFlags(reduction) : IMREAD_UNCHANGED);
      if (decoded == null || decoded.empty()) {
        NativeMemory.release(decoded);
        return Optional.empty();
      }
      return Optional.of(header.orientation().turnUpright(toBgr(decoded)));
    }
  }

  /** The orientation is ours to apply, so that the size foretold is true whatever EXIF holds. */
  private static int jpegFlags(int reduction) {
    int colour =
        switch (reduction) {
          case 2 -> IMREAD_REDUCED_COLOR_2;
          case 4 -> IMREAD_REDUCED_COLOR_4;
          case 8 -> IMREAD_REDUCED_COLOR_8;
          default -> IMREAD_COLOR;
        };
    return colour | IMREAD_IGNORE_ORIENTATION;
  }

  private static Mat toBgr(Mat decoded) {
    Mat bytes = toBytes(decoded);
    return switch (bytes.channels()) {
      case 1 -> Replaced.by(bytes, (grey, bgr) -> cvtColor(grey, bgr, COLOR_GRAY2BGR));
      case 3 -> bytes;
      case 4 ->
          Replaced.by(
              bytes,
              (bgra, bgr) -> {
                showOnWhite(bgra);
                cvtColor(bgra, bgr, COLOR_BGRA2BGR);
              });
      default -> {
        int channels = bytes.channels();
        bytes.close();
        throw new IllegalStateException("a photo of " + channels + " channels");
      }
    };
  }

  /** Scales 16-bit (0..65535) and float (0..1) samples to 0..255. */
  private static Mat toBytes(Mat decoded) {
    if (decoded.depth() == CV_8U) {
      return decoded;
    }
    double scale = decoded.depth() == CV_16U ? 255.0 / 65535.0 : 255.0;
    return Replaced.by(decoded, (from, to) -> from.convertTo(to, CV_8U, scale, 0));
  }

  private static void showOnWhite(Mat bgra) {
    try (UByteIndexer pixels = bgra.createIndexer()) {
      for (long y = 0; y < bgra.rows(); y++) {
        for (long x = 0; x < bgra.cols(); x++) {
          int alpha = pixels.get(y, x, 3);
          if (alpha < 255) {
            for (int c = 0; c < 3; c++) {
              int onWhite = (pixels.get(y, x, c) * alpha + 255 * (255 - alpha) + 127) / 255;
              pixels.put(y, x, c, onWhite);
            }
          }
        }
      }
    }
  }
}
