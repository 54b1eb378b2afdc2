package dev.katong.forge.prune;

import dev.katong.forge.prune.channel.ChannelTable;
import dev.katong.forge.prune.channel.ChannelTable.Row;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The cost of a network's layers without some channels: the part of all multiplications that is
 * left, for time, plus the part of all numbers that they give, for memory.
 */
final class Cost {
  private final ChannelTable table;
  private final double work;
  private final double values;

  Cost(ChannelTable table) {
    this.table = table;
    this.work = table.layers().stream().mapToDouble(Row::work).sum();
    this.values = table.layers().stream().mapToDouble(Row::values).sum();
  }

  /** The cost without some channels: from 2, with all channels, down to 0. */
  double without(BitSet removed) {
    double sum = 0;
    for (Row layer : table.layers()) {
      double inputs = layer.convolution().inAxis() < 0 ? 1 : left(layer.in(), removed);
      sum += (layer.work() / work * inputs + layer.values() / values) * left(layer.out(), removed);
    }
    return sum;
  }

  private static double left(int[] channels, BitSet removed) {
    if (channels.length == 0) {
      return 1;
    }
    long left = Arrays.stream(channels).filter(c -> c < 0 || !removed.get(c)).count();
    return (double) left / channels.length;
  }
}
