package dev.katong.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Writes the ICC profile of three colours of light and one curve (ICC.1:2010, 8.3.3). */
public final class MatrixProfile {
  private static final int HEADER_BYTES = 128;
  private static final int XYZ_BYTES = 20;
  private static final int CURVE_BYTES = 12 + 4 * 5;

  /** The white of the profile's space. */
  private static final double[] D50 = {0.9642, 1, 0.8249};

  /** From a white's light to that of the eye's receptors (Bradford; ICC.1:2010, annex E). */
  private static final double[][] CONES = {
    {0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}
  };

  private static final String[] TAGS = {"wtpt", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"};

  private MatrixProfile() {}

  /**
   * The profile.
   *
   * @param gamma the exponent of the numbers; 0 for sRGB's curve
   * @param places x and y of white, red, green and blue
   * @return empty if the three do not span the colours
   */
  public static Optional<byte[]> of(double gamma, double[] places) {
    double[] white = xyz(places[0], places[1]);
    double[][] colours = new double[3][3];
    for (int c = 0; c < 3; c++) {
      double[] colour = xyz(places[2 + 2 * c], places[3 + 2 * c]);
      for (int i = 0; i < 3; i++) {
        colours[i][c] = colour[i];
      }
    }
    double[][] inverse = inverse(colours);
    double[][] backwards = inverse(CONES);
    if (inverse.length == 0 || !(white[0] > 0) || !(white[2] > 0)) {
      return Optional.empty();
    }
    double[] light = times(inverse, white);
    double[] cones = times(CONES, white);
    double[] target = times(CONES, D50);
    double[][] adapted = new double[3][];
    for (int c = 0; c < 3; c++) {
      double[] seen =
          times(
              CONES,
              new double[] {
                colours[0][c] * light[c], colours[1][c] * light[c], colours[2][c] * light[c]
              });
      for (int i = 0; i < 3; i++) {
        seen[i] *= target[i] / cones[i];
      }
      adapted[c] = times(backwards, seen);
    }
    return Optional.of(written(adapted, gamma));
  }

  private static double[] xyz(double x, double y) {
    return new double[] {x / y, 1, (1 - x - y) / y};
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++) {
        product[i] += matrix[i][k] * vector[k];
      }
    }
    return product;
  }

  /** The inverse by cofactors; empty if there is none. */
  private static double[][] inverse(double[][] m) {
    double[][] inverse = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++) {
        int a = (k + 1) % 3;
        int b = (k + 2) % 3;
        int c = (i + 1) % 3;
        int d = (i + 2) % 3;
        inverse[i][k] = m[a][c] * m[b][d] - m[a][d] * m[b][c];
      }
    }
    double determinant =
        m[0][0] * inverse[0][0] + m[0][1] * inverse[1][0] + m[0][2] * inverse[2][0];
    if (!(Math.abs(determinant) > 1e-6)) {
      return new double[0][];
    }
    for (double[] row : inverse) {
      for (int k = 0; k < 3; k++) {
        row[k] /= determinant;
      }
    }
    return inverse;
  }

  private static byte[] written(double[][] colours, double gamma) {
    int tags = HEADER_BYTES + 4 + 12 * TAGS.length;
    int size = tags + 4 * XYZ_BYTES + CURVE_BYTES;
    ByteBuffer out = ByteBuffer.allocate(size);
    out.putInt(size).putInt(0).putInt(0x04200000).put(ascii("mntrRGB XYZ "));
    out.position(36);
    out.put(ascii("acsp"));
    out.position(68);
    put(out, D50);
    out.position(HEADER_BYTES);
    out.putInt(TAGS.length);
    for (int i = 0; i < TAGS.length; i++) {
      boolean curve = i >= 4;
      out.put(ascii(TAGS[i])).putInt(tags + XYZ_BYTES * Math.min(i, 4));
      out.putInt(curve ? CURVE_BYTES : XYZ_BYTES);
    }
    put(out.put(ascii("XYZ ")).putInt(0), D50);
    for (double[] colour : colours) {
      put(out.put(ascii("XYZ ")).putInt(0), colour);
    }
    out.put(ascii("para")).putInt(0);
    if (gamma > 0) {
      out.putInt(0);
      put(out, gamma);
    } else {
      // ((x + 0.055) / 1.055)^2.4, and x / 12.92 below 0.04045.
      out.putShort((short) 3).putShort((short) 0);
      put(out, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045);
    }
    return out.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static void put(ByteBuffer out, double... numbers) {
    for (double number : numbers) {
      out.putInt((int) Math.round(number * 65536));
    }
  }
}
