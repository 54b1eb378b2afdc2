package dev.katong.forge.prune.channel;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The channels of single tensors, as numbers from 0, in disjoint sets. Channels that can only be
 * removed together are coupled; a set of them is one channel of the network. One that is kept
 * cannot be removed.
 */
public final class CoupledChannels {
  private int[] parents = new int[1024];
  private int count;
  private final Map<Integer, String> reasons = new HashMap<>();

  /** New channels, coupled with none. */
  int[] add(int number) {
    if (count + number > parents.length) {
      parents = Arrays.copyOf(parents, Math.max(2 * parents.length, count + number));
    }
    int[] channels = new int[number];
    for (int i = 0; i < number; i++) {
      parents[count] = count;
      channels[i] = count++;
    }
    return channels;
  }

  /** The number of a channel's set: the same for all that are coupled with it. */
  public int find(int channel) {
    int root = channel;
    while (parents[root] != root) {
      root = parents[root];
    }
    for (int at = channel; parents[at] != root; ) {
      int next = parents[at];
      parents[at] = root;
      at = next;
    }
    return root;
  }

  void couple(int one, int other) {
    int kept = find(one);
    int joined = find(other);
    if (kept != joined) {
      parents[joined] = kept;
      String reason = reasons.remove(joined);
      if (reason != null) {
        reasons.putIfAbsent(kept, reason);
      }
    }
  }

  /** Couples channels pairwise. */
  void couple(int[] one, int[] other) {
    if (one.length != other.length) {
      throw new IllegalArgumentException(
          "%d channels cannot be coupled to %d".formatted(one.length, other.length));
    }
    for (int i = 0; i < one.length; i++) {
      couple(one[i], other[i]);
    }
  }

  /** Makes channels stay; the first reason is kept. */
  void keep(int[] channels, String reason) {
    for (int channel : channels) {
      reasons.putIfAbsent(find(channel), reason);
    }
  }

  /** The reason why a channel is kept; empty if it may be removed. */
  Optional<String> reasonToKeep(int channel) {
    return Optional.ofNullable(reasons.get(find(channel)));
  }
}
