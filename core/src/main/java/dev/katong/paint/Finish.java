package dev.katong.paint;

import static org.bytedeco.opencv.global.opencv_core.addWeighted;

import dev.katong.photo.PictureSize;
import dev.katong.photo.Pieces;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/** The last step: the fit to the output's size, the photo's detail, and the strength. */
final class Finish {
  private Finish() {}

  /**
   * Brings a cartoon to its final size, adds the photo's detail, and mixes the photo in.
   *
   * @param cartoon 8-bit BGR; its pixels may become the result's
   * @param photo 8-bit BGR; it is not changed, and not looked at where the strength is 1 and no
   *     detail is wanted
   * @param view where detail is wanted, the photo at the cartoon's size, 8-bit BGR
   * @param strength 0 (the photo) to 1 (the cartoon)
   * @return closed by the caller
   */
  static Mat finish(Mat cartoon, Mat photo, @Nullable Mat view, double strength, PictureSize size) {
    if (strength <= 0) {
      try (Mat fitted = size.fit(photo)) {
        return fitted.clone();
      }
    }
    try (@Nullable Mat gain = view == null ? null : LocalSlope.of(view, cartoon)) {
      Mat result = size.fit(cartoon);
      try {
        if (gain != null || strength < 1) {
          complete(result, photo, view, gain, strength);
        }
        return result;
      } catch (RuntimeException e) {
        result.close();
        throw e;
      }
    }
  }

  private static void complete(
      Mat result, Mat photo, @Nullable Mat view, @Nullable Mat gain, double strength) {
    try (Mat fitted = PictureSize.of(result).fit(photo)) {
      if (view != null && gain != null) {
        PhotoDetail.sharpen(result, fitted, view, gain, Pieces.PIXELS);
      }
      if (strength < 1) {
        addWeighted(result, strength, fitted, 1 - strength, 0, result);
      }
    }
  }
}
