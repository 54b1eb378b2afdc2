package dev.katong.forge.prune;

/**
 * The L1 norms (see {@link Layer#norms()}) below which a channel is worth nothing, by the section
 * of the layer that gives it.
 *
 * @param encoder at least 0
 * @param bottleneck at least 0
 * @param decoder at least 0
 */
public record Thresholds(double encoder, double bottleneck, double decoder) {
  /** Those of the tutorials on DCT-Net: 0.01, 0.005 and 0.015. */
  public static final Thresholds PRESET = new Thresholds(0.01, 0.005, 0.015);

  public Thresholds {
    require(encoder);
    require(bottleneck);
    require(decoder);
  }

  private static void require(double threshold) {
    if (!(threshold >= 0 && threshold < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a threshold is %s; it must be a number of at least 0".formatted(threshold));
    }
  }

  /** The threshold of a section. */
  public double of(Section section) {
    return switch (section) {
      case ENCODER -> encoder;
      case BOTTLENECK -> bottleneck;
      case DECODER -> decoder;
    };
  }
}
