package dev.katong.image.format;

import dev.katong.image.MatrixProfile;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ICC profile of what a PNG says of its colours without one: the exponent of its numbers and
 * the chromaticities of white and of the three colours (W3C PNG, 11.3.2.1 and 11.3.2.2).
 */
final class PngColours {
  /** Both chunks give numbers times this. */
  private static final double SCALE = 100_000;

  /** 1/2.2, which is written for sRGB. */
  private static final double USUAL_GAMMA = 0.45455;

  /** Differences of gamma below this are not seen (libpng: PNG_GAMMA_THRESHOLD). */
  private static final double SAME_GAMMA = 0.05;

  private static final double[] SRGB_PRIMARIES = {
    0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06
  };

  private static final double SAME_PRIMARY = 0.002;

  private PngColours() {}

  /**
   * Makes a profile.
   *
   * @param gamma as the chunk has it; 0 where there is none
   * @param primaries the content of the chunk, big-endian; null where there is none
   * @return empty if the colours are those of sRGB, or make no sense
   */
  static Optional<byte[]> profile(int gamma, @Nullable ByteBuffer primaries) {
    double exponent = gamma / SCALE;
    boolean usual = gamma <= 0 || Math.abs(exponent / USUAL_GAMMA - 1) < SAME_GAMMA;
    double[] places = SRGB_PRIMARIES.clone();
    boolean same = true;
    if (primaries != null) {
      for (int i = 0; i < places.length; i++) {
        double place = primaries.getInt(4 * i) / SCALE;
        same &= Math.abs(place - places[i]) < SAME_PRIMARY;
        places[i] = place;
      }
    }
    if (usual && same) {
      return Optional.empty();
    }
    return MatrixProfile.of(usual ? 0 : 1 / exponent, places);
  }
}
