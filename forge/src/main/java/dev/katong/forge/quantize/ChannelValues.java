package dev.katong.forge.quantize;

import java.util.Arrays;

/**
 * Counts of the values in each channel of a tensor: a histogram by channel, whose range doubles for
 * larger values, so that one pass over the data is enough.
 */
final class ChannelValues {
  /** Bins of one channel, of which two are merged as the range doubles. */
  static final int BINS = 1024;

  private final int[][] counts;
  private final double[] reaches;
  private final double[] sums;
  private final long[] totals;

  ChannelValues(int channels) {
    counts = new int[channels][BINS];
    reaches = new double[channels];
    sums = new double[channels];
    totals = new long[channels];
  }

  int channels() {
    return counts.length;
  }

  /** The number of values of each channel. */
  long places() {
    return totals[0];
  }

  /** Counts values of one channel, {@code data[from]} to {@code data[to − 1]}. */
  void add(int channel, float[] data, int from, int to) {
    float most = 0;
    double sum = 0;
    for (int i = from; i < to; i++) {
      most = Math.max(most, Math.abs(data[i]));
      sum += data[i];
    }
    sums[channel] += sum;
    totals[channel] += to - from;
    widen(channel, most);
    int[] bins = counts[channel];
    float factor = (float) (BINS / 2 / reaches[channel]);
    for (int i = from; i < to; i++) {
      int bin = (int) (data[i] * factor + BINS / 2);
      bins[Math.max(0, Math.min(BINS - 1, bin))]++;
    }
  }

  private void widen(int channel, float most) {
    if (reaches[channel] == 0) {
      reaches[channel] = Math.max(most, Float.MIN_NORMAL);
    }
    while (reaches[channel] < most) {
      reaches[channel] *= 2;
      int[] old = counts[channel];
      int[] merged = new int[BINS];
      for (int bin = 0; bin < BINS; bin++) {
        merged[BINS / 4 + bin / 2] += old[bin];
      }
      counts[channel] = merged;
    }
  }

  /** The count of values in a bin. */
  int count(int channel, int bin) {
    return counts[channel][bin];
  }

  /** The value in the middle of a bin. */
  double value(int channel, int bin) {
    return (bin + 0.5 - BINS / 2) * reaches[channel] / (BINS / 2);
  }

  /** The mean of the values, by channel. */
  double[] means() {
    double[] means = new double[counts.length];
    Arrays.setAll(means, i -> totals[i] == 0 ? 0 : sums[i] / totals[i]);
    return means;
  }

  /** The mean of the values with those of one sign taken as 0, by channel. */
  double[] means(boolean positive) {
    double[] means = new double[counts.length];
    for (int channel = 0; channel < means.length; channel++) {
      for (int bin = 0; bin < BINS; bin++) {
        double value = value(channel, bin);
        if (value > 0 == positive) {
          means[channel] += counts[channel][bin] * value / Math.max(1, totals[channel]);
        }
      }
    }
    return means;
  }

  /** No value of any channel is further from 0. */
  double reach() {
    return Arrays.stream(reaches).max().orElse(0);
  }

  /** The distance from 0 beyond which a share of one channel's values lie. */
  double spread(int channel, double share) {
    long left = Math.round(share * totals[channel]);
    int[] bins = counts[channel];
    for (int distance = BINS / 2; distance > 0; distance--) {
      left -= bins[BINS / 2 - distance] + bins[BINS / 2 + distance - 1];
      if (left < 0) {
        return distance * reaches[channel] / (BINS / 2);
      }
    }
    return 0;
  }
}
