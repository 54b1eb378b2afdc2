package dev.katong.forge.optimize;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The photos, the quality goal and the time limit of an optimisation.
 *
 * @param photos a folder; null for the drawn portrait that comes with the program, which is enough
 *     to measure fp16 on and for nothing else
 * @param floor the mean PSNR in dB to the style's own networks that is to be reached
 * @param strict true if a variant that does not reach it is not kept
 * @param training the longest time of fine-tuning one network
 */
public record OptimizeSettings(
    @Nullable Path photos, double floor, boolean strict, Duration training) {
  /** Settings for most styles: 40 dB, above which people see no difference, and half an hour. */
  public static final OptimizeSettings DEFAULTS =
      new OptimizeSettings(null, 40, false, Duration.ofMinutes(30));

  public OptimizeSettings {
    if (!(floor >= 0 && floor <= 100)) {
      throw new IllegalArgumentException("the floor is 0 to 100 dB, not " + floor);
    }
    if (training.isNegative() || training.isZero()) {
      throw new IllegalArgumentException("the time for training is above 0, not " + training);
    }
  }

  /** The folder of photos, if there is one. */
  Optional<Path> folder() {
    return Optional.ofNullable(photos);
  }
}
