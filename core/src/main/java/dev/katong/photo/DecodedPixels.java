package dev.katong.photo;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Brings what a decoder gives to 8-bit BGR; what is so already is not copied. */
final class DecodedPixels {
  private DecodedPixels() {}

  /**
   * The pixels in 8-bit BGR, transparent parts on white.
   *
   * @param decoded taken over: closed, or returned
   * @throws IllegalStateException if it has neither 1, 3 nor 4 channels
   */
  static Mat toBgr(Mat decoded) {
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
