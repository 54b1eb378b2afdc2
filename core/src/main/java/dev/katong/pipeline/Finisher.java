package dev.katong.pipeline;

import static org.bytedeco.opencv.global.opencv_core.addWeighted;

import dev.katong.image.Bands;
import dev.katong.image.PictureSize;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/** The last step: the fit to the output's size, the photo's detail, and the strength. */
final class Finisher {
  private Finisher() {}

  /**
   * Brings a cartoon to its final size, adds the photo's detail, and mixes the photo in.
   *
   * @param cartoon 8-bit BGR; its pixels may become the result's
   * @param photo 8-bit BGR; it is not changed, and not used if the strength is 1 and no detail is
   *     wanted
   * @param view if detail is wanted, the photo at the cartoon's size, 8-bit BGR
   * @param heads the detail that small heads lost on the cartoon, if detail is wanted and there are
   *     small heads
   * @param strength 0 (the photo) to 1 (the cartoon)
   * @return closed by the caller
   */
  static Mat finish(
      Mat cartoon,
      Mat photo,
      @Nullable Mat view,
      @Nullable FineHeads heads,
      double strength,
      PictureSize size) {
    if (strength <= 0) {
      try (Mat fitted = size.fit(photo)) {
        return fitted.clone();
      }
    }
    try (@Nullable Mat gain = view == null ? null : LocalSlope.of(view, cartoon)) {
      Mat result = size.fit(cartoon);
      try {
        if (gain != null && heads != null) {
          heads.spare(gain);
        }
        if (gain != null || strength < 1) {
          complete(result, photo, view, gain, heads, strength);
        }
        return result;
      } catch (RuntimeException e) {
        result.close();
        throw e;
      }
    }
  }

  private static void complete(
      Mat result,
      Mat photo,
      @Nullable Mat view,
      @Nullable Mat gain,
      @Nullable FineHeads heads,
      double strength) {
    try (Mat fitted = PictureSize.of(result).fit(photo)) {
      if (view != null && gain != null) {
        PhotoDetail.sharpen(result, fitted, view, gain, Bands.PIXELS);
        if (heads != null) {
          heads.sharpen(result);
        }
      }
      if (strength < 1) {
        addWeighted(result, strength, fitted, 1 - strength, 0, result);
      }
    }
  }
}
