package dev.katong.forge.quantize;

import java.util.HashMap;
import java.util.Map;

/** What a calibration says of each tensor: levels, means, channels, and how it follows the frame. */
final class Ranges {
  private final Calibration calibration;
  private final ByteRegion region;
  private final Map<String, Levels> levels = new HashMap<>();
  private final int multipleOf;

  Ranges(Calibration calibration, ByteRegion largest, int multipleOf) {
    this.calibration = calibration;
    this.region = largest;
    this.multipleOf = multipleOf;
  }

  Levels levels(String tensor) {
    return levels.computeIfAbsent(
        tensor,
        key -> LevelChoice.of(calibration.values(key), region.weightBelowZero(key)));
  }

  double[] means(String tensor) {
    return calibration.values(tensor).means();
  }

  int channels(String tensor) {
    return calibration.values(tensor).channels();
  }

  boolean isMultiple(String tensor, int of) {
    double rows = calibration.rowsPerPixel(tensor) * multipleOf;
    return rows == Math.rint(rows) && Math.rint(rows) % of == 0;
  }
}
