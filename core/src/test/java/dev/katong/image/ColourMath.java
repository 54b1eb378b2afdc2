package dev.katong.image;

import org.bytedeco.opencv.opencv_core.Mat;

/** Colours by the definitions of their spaces, apart from all profiles. */
final class ColourMath {
  /** sRGB's light to XYZ under D65, and back to light of others (CSS Color 4, 10 and 18). */
  private static final double[][] SRGB_TO_XYZ = {
    {506752.0 / 1228815, 87881.0 / 245763, 12673.0 / 70218},
    {87098.0 / 409605, 175762.0 / 245763, 12673.0 / 175545},
    {7918.0 / 409605, 87881.0 / 737289, 1001167.0 / 1053270}
  };

  private static final double[][] XYZ_TO_P3 = {
    {446124.0 / 178915, -333277.0 / 357830, -72051.0 / 178915},
    {-14852.0 / 17905, 63121.0 / 35810, 423.0 / 17905},
    {11844.0 / 330415, -50337.0 / 660830, 316169.0 / 330415}
  };

  private static final double[][] XYZ_TO_ADOBE_RGB = {
    {1829569.0 / 896150, -506331.0 / 896150, -308931.0 / 896150},
    {-851781.0 / 878810, 1648619.0 / 878810, 36519.0 / 878810},
    {16779.0 / 1248040, -147721.0 / 1248040, 1266979.0 / 1248040}
  };

  private static final double[] D50 = {0.9642, 1, 0.8249};

  private ColourMath() {}

  /** The numbers of Display P3 for a colour of sRGB; all are 0 to 1. */
  static double[] toDisplayP3(double[] srgb) {
    double[] light = times(XYZ_TO_P3, times(SRGB_TO_XYZ, linear(srgb)));
    double[] p3 = new double[3];
    for (int c = 0; c < 3; c++) {
      p3[c] =
          light[c] <= 0.0031308 ? 12.92 * light[c] : 1.055 * Math.pow(light[c], 1 / 2.4) - 0.055;
    }
    return p3;
  }

  /** The numbers of Adobe RGB (1998) for a colour of sRGB; all are 0 to 1. */
  static double[] toAdobeRgb(double[] srgb) {
    double[] light = times(XYZ_TO_ADOBE_RGB, times(SRGB_TO_XYZ, linear(srgb)));
    double[] adobe = new double[3];
    for (int c = 0; c < 3; c++) {
      adobe[c] = Math.pow(Math.max(0, light[c]), 256 / 563.0);
    }
    return adobe;
  }

  /** The numbers of grey with a gamma for a grey of sRGB; all are 0 to 1. */
  static double toGrey(double srgb, double gamma) {
    return Math.pow(linear(new double[] {srgb, srgb, srgb})[0], 1 / gamma);
  }

  static double[] linear(double[] srgb) {
    double[] light = new double[3];
    for (int c = 0; c < 3; c++) {
      light[c] = srgb[c] <= 0.04045 ? srgb[c] / 12.92 : Math.pow((srgb[c] + 0.055) / 1.055, 2.4);
    }
    return light;
  }

  /** CIE L*a*b* under D50, of a colour of sRGB of 0 to 1. */
  static double[] lab(double[] srgb) {
    double[] xyz = times(IccProfiles.adaptation(), times(SRGB_TO_XYZ, linear(srgb)));
    double[] f = new double[3];
    for (int i = 0; i < 3; i++) {
      double t = xyz[i] / D50[i];
      f[i] = t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }
    return new double[] {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
  }

  /** The distance of two colours of sRGB, 0 to 1 (CIE 1976); 2.3 can just be seen. */
  static double deltaE(double[] one, double[] other) {
    double[] a = lab(one);
    double[] b = lab(other);
    return Math.sqrt(
        Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
  }

  /** The mean of {@link #deltaE} over two pictures, 8-bit BGR. */
  static double meanDeltaE(Mat one, Mat other) {
    double sum = 0;
    for (int y = 0; y < one.rows(); y++) {
      for (int x = 0; x < one.cols(); x++) {
        sum += deltaE(rgb(one, x, y), rgb(other, x, y));
      }
    }
    return sum / one.rows() / one.cols();
  }

  /** A pixel of 8-bit BGR as sRGB of 0 to 1. */
  static double[] rgb(Mat bgr, int x, int y) {
    double[] rgb = new double[3];
    for (int c = 0; c < 3; c++) {
      rgb[c] = (bgr.ptr(y, x).get(2 - c) & 0xff) / 255.0;
    }
    return rgb;
  }

  static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[3];
    for (int row = 0; row < 3; row++) {
      for (int i = 0; i < 3; i++) {
        product[row] += matrix[row][i] * vector[i];
      }
    }
    return product;
  }

  static double[][] times(double[][] one, double[][] other) {
    double[][] product = new double[3][3];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        for (int i = 0; i < 3; i++) {
          product[row][column] += one[row][i] * other[i][column];
        }
      }
    }
    return product;
  }

  static double[][] inverse(double[][] m) {
    double[][] inverse = new double[3][3];
    double determinant = 0;
    for (int i = 0; i < 3; i++) {
      determinant +=
          m[0][i] * (m[1][(i + 1) % 3] * m[2][(i + 2) % 3] - m[1][(i + 2) % 3] * m[2][(i + 1) % 3]);
    }
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        int r1 = (column + 1) % 3;
        int r2 = (column + 2) % 3;
        int c1 = (row + 1) % 3;
        int c2 = (row + 2) % 3;
        inverse[row][column] = (m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]) / determinant;
      }
    }
    return inverse;
  }
}
