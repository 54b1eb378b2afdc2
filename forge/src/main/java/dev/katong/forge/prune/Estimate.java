package dev.katong.forge.prune;

/**
 * The best linear estimate of removed channels from those that are left: {@code removed ≈ factors ·
 * left + offsets}, in the mean of squares over the pixels that moments were taken of.
 *
 * @param factors by removed channel and channel left
 * @param offsets by removed channel
 */
record Estimate(double[][] factors, double[] offsets) {
  /** The amount added to variances, as a part of their mean, so that equal channels do no harm. */
  private static final double RIDGE = 1e-3;

  /**
   * Solves the normal equations by Cholesky's factorisation.
   *
   * @param left the channels that are left
   * @param removed the others
   */
  static Estimate of(Moments moments, int[] left, int[] removed) {
    double[][] lower = factorised(moments, left);
    double[][] factors = new double[removed.length][left.length];
    double[] offsets = new double[removed.length];
    for (int r = 0; r < removed.length; r++) {
      double[] right = new double[left.length];
      for (int i = 0; i < left.length; i++) {
        right[i] = moments.covariances()[left[i]][removed[r]];
      }
      factors[r] = solve(lower, right);
      offsets[r] = moments.means()[removed[r]];
      for (int i = 0; i < left.length; i++) {
        offsets[r] -= factors[r][i] * moments.means()[left[i]];
      }
    }
    return new Estimate(factors, offsets);
  }

  private static double[][] factorised(Moments moments, int[] left) {
    int size = left.length;
    double ridge = 0;
    for (int channel : left) {
      ridge += RIDGE * moments.covariances()[channel][channel] / size;
    }
    ridge += Double.MIN_NORMAL;
    double[][] lower = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = moments.covariances()[left[i]][left[j]] + (i == j ? ridge : 0);
        for (int k = 0; k < j; k++) {
          sum -= lower[i][k] * lower[j][k];
        }
        lower[i][j] = i == j ? Math.sqrt(Math.max(sum, ridge)) : sum / lower[j][j];
      }
    }
    return lower;
  }

  private static double[] solve(double[][] lower, double[] right) {
    int size = right.length;
    double[] x = right.clone();
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= lower[i][k] * x[k];
      }
      x[i] /= lower[i][i];
    }
    for (int i = size - 1; i >= 0; i--) {
      for (int k = i + 1; k < size; k++) {
        x[i] -= lower[k][i] * x[k];
      }
      x[i] /= lower[i][i];
    }
    return x;
  }
}
