package dev.katong.image;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2Lab;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_Lab2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import org.bytedeco.opencv.opencv_core.Mat;

/** Pictures in CIE L*a*b*: lightness 0 to 100, then the two axes of colour, in which grey is 0. */
public final class Lab {
  private Lab() {}

  /**
   * A picture in L*a*b*.
   *
   * @param bgr 8-bit BGR, sRGB
   * @return 32-bit float of 3 channels; closed by the caller
   */
  public static Mat of(Mat bgr) {
    Mat lab = new Mat();
    try (Mat shares = new Mat()) {
      bgr.convertTo(shares, CV_32F, 1 / 255.0, 0);
      cvtColor(shares, lab, COLOR_BGR2Lab);
      return lab;
    } catch (RuntimeException e) {
      lab.close();
      throw e;
    }
  }

  /**
   * Writes a picture back.
   *
   * @param target 8-bit BGR, of the picture's size; its pixels are replaced
   */
  public static void write(Mat lab, Mat target) {
    try (Mat shares = new Mat()) {
      cvtColor(lab, shares, COLOR_Lab2BGR);
      shares.convertTo(target, CV_8U, 255, 0);
    }
  }
}
