package dev.katong.plan;

import dev.katong.KatongException.OverBudget;
import dev.katong.Plan;
import dev.katong.style.StyleKey;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * The planners of the variants of a style that may draw a picture. The preferred one is made at
 * once, the others only if memory is too short for it.
 */
public final class Planners {
  private final List<StyleKey> keys;
  private final Function<StyleKey, Planner> maker;
  private final Planner preferred;

  /**
   * Planners for some variants.
   *
   * @param keys at least one, the preferred one first
   * @param maker may have to measure a variant's networks
   */
  public Planners(List<StyleKey> keys, Function<StyleKey, Planner> maker) {
    this.keys = List.copyOf(keys);
    this.maker = maker;
    this.preferred = maker.apply(keys.get(0));
  }

  /** The planner of the variant that draws if there is memory enough. */
  public Planner preferred() {
    return preferred;
  }

  /**
   * A planner and its plan.
   *
   * @param planner of the variant that will draw
   */
  public record Choice(Planner planner, Plan plan) {}

  /**
   * The first variant for which a plan can be made.
   *
   * @throws OverBudget if there is none; of the variants' errors, the one with the least memory
   */
  public Choice firstPlan(Function<Planner, Plan> planning) {
    OverBudget least = null;
    for (int i = 0; i < keys.size(); i++) {
      Planner planner = i == 0 ? preferred : maker.apply(keys.get(i));
      try {
        return new Choice(planner, planning.apply(planner));
      } catch (OverBudget e) {
        least = least == null || e.leastBytes() < least.leastBytes() ? e : least;
      }
    }
    throw Objects.requireNonNull(least, "there is at least one variant");
  }
}
