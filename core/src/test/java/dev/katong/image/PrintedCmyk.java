package dev.katong.image;

/** Inks on a yellowish paper: impure, and with a black that is not quite black. */
final class PrintedCmyk {
  /** The part of red, green and blue light that an ink takes: cyan, magenta, yellow, black. */
  private static final double[][] TAKEN = {
    {0.95, 0.10, 0.02, 0.93}, {0.35, 0.85, 0.05, 0.93}, {0.10, 0.45, 0.90, 0.93}
  };

  private static final double[] PAPER = {0.99, 0.985, 0.96};

  private PrintedCmyk() {}

  /** The colour of inks, each 0 (none) to 1 (full), as sRGB of 0 to 1. */
  static double[] rgb(double... inks) {
    double[] rgb = new double[3];
    for (int c = 0; c < 3; c++) {
      rgb[c] = PAPER[c];
      for (int ink = 0; ink < 4; ink++) {
        rgb[c] *= 1 - TAKEN[c][ink] * inks[ink];
      }
    }
    return rgb;
  }
}
