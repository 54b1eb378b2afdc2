package dev.katong.forge.quantize;

import java.util.Set;
import java.util.TreeSet;

/**
 * The convolutions that are computed more exactly than the rest, by output.
 *
 * @param inSigns those whose positive and negative parts are held apart
 * @param kept those that stay in floating point
 */
record Treatment(Set<String> inSigns, Set<String> kept) {
  static final Treatment NONE = new Treatment(Set.of(), Set.of());

  Treatment {
    inSigns = Set.copyOf(inSigns);
    kept = Set.copyOf(kept);
  }

  Treatment withSigns(String convolution) {
    return new Treatment(with(inSigns, convolution), kept);
  }

  Treatment keeping(String convolution) {
    Set<String> others = new TreeSet<>(inSigns);
    others.remove(convolution);
    return new Treatment(others, with(kept, convolution));
  }

  private static Set<String> with(Set<String> some, String one) {
    Set<String> all = new TreeSet<>(some);
    all.add(one);
    return all;
  }
}
