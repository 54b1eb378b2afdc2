package dev.katong.forge.prune.channel;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Operators that name, order or regroup axes. */
final class ArrangingRules {
  private ArrangingRules() {}

  static void register(Map<String, ChannelRule> rules) {
    rules.put("Transpose", ArrangingRules::transpose);
    rules.put("Reshape", ArrangingRules::regroup);
    rules.put("Flatten", ArrangingRules::regroup);
    rules.put("Squeeze", ArrangingRules::regroup);
    rules.put("Unsqueeze", ArrangingRules::regroup);
    rules.put("DepthToSpace", ArrangingRules::depthToSpace);
    rules.put("SpaceToDepth", ArrangingRules::spaceToDepth);
  }

  private static void transpose(Visit visit) {
    Axes input = visit.axes(0);
    long[] order = visit.integers("perm", 1).orElse(new long[0]);
    Axes given = Axes.fixed(input.rank());
    for (int axis = 0; axis < input.rank(); axis++) {
      int from = order.length == 0 ? input.rank() - 1 - axis : Math.toIntExact(order[axis]);
      given = given.with(axis, input.at(from));
    }
    visit.give(0, given);
  }

  /** Axes of length 1 may come and go; all others are the same, in the same order. */
  private static void regroup(Visit visit) {
    long[] from = visit.shape(0);
    long[] to = visit.outputShape(0);
    if (!visit.isFollowed()) {
      return;
    }
    if (!Arrays.equals(longer(from), longer(to))) {
      visit.keepAll("joins or parts axes");
      return;
    }
    Axes input = visit.axes(0);
    Axes given = Axes.fixed(to.length);
    int taken = 0;
    for (int axis = 0; axis < to.length; axis++) {
      if (to[axis] == 1) {
        continue;
      }
      while (from[taken] == 1) {
        visit.keep(input.at(taken++), "drops or adds axes");
      }
      int[] channels = input.at(taken++);
      given = given.with(axis, channels);
      if (visit.node().getOpType().equals("Reshape") && channels.length > 0) {
        countIn(visit, axis, channels);
      }
    }
    for (; taken < from.length; taken++) {
      visit.keep(input.at(taken), "drops or adds axes");
    }
    visit.give(0, given);
  }

  private static long[] longer(long[] shape) {
    return Arrays.stream(shape).filter(length -> length != 1).toArray();
  }

  /** The wanted shape may name the number of channels. */
  private static void countIn(Visit visit, int axis, int[] channels) {
    Optional<long[]> wanted = visit.integers("shape", 1);
    if (wanted.isEmpty()) {
      visit.keep(channels, "takes a shape that is computed");
    } else if (wanted.get()[axis] > 0) {
      visit.count("shape", 1, axis, channels);
    }
  }

  /** Blocks of channels become pixels; a channel that stays needs its whole block. */
  private static void depthToSpace(Visit visit) {
    int[] in = visit.axes(0).at(1);
    if (in.length == 0) {
      return;
    }
    int block = Math.toIntExact(visit.integer("blocksize", 1));
    int positions = block * block;
    int[] out = new int[in.length / positions];
    boolean channelsFirst = visit.text("mode", "DCR").equals("CRD");
    for (int channel = 0; channel < out.length; channel++) {
      out[channel] = in[channelsFirst ? channel * positions : channel];
      for (int k = 1; k < positions; k++) {
        visit
            .coupled()
            .couple(
                out[channel],
                in[channelsFirst ? channel * positions + k : k * out.length + channel]);
      }
    }
    visit.give(0, Axes.fixed(4).with(1, out));
  }

  private static void spaceToDepth(Visit visit) {
    int[] in = visit.axes(0).at(1);
    int block = Math.toIntExact(visit.integer("blocksize", 1));
    int[] out = new int[in.length * block * block];
    for (int i = 0; i < out.length; i++) {
      out[i] = in[i % in.length];
    }
    visit.give(0, Axes.fixed(4).with(1, out));
  }
}
