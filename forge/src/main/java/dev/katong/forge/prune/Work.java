package dev.katong.forge.prune;

import dev.katong.forge.prune.ChannelTable.Row;
import java.util.Arrays;
import java.util.BitSet;

/** What a network's layers multiply, without some channels. */
final class Work {
  private final ChannelTable table;

  Work(ChannelTable table) {
    this.table = table;
  }

  /** Multiplications with addition by pixel of the picture. */
  double of(BitSet removed) {
    double sum = 0;
    for (Row layer : table.layers()) {
      double inputs = layer.convolution().inAxis() < 0 ? 1 : left(layer.in(), removed);
      sum += layer.work() * inputs * left(layer.out(), removed);
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
