package dev.katong.forge.quality;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.PSNR;

import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The closeness of two 8-bit pictures.
 *
 * @param psnr the peak signal-to-noise ratio over all values of all colours, dB, 0 to {@value
 *     #MOST_PSNR}; people see no difference above about 40
 * @param ssim the mean structural similarity of the luma, up to 1 for equal pictures
 */
public record Fidelity(double psnr, double ssim) {
  /**
   * The ratio of equal pictures, which has no finite value, and of any that is higher. One value of
   * a picture of 1280×853 off by one is 113 dB.
   */
  public static final double MOST_PSNR = 100;

  /** Equal pictures. */
  public static final Fidelity EQUAL = new Fidelity(MOST_PSNR, 1);

  public Fidelity {
    if (!(psnr >= 0 && psnr <= MOST_PSNR)) {
      throw new IllegalArgumentException("psnr is " + psnr + "; it must be 0 to " + MOST_PSNR);
    }
    if (!(ssim >= -1 && ssim <= 1)) {
      throw new IllegalArgumentException("ssim is " + ssim + "; it must be -1 to 1");
    }
  }

  /**
   * Compares two pictures.
   *
   * @param picture 8-bit BGR, at least 11×11 pixels
   * @param reference 8-bit BGR, of the same size
   */
  public static Fidelity of(Mat picture, Mat reference) {
    if (picture.type() != CV_8UC3
        || reference.type() != CV_8UC3
        || picture.rows() != reference.rows()
        || picture.cols() != reference.cols()) {
      throw new IllegalArgumentException(
          "pictures to compare are 8-bit BGR of one size, not "
              + picture.toString()
              + " and "
              + reference.toString());
    }
    double psnr = Math.min(PSNR(picture, reference), MOST_PSNR);
    return new Fidelity(psnr, StructuralSimilarity.of(picture, reference));
  }

  /** True if both measures are at least those of another. */
  public boolean isAtLeast(Fidelity floor) {
    return psnr >= floor.psnr && ssim >= floor.ssim;
  }
}
