package dev.katong.forge.analysis;

/**
 * Computes an operator's effect on positions: the extent of its output, given those of its inputs.
 */
@FunctionalInterface
interface Rule {
  Extent extent(Step step);
}
