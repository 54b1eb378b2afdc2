package dev.katong.forge.prune;

import dev.katong.forge.prune.channel.ChannelTable;
import dev.katong.forge.prune.channel.ChannelTable.Row;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Channels whose norms are below thresholds. */
final class ThresholdResult {
  private final ChannelTable table;
  private final boolean[] stays;

  ThresholdResult(ChannelGroups groups, Thresholds thresholds) {
    table = groups.table();
    stays = new boolean[table.size()];
    List<Section> sections = Sections.of(groups.walk());
    for (int layer = 0; layer < table.layers().size(); layer++) {
      Row row = table.layers().get(layer);
      double threshold = thresholds.of(sections.get(layer));
      for (int i = 0; i < row.out().length; i++) {
        stays[row.out()[i]] |= row.norms()[i] >= threshold;
      }
    }
  }

  /**
   * The channels to remove: of each group, those below the threshold with the least norms, as many
   * as leave a multiple.
   */
  BitSet removed(int multiple, double leastShare) {
    BitSet removed = new BitSet();
    Floors floors = new Floors(table, leastShare);
    WeightImportance evidence = new WeightImportance(table);
    for (int group : table.groups()) {
      int[] below = Arrays.stream(evidence.order(group)).filter(c -> !stays[c]).toArray();
      int channels = table.channels(group).length;
      int left = (channels - below.length + multiple - 1) / multiple * multiple;
      for (int i = 0; i < below.length && i < channels - left; i++) {
        if (floors.allow(removed, below[i])) {
          removed.set(below[i]);
        }
      }
    }
    return removed;
  }
}
