package dev.katong.forge.prune;

import dev.katong.forge.prune.channel.ChannelTable;
import dev.katong.forge.prune.channel.ChannelTable.Row;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Map;

/**
 * Judges channels by the L1 norms of the filters that make them, each as a part of the sum of its
 * layer's norms, so that layers of large and of small weights compare.
 *
 * <p>H. Li et al., "Pruning Filters for Efficient ConvNets", ICLR 2017.
 */
final class WeightImportance implements ImportanceScore {
  private final ChannelTable table;
  private final double[] shares;

  WeightImportance(ChannelTable table) {
    this.table = table;
    shares = new double[table.size()];
    for (Row layer : table.layers()) {
      double sum = Arrays.stream(layer.norms()).sum() + Double.MIN_NORMAL;
      for (int i = 0; i < layer.out().length; i++) {
        shares[layer.out()[i]] += layer.norms()[i] / sum;
      }
    }
  }

  @Override
  public int[] order(int group) {
    return Arrays.stream(table.channels(group))
        .filter(table::isRemovable)
        .boxed()
        .sorted(Comparator.comparingDouble(channel -> shares[channel]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  @Override
  public double damage(BitSet removed) {
    return removed.stream().mapToDouble(channel -> shares[channel]).sum();
  }

  @Override
  public Map<String, Moments> moments() {
    return Map.of();
  }
}
