package dev.katong.forge.prune;

import dev.katong.forge.prune.channel.ChannelTable;
import java.util.Arrays;
import java.util.BitSet;

/** The least number of channels that must be left of those side by side in a tensor. */
final class Floors {
  private static final int LEAST = 4;

  private final ChannelTable table;
  private final double leastShare;

  /**
   * Creates the limits.
   *
   * @param leastShare the part that is left, and at least {@value #LEAST} channels
   */
  Floors(ChannelTable table, double leastShare) {
    this.table = table;
    this.leastShare = leastShare;
  }

  /** True if a channel may be removed after others. */
  boolean allow(BitSet removed, int channel) {
    for (int[] row : table.neighbours()) {
      if (Arrays.stream(row).anyMatch(other -> other == channel)) {
        long left = Arrays.stream(row).filter(other -> !removed.get(other)).count() - 1;
        if (left < Math.min(row.length, Math.max(LEAST, Math.ceil(leastShare * row.length)))) {
          return false;
        }
      }
    }
    return true;
  }
}
