package dev.katong.paint;

import static org.bytedeco.opencv.global.opencv_core.addWeighted;

import java.util.OptionalInt;
import org.bytedeco.opencv.opencv_core.Mat;

/** The last step: the fit to the output's size, and the strength. */
final class Finish {
  private Finish() {}

  /**
   * Brings a cartoon to its final size and mixes the photo in.
   *
   * @param cartoon 8-bit BGR at working size; it is not changed
   * @param photo 8-bit BGR at the photo's own size; it is not changed
   * @param strength 0 (the photo) to 1 (the cartoon)
   * @param resolution the long side of the result in pixels; empty for the photo's own size
   * @return closed by the caller
   */
  static Mat finish(Mat cartoon, Mat photo, double strength, OptionalInt resolution) {
    PictureSize own = PictureSize.of(photo);
    PictureSize size = resolution.isPresent() ? own.withLongSide(resolution.getAsInt()) : own;
    if (strength <= 0) {
      return size.fit(photo);
    }
    Mat result = size.fit(cartoon);
    if (strength < 1) {
      try (Mat fitted = size.fit(photo)) {
        addWeighted(result, strength, fitted, 1 - strength, 0, result);
      } catch (RuntimeException e) {
        result.close();
        throw e;
      }
    }
    return result;
  }
}
