package dev.katong.forge.quantize;

/**
 * Rounds a convolution's weights to 8 bits, symmetrically, by output. The result is a convolution
 * again, whose weights are whole multiples of a 127th of their output's largest.
 *
 * <p>What rounding takes from a weight is given to the next of the same window. So the sum of a
 * window is right within half a step, and flat areas, where a window sees one value everywhere,
 * keep theirs: there the errors of all pixels are the same, and no mean over them helps. What is
 * left is taken off the bias for the mean of each input channel, after M. Nagel et al., "Data-Free
 * Quantization Through Weight Equalization and Bias Correction", ICCV 2019.
 */
final class WeightRounding {
  /** The largest weight of an output as a byte. */
  static final int HIGHEST = 127;

  private WeightRounding() {}

  /**
   * The rounded convolution.
   *
   * @param means the means of the input's channels
   */
  static Convolution of(Convolution exact, double[] means) {
    float[] weights = exact.weights().clone();
    float[] bias = exact.bias().clone();
    int size = exact.filterSize();
    int window = exact.rows() * exact.columns();
    for (int output = 0; output < exact.outputs(); output++) {
      float most = most(weights, output * size, size);
      double correction = 0;
      for (int first = output * size; most > 0 && first < (output + 1) * size; first += window) {
        double lost = round(weights, first, window, most);
        correction += lost * means[first / window % exact.inputs()];
      }
      bias[output] += (float) correction;
    }
    return new Convolution(
        weights,
        exact.outputs(),
        exact.inputs(),
        exact.rows(),
        exact.columns(),
        bias,
        exact.strideDown(),
        exact.strideAcross(),
        exact.padding());
  }

  /** The largest of some weights without their signs. */
  static float most(float[] weights, int first, int count) {
    float most = 0;
    for (int i = first; i < first + count; i++) {
      most = Math.max(most, Math.abs(weights[i]));
    }
    return most;
  }

  /** Rounds a window and tells what its sum has lost. */
  private static double round(float[] weights, int first, int count, float most) {
    double scale = (double) most / HIGHEST;
    double carry = 0;
    for (int i = first; i < first + count; i++) {
      // The largest weight is what the scale follows from; zeros stand for no weight at all.
      if (weights[i] != 0 && Math.abs(weights[i]) != most) {
        double wanted = weights[i] / scale + carry;
        long rounded = Math.max(1 - HIGHEST, Math.min(HIGHEST - 1, Math.round(wanted)));
        carry = wanted - rounded;
        weights[i] = (float) (rounded * scale);
      }
    }
    return carry * scale;
  }
}
