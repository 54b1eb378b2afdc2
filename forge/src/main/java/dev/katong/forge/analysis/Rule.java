package dev.katong.forge.analysis;

/** What an operator does with positions: the extent of its output, given those of its inputs. */
@FunctionalInterface
interface Rule {
  Extent extent(Step step);
}
