package dev.katong.forge.optimize;

import dev.katong.network.Precision;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The recipe of a variant of a style's networks: removed channels, then another precision.
 *
 * @param precision {@code FP32} if only channels are removed, or, without removal, for networks
 *     that draw the same in less time and cannot be changed further
 * @param pruned the share of the channels that are removed: 0, or {@link #LEAST_PRUNED} to {@link
 *     #MOST_PRUNED}
 */
public record Recipe(Precision precision, double pruned) {
  /** The least share of channels to remove; with less, most networks would lose none. */
  public static final double LEAST_PRUNED = 0.01;

  /** Beyond this nothing of a network is left that could be trained. */
  public static final double MOST_PRUNED = 0.9;

  public Recipe {
    if (pruned != 0 && !(pruned >= LEAST_PRUNED && pruned <= MOST_PRUNED)) {
      throw new IllegalArgumentException(
          "the share to prune is %s to %s, not %s".formatted(LEAST_PRUNED, MOST_PRUNED, pruned));
    }
  }

  /**
   * The variant's name, such as {@code fp32}, {@code int8}, {@code pruned-15} or {@code
   * pruned-15-int8}.
   */
  public String variantName() {
    if (pruned == 0) {
      return precision.label();
    }
    String name = "pruned-" + percent();
    return precision == Precision.FP32 ? name : name + "-" + precision.label();
  }

  /** The part of this recipe before the change of precision. */
  Recipe pruningOnly() {
    return new Recipe(Precision.FP32, pruned);
  }

  private String percent() {
    return BigDecimal.valueOf(pruned * 100)
        .setScale(1, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
