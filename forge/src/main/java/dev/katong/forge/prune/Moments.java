package dev.katong.forge.prune;

/**
 * The means and covariances of a tensor's channels over pixels of photos.
 *
 * @param means by channel
 * @param covariances by channel and channel, symmetric
 */
record Moments(double[] means, double[][] covariances) {
  Moments {
    if (means.length != covariances.length) {
      throw new IllegalArgumentException(
          "%d means with %d covariances".formatted(means.length, covariances.length));
    }
  }

  /** Collects pixels. */
  static final class Sum {
    private final double[] sums;
    private final double[][] products;
    private long pixels;

    Sum(int channels) {
      sums = new double[channels];
      products = new double[channels][channels];
    }

    /**
     * Adds pixels.
     *
     * @param values by channel, the same pixels for each
     */
    void add(float[][] values) {
      int count = values[0].length;
      for (int i = 0; i < values.length; i++) {
        float[] one = values[i];
        double sum = 0;
        for (float value : one) {
          sum += value;
        }
        sums[i] += sum;
        for (int j = 0; j <= i; j++) {
          float[] other = values[j];
          double product = 0;
          for (int k = 0; k < count; k++) {
            product += one[k] * other[k];
          }
          products[i][j] += product;
        }
      }
      pixels += count;
    }

    Moments moments() {
      int channels = sums.length;
      double[] means = new double[channels];
      double[][] covariances = new double[channels][channels];
      for (int i = 0; i < channels; i++) {
        means[i] = sums[i] / pixels;
        for (int j = 0; j <= i; j++) {
          double covariance = products[i][j] / pixels - means[i] * means[j];
          covariances[i][j] = covariance;
          covariances[j][i] = covariance;
        }
      }
      return new Moments(means, covariances);
    }
  }
}
