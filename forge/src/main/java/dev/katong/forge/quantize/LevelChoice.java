package dev.katong.forge.quantize;

/**
 * Chooses the levels of a tensor by least squared error. A wider range has coarser levels, whose
 * error is their distance squared by 12; a narrower one cuts off rare values.
 */
final class LevelChoice {
  private static final int BINS = 4096;
  private static final int CANDIDATES = 96;
  private static final double NARROWEST = 0.1;

  private final double reach;

  /** The weight of the values below each bin. */
  private final double[] counts = new double[BINS + 1];

  /** The weighted sum of these values. */
  private final double[] sums = new double[BINS + 1];

  /** The weighted sum of their squares. */
  private final double[] squares = new double[BINS + 1];

  private LevelChoice(ChannelValues values, double belowZero) {
    reach = Math.max(values.reach(), Float.MIN_NORMAL);
    double[] weights = new double[BINS];
    for (int channel = 0; channel < values.channels(); channel++) {
      for (int bin = 0; bin < ChannelValues.BINS; bin++) {
        int count = values.count(channel, bin);
        if (count > 0) {
          double value = values.value(channel, bin);
          weights[bin(value)] += count * (value < 0 ? belowZero : 1);
        }
      }
    }
    for (int bin = 0; bin < BINS; bin++) {
      double value = (bin + 0.5 - BINS / 2) * reach / (BINS / 2);
      counts[bin + 1] = counts[bin] + weights[bin];
      sums[bin + 1] = sums[bin] + weights[bin] * value;
      squares[bin + 1] = squares[bin] + weights[bin] * value * value;
    }
  }

  /**
   * The levels of least error.
   *
   * @param belowZero the weight of an error below 0, against 1 above: the square of the slope of a
   *     leaky ReLU that follows
   */
  static Levels of(ChannelValues values, double belowZero) {
    return new LevelChoice(values, belowZero).best();
  }

  private int bin(double value) {
    int bin = (int) Math.floor(value / reach * (BINS / 2)) + BINS / 2;
    return Math.max(0, Math.min(BINS - 1, bin));
  }

  private Levels best() {
    double lowest = edge(true);
    double highest = edge(false);
    double least = lowest;
    double most = highest;
    double leastError = Double.POSITIVE_INFINITY;
    for (int i = 0; i <= CANDIDATES; i++) {
      double low = lowest * candidate(i);
      for (int j = 0; j <= CANDIDATES; j++) {
        double high = highest * candidate(j);
        double error = error(low, high);
        if (error < leastError) {
          leastError = error;
          least = low;
          most = high;
        }
        if (highest == 0) {
          break;
        }
      }
      if (lowest == 0) {
        break;
      }
    }
    return Levels.between(least, most);
  }

  private static double candidate(int i) {
    return 1 - (1 - NARROWEST) * i / CANDIDATES;
  }

  /** The outer edge of the outermost bin with a value; 0 if all are on the other side of 0. */
  private double edge(boolean lower) {
    if (lower) {
      for (int bin = 0; bin < BINS / 2; bin++) {
        if (counts[bin + 1] > 0) {
          return (bin - BINS / 2) * reach / (BINS / 2);
        }
      }
    } else {
      for (int bin = BINS - 1; bin >= BINS / 2; bin--) {
        if (counts[bin] < counts[BINS]) {
          return (bin + 1 - BINS / 2) * reach / (BINS / 2);
        }
      }
    }
    return 0;
  }

  private double error(double low, double high) {
    int first = bin(low);
    int end = high == 0 ? BINS / 2 : bin(high) + 1;
    double step = (high - low) / 255;
    return (counts[end] - counts[first]) * step * step / 12
        + cut(0, first, low)
        + cut(end, BINS, high);
  }

  /** The squared distance of all values of some bins from an edge. */
  private double cut(int from, int to, double edge) {
    double count = counts[to] - counts[from];
    double sum = sums[to] - sums[from];
    return squares[to] - squares[from] - 2 * edge * sum + edge * edge * count;
  }
}
