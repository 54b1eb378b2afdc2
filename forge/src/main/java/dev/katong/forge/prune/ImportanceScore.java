package dev.katong.forge.prune;

import java.util.BitSet;
import java.util.Map;

/** Ranks channels by how much a network needs them. */
interface ImportanceScore {
  /** The removable channels of a group, those that are missed least first. */
  int[] order(int group);

  /** The harm of removing channels of one group, in the same unit for all groups. */
  double damage(BitSet removed);

  /** The statistics of channels, for {@link Compensation}; empty if they are not known. */
  Map<String, Moments> moments();
}
