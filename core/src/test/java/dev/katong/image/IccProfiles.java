package dev.katong.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;

import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Colour profiles, written from the definitions of their colour spaces (ICC.1:2022). */
final class IccProfiles {
  /** Chromaticities of red, green and blue, x and y each. */
  private static final double[][] SRGB = {{0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}};

  private static final double[][] DISPLAY_P3 = {{0.68, 0.32}, {0.265, 0.69}, {0.15, 0.06}};
  private static final double[][] ADOBE_RGB = {{0.64, 0.33}, {0.21, 0.71}, {0.15, 0.06}};

  private static final double[] D65 = {0.3127 / 0.3290, 1, (1 - 0.3127 - 0.3290) / 0.3290};
  private static final double[] D50 = {0.9642, 1, 0.8249};

  private static final double[][] BRADFORD = {
    {0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}
  };

  /** IEC 61966-2-1. */
  private static final byte[] SRGB_CURVE =
      curve(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045);

  private IccProfiles() {}

  static byte[] srgb() {
    return rgb("sRGB", SRGB, SRGB_CURVE);
  }

  /** The colours of phones. */
  static byte[] displayP3() {
    return rgb("Display P3", DISPLAY_P3, SRGB_CURVE);
  }

  static byte[] adobeRgb() {
    return rgb("Compatible with Adobe RGB (1998)", ADOBE_RGB, curve(0, 563 / 256.0));
  }

  static byte[] grey(double gamma) {
    Map<String, byte[]> tags = about("grey");
    tags.put("kTRC", curve(0, gamma));
    return profile("mntr", "GRAY", "XYZ ", tags);
  }

  /** The look of inks on a paper, as a table of {@link PrintedCmyk}. */
  static byte[] inks() {
    int grid = 17;
    ByteBuffer table = ByteBuffer.allocate(48 + 4 * 256 + grid * grid * grid * grid * 3 + 3 * 256);
    table.put(ascii("mft1")).putInt(0).put((byte) 4).put((byte) 3).put((byte) grid).put((byte) 0);
    for (int i = 0; i < 9; i++) {
      table.putInt(fixed(i % 4 == 0 ? 1 : 0));
    }
    for (int i = 0; i < 4 * 256; i++) {
      table.put((byte) i);
    }
    double step = 1.0 / (grid - 1);
    for (int c = 0; c < grid; c++) {
      for (int m = 0; m < grid; m++) {
        for (int y = 0; y < grid; y++) {
          for (int k = 0; k < grid; k++) {
            double[] lab = ColourMath.lab(PrintedCmyk.rgb(c * step, m * step, y * step, k * step));
            table.put((byte) Math.round(lab[0] * 2.55));
            table.put((byte) Math.round(lab[1] + 128));
            table.put((byte) Math.round(lab[2] + 128));
          }
        }
      }
    }
    for (int i = 0; i < 3 * 256; i++) {
      table.put((byte) i);
    }
    Map<String, byte[]> tags = about("inks");
    tags.put("A2B0", table.array());
    return profile("prtr", "CMYK", "Lab ", tags);
  }

  private static byte[] rgb(String name, double[][] primaries, byte[] curve) {
    double[][] columns = new double[3][3];
    for (int i = 0; i < 3; i++) {
      double x = primaries[i][0];
      double y = primaries[i][1];
      columns[0][i] = x / y;
      columns[1][i] = 1;
      columns[2][i] = (1 - x - y) / y;
    }
    double[] share = ColourMath.times(ColourMath.inverse(columns), D65);
    double[][] adaptation = adaptation();
    Map<String, byte[]> tags = about(name);
    tags.put("chad", matrix(adaptation));
    String[] names = {"rXYZ", "gXYZ", "bXYZ"};
    for (int i = 0; i < 3; i++) {
      double[] light = new double[3];
      for (int row = 0; row < 3; row++) {
        light[row] = columns[row][i] * share[i];
      }
      tags.put(names[i], xyz(ColourMath.times(adaptation, light)));
    }
    tags.put("rTRC", curve);
    tags.put("gTRC", curve);
    tags.put("bTRC", curve);
    return profile("mntr", "RGB ", "XYZ ", tags);
  }

  /** From a white of D65 to one of D50. */
  static double[][] adaptation() {
    double[] from = ColourMath.times(BRADFORD, D65);
    double[] to = ColourMath.times(BRADFORD, D50);
    double[][] scaled = new double[3][3];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        scaled[row][column] = BRADFORD[row][column] * to[row] / from[row];
      }
    }
    return ColourMath.times(ColourMath.inverse(BRADFORD), scaled);
  }

  private static Map<String, byte[]> about(String name) {
    Map<String, byte[]> tags = new LinkedHashMap<>();
    tags.put("desc", text(name));
    tags.put("cprt", text("No copyright, use freely"));
    tags.put("wtpt", xyz(D50));
    return tags;
  }

  private static byte[] profile(
      String type, String colours, String connection, Map<String, byte[]> tags) {
    int begin = 132 + 12 * tags.size();
    IdentityHashMap<byte[], Integer> places = new IdentityHashMap<>();
    int end = begin;
    for (byte[] content : tags.values()) {
      if (!places.containsKey(content)) {
        places.put(content, end);
        end += (content.length + 3) / 4 * 4;
      }
    }
    ByteBuffer out = ByteBuffer.allocate(end);
    out.putInt(end).putInt(0).putInt(0x04300000);
    out.put(ascii(type)).put(ascii(colours)).put(ascii(connection));
    for (int part : new int[] {2026, 1, 1, 0, 0, 0}) {
      out.putShort((short) part);
    }
    out.put(ascii("acsp")).position(68);
    for (double value : D50) {
      out.putInt(fixed(value));
    }
    out.position(128).putInt(tags.size());
    tags.forEach(
        (name, content) ->
            out.put(ascii(name)).putInt(places.getOrDefault(content, 0)).putInt(content.length));
    places.forEach((content, place) -> out.put(place, content));
    return out.array();
  }

  private static byte[] curve(int form, double... parameters) {
    ByteBuffer curve = ByteBuffer.allocate(12 + 4 * parameters.length);
    curve.put(ascii("para")).putInt(0).putShort((short) form).putShort((short) 0);
    for (double parameter : parameters) {
      curve.putInt(fixed(parameter));
    }
    return curve.array();
  }

  private static byte[] text(String text) {
    byte[] letters = text.getBytes(UTF_16BE);
    return ByteBuffer.allocate(28 + letters.length)
        .put(ascii("mluc"))
        .putInt(0)
        .putInt(1)
        .putInt(12)
        .put(ascii("enUS"))
        .putInt(letters.length)
        .putInt(28)
        .put(letters)
        .array();
  }

  private static byte[] xyz(double[] light) {
    ByteBuffer out = ByteBuffer.allocate(20).put(ascii("XYZ ")).putInt(0);
    for (double value : light) {
      out.putInt(fixed(value));
    }
    return out.array();
  }

  private static byte[] matrix(double[][] matrix) {
    ByteBuffer out = ByteBuffer.allocate(44).put(ascii("sf32")).putInt(0);
    for (double[] row : matrix) {
      for (double value : row) {
        out.putInt(fixed(value));
      }
    }
    return out.array();
  }

  private static int fixed(double value) {
    return (int) Math.round(value * 65536);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
