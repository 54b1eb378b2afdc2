package dev.katong.forge.quantize;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The levels and means of a region's tensors, from a calibration. */
final class Ranges {
  /** The least ratio of the negative range to the positive one; a smaller one counts as this. */
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

  Levels levels(String tensor) {
    return levels.computeIfAbsent(
        tensor, key -> LevelChoice.of(calibration.values(key), region.weightBelowZero(key)));
  }

  /** The means of a tensor, by channel. */
  double[] means(String tensor) {
    return calibration.values(tensor).means();
  }

  /** Levels of a tensor's values above 0. */
  Levels positive(String tensor) {
    return LevelChoice.of(calibration.values(tensor), 0);
  }

  /** The factor that makes a tensor's negative values reach as far as the positive ones. */
  double signFactor(String tensor) {
    double reach = -LevelChoice.of(calibration.values(tensor), 1).least();
    return 1 / Math.max(LEAST_SHARE, reach / positive(tensor).most());
  }

  /** The means, by channel, of the positive part, then of the negative one made positive. */
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
