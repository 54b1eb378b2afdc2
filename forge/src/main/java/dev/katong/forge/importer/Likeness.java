package dev.katong.forge.importer;

import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.PixelEnds.Channels;
import dev.katong.forge.onnx.PixelEnds.Range;
import dev.katong.image.PictureSize;
import java.util.Arrays;

/**
 * A measure of what a network's picture of the portrait keeps of it, if its numbers are taken for
 * those of a range and an order of colours. Both are compared at the frame's size.
 */
final class Likeness {
  /** The loss of a picture that is too dark or too light by its whole range. */
  private static final double BRIGHTNESS = 0.15;

  private final double[][] drawn;
  private final double[][] expected;
  private final int width;
  private final double lost;

  /**
   * Takes a picture's numbers for colours.
   *
   * @param frame the size of the portrait that the network took
   */
  Likeness(PictureOutput output, PixelEnds ends, PictureSize frame) {
    int scale = output.scale();
    int shown = Math.min(3, output.tensor().colours());
    int height = Math.min(frame.height(), output.size().height() / scale);
    width = Math.min(frame.width(), output.size().width() / scale);
    drawn = new double[3][height * width];
    expected = new double[3][height * width];
    byte[] portrait = PhotoTrial.portrait(frame);
    int margin = output.border() / (2 * scale);
    double cutOff = 0;
    for (int i = 0; i < height * width; i++) {
      int row = i / width;
      int column = i % width;
      int y = Math.min(frame.height() - 1, row + margin);
      int x = Math.min(frame.width() - 1, column + margin);
      for (int blueFirst = 0; blueFirst < 3; blueFirst++) {
        expected[blueFirst][i] = portrait[3 * (y * frame.width() + x) + blueFirst] & 0xff;
        int inOrder = ends.channels() == Channels.RGB ? 2 - blueFirst : blueFirst;
        int colour = shown == 1 ? 0 : inOrder;
        float number = output.at(row * scale, column * scale, colour);
        double value =
            (number + ends.range().shifts().get(colour)) * ends.range().divisors().get(colour);
        double kept = Double.isNaN(value) ? 0 : Math.max(0, Math.min(255, value));
        drawn[blueFirst][i] = kept;
        cutOff += Double.isNaN(value) ? 255 : Math.min(255, Math.abs(value - kept));
      }
    }
    lost = cutOff / 255 / 3 / (height * width);
  }

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
   * The correlation of lightness and of its steps, less what is cut off and what is too dark or too
   * light; at most 1, near 0 or less of what is no picture of the portrait.
   */
  double ofStructure() {
    double[] light = light(drawn);
    double[] real = light(expected);
    return 0.5 * correlation(light, real)
        + 0.5 * correlation(steps(light), steps(real))
        - lost
        - BRIGHTNESS * Math.abs(mean(light) - mean(real)) / 255;
  }

  /** The correlation of how much redder than blue each place is. */
  double ofColours() {
    return correlation(redness(drawn), redness(expected));
  }

  private static double[] light(double[][] colours) {
    double[] light = new double[colours[0].length];
    Arrays.setAll(light, i -> (colours[0][i] + colours[1][i] + colours[2][i]) / 3);
    return light;
  }

  private static double[] redness(double[][] colours) {
    double[] redness = new double[colours[0].length];
    Arrays.setAll(redness, i -> colours[2][i] - colours[0][i]);
    return redness;
  }

  /** The difference of each place from its neighbours to the right and below. */
  private double[] steps(double[] picture) {
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
