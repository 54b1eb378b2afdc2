package dev.katong.forge.prune;

import dev.katong.forge.prune.channel.ChannelTable;
import dev.katong.forge.prune.channel.ChannelTable.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which a network's channels are given up, in steps of several channels of one group:
 * always the step that does the least harm for the time and memory it saves. What a group's steps
 * cost is found out once, each group alone, and taken to add up.
 */
final class Ranking {
  /** No group is tried in more steps. */
  private static final int MOST_STEPS = 16;

  /** Harm too small to measure; the mean square of a picture's rounding is larger. */
  private static final double NO_DAMAGE = 1e-6;

  private static final double NO_SAVING = 1e-9;

  private record Step(int[] channels, double damage) {}

  /**
   * The cost of a network's layers without some channels: the part of all multiplications that is
   * left, for time, plus the part of all numbers that they give, for memory.
   */
  private static final class Cost {
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
        sum +=
            (layer.work() / work * inputs + layer.values() / values) * left(layer.out(), removed);
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

  private final ChannelTable table;
  private final Cost cost;
  private final Floors floors;
  private final int multiple;
  private final List<BitSet> removals = new ArrayList<>();

  /**
   * Ranks all channels that may be removed.
   *
   * @param multiple the number of channels left of a group is a multiple of this
   * @param leastShare the least part of channels side by side that is left
   */
  Ranking(ChannelTable table, ImportanceScore evidence, int multiple, double leastShare) {
    this.table = table;
    this.cost = new Cost(table);
    this.floors = new Floors(table, leastShare);
    this.multiple = multiple;
    Map<Integer, List<Step>> steps = new HashMap<>();
    for (int group : table.groups()) {
      steps.put(group, steps(group, evidence));
    }
    rank(steps);
  }

  private List<Step> steps(int group, ImportanceScore evidence) {
    List<Step> steps = new ArrayList<>();
    int left = table.channels(group).length;
    if (Arrays.stream(table.channels(group)).noneMatch(table::isRemovable) || left <= multiple) {
      return steps;
    }
    int usual = (left + multiple * MOST_STEPS - 1) / (multiple * MOST_STEPS) * multiple;
    BitSet removed = new BitSet();
    double damage = 0;
    List<Integer> step = new ArrayList<>();
    int size = left % multiple == 0 ? usual : left % multiple;
    for (int channel : evidence.order(group)) {
      if (!floors.allow(removed, channel)) {
        continue;
      }
      removed.set(channel);
      step.add(channel);
      if (step.size() == size) {
        double after = Math.max(damage, evidence.damage(removed));
        steps.add(new Step(step.stream().mapToInt(Integer::intValue).toArray(), after - damage));
        damage = after;
        step.clear();
        size = usual;
      }
    }
    return steps;
  }

  private void rank(Map<Integer, List<Step>> steps) {
    BitSet removed = new BitSet();
    removals.add((BitSet) removed.clone());
    while (true) {
      Step best = null;
      List<Step> from = List.of();
      double least = Double.POSITIVE_INFINITY;
      double before = cost.without(removed);
      for (int group : table.groups()) {
        List<Step> own = steps.getOrDefault(group, List.of());
        if (own.isEmpty()) {
          continue;
        }
        double saved = before - cost.without(with(removed, own.get(0)));
        double price = Math.max(own.get(0).damage(), NO_DAMAGE) / Math.max(saved, NO_SAVING);
        if (price < least) {
          best = own.get(0);
          from = own;
          least = price;
        }
      }
      if (best == null) {
        return;
      }
      from.remove(0);
      removed = with(removed, best);
      removals.add(removed);
    }
  }

  private static BitSet with(BitSet removed, Step step) {
    BitSet more = (BitSet) removed.clone();
    Arrays.stream(step.channels()).forEach(more::set);
    return more;
  }

  /** The channels removed after 0, 1, 2 … steps. */
  List<BitSet> removals() {
    return removals;
  }
}
