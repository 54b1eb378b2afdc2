package dev.katong.forge.quantize;

import java.util.Set;
import java.util.TreeSet;

/**
 * The convolutions that are computed more exactly than the rest, by output.
 *
 * @param inSigns those whose positive and negative parts are held apart
 * @param kept those that stay in floating point
 */
record PrecisionPlan(Set<String> inSigns, Set<String> kept) {
  static final PrecisionPlan NONE = new PrecisionPlan(Set.of(), Set.of());

  PrecisionPlan {
    inSigns = Set.copyOf(inSigns);
    kept = Set.copyOf(kept);
  }

  PrecisionPlan withSigns(String convolution) {
    return new PrecisionPlan(with(inSigns, convolution), kept);
  }

  PrecisionPlan keeping(String convolution) {
    Set<String> others = new TreeSet<>(inSigns);
    others.remove(convolution);
    return new PrecisionPlan(others, with(kept, convolution));
  }

  private static Set<String> with(Set<String> some, String one) {
    Set<String> all = new TreeSet<>(some);
    all.add(one);
    return all;
  }
}
