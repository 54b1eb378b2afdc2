package dev.katong.paint;

import static org.bytedeco.opencv.global.opencv_core.addWeighted;

import dev.katong.photo.PictureSize;
import org.bytedeco.opencv.opencv_core.Mat;

/** The last step: the fit to the output's size, and the strength. */
final class Finish {
  private Finish() {}

  /**
   * Brings a cartoon to its final size and mixes the photo in.
   *
   * @param cartoon 8-bit BGR; its pixels may become the result's
   * @param photo 8-bit BGR; it is not changed, and not looked at where the strength is 1
   * @param strength 0 (the photo) to 1 (the cartoon)
   * @return closed by the caller
   */
  static Mat finish(Mat cartoon, Mat photo, double strength, PictureSize size) {
    if (strength <= 0) {
      try (Mat fitted = size.fit(photo)) {
        return fitted.clone();
      }
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
