package dev.katong.forge.prune;

import java.util.Arrays;
import java.util.BitSet;

/** How many channels must be left of those that lie side by side in a tensor. */
final class Floors {
  private static final int LEAST = 4;

  private final ChannelTable table;
  private final double leastShare;

  /**
   * Floors.
   *
   * @param leastShare the part that is left, and at least {@value #LEAST} channels
   */
  Floors(ChannelTable table, double leastShare) {
    this.table = table;
    this.leastShare = leastShare;
  }

  /** Whether a channel may go after others have. */
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
