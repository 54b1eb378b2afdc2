package dev.katong.forge.importer;

import dev.katong.forge.onnx.PixelEnds.Range;
import dev.katong.photo.PictureSize;
import java.util.Arrays;

/**
 * How well a network's picture of a portrait keeps the portrait's structure, if its numbers are
 * taken for those of a range: by the correlation of lightness and of its steps, less what would be
 * cut off.
 */
final class Likeness {
  /** What a picture that is too dark or too light by its whole range loses. */
  private static final double BRIGHTNESS = 0.15;

  private Likeness() {}

  /** The range that numbers seem to be in, by where nearly all of them lie. */
  static Range rangeOf(float[] values) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    float low = sorted[sorted.length / 100];
    float high = sorted[sorted.length - 1 - sorted.length / 100];
    if (high > 8) {
      return Range.ZERO_TO_255;
    }
    return low < -0.2f ? Range.MINUS_ONE_TO_ONE : Range.ZERO_TO_ONE;
  }

  /**
   * The likeness, at most 1; of what is no picture of the portrait near 0 or less.
   *
   * @param frame the size of the portrait that the network took
   */
  static double of(PictureOutput output, Range range, PictureSize frame) {
    PictureSize size = output.size();
    byte[] portrait = PhotoTrial.portrait(frame);
    int height = Math.min(frame.height(), size.height() / output.scale());
    int width = Math.min(frame.width(), size.width() / output.scale());
    int margin = output.border() / 2;
    double[] drawn = new double[height * width];
    double[] expected = new double[height * width];
    double cutOff = 0;
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        double sum = 0;
        int colours = output.tensor().colours();
        for (int colour = 0; colour < Math.min(3, colours); colour++) {
          double value =
              (output.at(row * output.scale(), column * output.scale(), colour)
                      + range.shifts().get(colour))
                  * range.divisors().get(colour);
          double kept = Math.max(0, Math.min(255, value));
          cutOff += Double.isNaN(value) ? 255 : Math.min(255, Math.abs(value - kept));
          sum += Double.isNaN(value) ? 0 : kept;
        }
        drawn[row * width + column] = sum / Math.min(3, colours);
        int y = Math.min(frame.height() - 1, row + margin / output.scale());
        int x = Math.min(frame.width() - 1, column + margin / output.scale());
        int at = 3 * (y * frame.width() + x);
        expected[row * width + column] =
            ((portrait[at] & 0xff) + (portrait[at + 1] & 0xff) + (portrait[at + 2] & 0xff)) / 3.0;
      }
    }
    double lost = cutOff / 255 / drawn.length / Math.min(3, output.tensor().colours());
    return 0.5 * correlation(drawn, expected)
        + 0.5 * correlation(steps(drawn, width), steps(expected, width))
        - lost
        - BRIGHTNESS * Math.abs(mean(drawn) - mean(expected)) / 255;
  }

  /** How much each place differs from its neighbours to the right and below. */
  private static double[] steps(double[] picture, int width) {
    double[] steps = new double[picture.length];
    for (int i = 0; i + width + 1 < picture.length; i++) {
      steps[i] = Math.abs(picture[i + 1] - picture[i]) + Math.abs(picture[i + width] - picture[i]);
    }
    return steps;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  private static double correlation(double[] a, double[] b) {
    double meanA = mean(a);
    double meanB = mean(b);
    double both = 0;
    double ofA = 1e-9;
    double ofB = 1e-9;
    for (int i = 0; i < a.length; i++) {
      both += (a[i] - meanA) * (b[i] - meanB);
      ofA += (a[i] - meanA) * (a[i] - meanA);
      ofB += (b[i] - meanB) * (b[i] - meanB);
    }
    return both / Math.sqrt(ofA * ofB);
  }
}
