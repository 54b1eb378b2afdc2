package dev.katong.tone;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The colour of one person's skin in one picture, in L*a*b*: quantiles and robust spreads, which a
 * beard, a strand of hair or a highlight hardly moves.
 *
 * @param lightness the skin's lightness as an eye sees it: above the median, because the eye allows
 *     for shadows
 * @param a at that lightness: the median, with more of the colour the more light there is
 * @param b the same
 * @param darkLightness the lightness below which a tenth of the skin lies
 * @param lightnessSpread robust standard deviation
 * @param colourSpread robust standard deviation of a and b, the larger of them
 */
record SkinColour(
    double lightness,
    double a,
    double b,
    double darkLightness,
    double lightnessSpread,
    double colourSpread) {

  /** Fewer pixels tell nothing. */
  private static final int LEAST_PIXELS = 40;

  private static final double LIGHT_SHARE = 0.72;
  private static final double DARK_SHARE = 0.1;

  /** The interquartile range of a normal distribution, in standard deviations. */
  private static final double QUARTILES = 1.349;

  /** Colour that hardly is one. */
  private static final double LEAST_COLOUR = 3;

  /** Lightness at which L*a*b* has its black, as far as proportions of colour are concerned. */
  private static final double BLACK = 16;

  /**
   * The colour of the skin in a region.
   *
   * @param lab 32-bit float
   * @param where 8-bit: the pixels that count are above 127
   * @return empty if the region is too small
   */
  static Optional<SkinColour> of(Mat lab, Mat where) {
    float[] lightness = new float[lab.rows() * lab.cols()];
    int count = gather(lab, where, 0, lightness);
    if (count < LEAST_PIXELS) {
      return Optional.empty();
    }
    Arrays.sort(lightness, 0, count);
    double median = quantile(lightness, count, 0.5);
    float[] a = new float[lightness.length];
    float[] b = new float[lightness.length];
    gather(lab, where, 1, a);
    gather(lab, where, 2, b);
    Arrays.sort(a, 0, count);
    Arrays.sort(b, 0, count);
    double light = Math.max(1, quantile(lightness, count, LIGHT_SHARE));
    double more = (light + BLACK) / (median + BLACK);
    return Optional.of(
        new SkinColour(
            light,
            more * quantile(a, count, 0.5),
            more * quantile(b, count, 0.5),
            Math.max(1, quantile(lightness, count, DARK_SHARE)),
            spread(lightness, count),
            Math.max(spread(a, count), spread(b, count))));
  }

  /** The values of one channel where a pixel counts; how many they are. */
  private static int gather(Mat lab, Mat where, int channel, float[] values) {
    int count = 0;
    try (FloatIndexer colours = lab.createIndexer();
        UByteIndexer counts = where.createIndexer()) {
      for (int y = 0; y < lab.rows(); y++) {
        for (int x = 0; x < lab.cols(); x++) {
          if (counts.get(y, x) > 127) {
            values[count] = colours.get(y, x, channel);
            count++;
          }
        }
      }
    }
    return count;
  }

  private static double spread(float[] sorted, int count) {
    return (quantile(sorted, count, 0.75) - quantile(sorted, count, 0.25)) / QUARTILES;
  }

  private static double quantile(float[] sorted, int count, double share) {
    return sorted[(int) Math.round(share * (count - 1))];
  }

  /** The light on a pixel if it is of this skin: 1 is the light of {@link #lightness}. */
  double light(float[] pixel) {
    return (Math.max(0, pixel[0]) + BLACK) / (lightness + BLACK);
  }

  /**
   * The degree to which a pixel has at least as much of the skin's colour as skin of its lightness;
   * white and grey have none. Skin without colour, as a pencil draws it, gives 1 for every pixel.
   *
   * @return 0 to 1
   */
  double colouring(float[] pixel) {
    double chroma = Math.hypot(a, b);
    if (chroma < LEAST_COLOUR) {
      return 1;
    }
    double along = (pixel[1] * a + pixel[2] * b) / chroma;
    double share = (along + 0.3) / (chroma * light(pixel));
    return Math.max(0, Math.min(1, (share - 0.45) / 0.15));
  }
}
