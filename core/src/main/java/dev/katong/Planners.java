package dev.katong;

import dev.katong.KatongException.OverBudget;
import dev.katong.style.StyleKey;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * The planners of the variants of a style that may draw a picture, the preferred one first. Those
 * of the others are made only if memory is too short for it.
 */
final class Planners {
  private final List<StyleKey> keys;
  private final Function<StyleKey, Planner> maker;
  private final Planner preferred;

  /**
   * Planners for some variants.
   *
   * @param keys at least one, the preferred one first
   * @param maker may have to measure a variant's networks
   */
  Planners(List<StyleKey> keys, Function<StyleKey, Planner> maker) {
    this.keys = List.copyOf(keys);
    this.maker = maker;
    this.preferred = maker.apply(keys.get(0));
  }

  /** The planner of the variant that draws if there is memory enough. */
  Planner preferred() {
    return preferred;
  }

  /**
   * The planner of the first variant for which a plan can be made.
   *
   * @throws OverBudget if there is none; of the variants', the one that names the least memory
   */
  Planner fitting(Function<Planner, Plan> planning) {
    OverBudget least = null;
    for (int i = 0; i < keys.size(); i++) {
      Planner planner = i == 0 ? preferred : maker.apply(keys.get(i));
      try {
        Plan unused = planning.apply(planner);
        return planner;
      } catch (OverBudget e) {
        least = least == null || e.leastBytes() < least.leastBytes() ? e : least;
      }
    }
    throw Objects.requireNonNull(least, "there is at least one variant");
  }
}
