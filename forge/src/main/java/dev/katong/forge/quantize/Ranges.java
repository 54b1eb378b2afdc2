package dev.katong.forge.quantize;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What a calibration says of the tensors of a region: their levels and their means. */
final class Ranges {
  /** Negative values that are so much smaller than the positive ones are as good as none. */
  private static final double LEAST_SHARE = 1e-3;

  private final Calibration calibration;
  private final ByteRegion region;
  private final Map<String, Levels> levels = new HashMap<>();

  /**
   * The ranges of a region.
   *
   * @param calibration of all tensors that {@link ByteRegion#observed} names
   */
  Ranges(Calibration calibration, ByteRegion region) {
    this.calibration = calibration;
    this.region = region;
  }

  /** A tensor's levels. */
  Levels levels(String tensor) {
    return levels.computeIfAbsent(
        tensor, key -> LevelChoice.of(calibration.values(key), region.weightBelowZero(key)));
  }

  /** By channel, the mean of a tensor. */
  double[] means(String tensor) {
    return calibration.values(tensor).means();
  }

  /** Levels of what is above 0 in a tensor. */
  Levels positive(String tensor) {
    return LevelChoice.of(calibration.values(tensor), 0);
  }

  /** By what a tensor's negative values are to be multiplied to reach as far as the positive. */
  double signFactor(String tensor) {
    double reach = -LevelChoice.of(calibration.values(tensor), 1).least();
    return 1 / Math.max(LEAST_SHARE, reach / positive(tensor).most());
  }

  /** By channel, the means of the positive part, then of the negative one made positive. */
  double[] signMeans(String tensor, double factor) {
    ChannelValues values = calibration.values(tensor);
    double[] positive = values.means(true);
    double[] negative = values.means(false);
    double[] both = Arrays.copyOf(positive, 2 * positive.length);
    for (int i = 0; i < negative.length; i++) {
      both[positive.length + i] = -factor * negative[i];
    }
    return both;
  }
}
