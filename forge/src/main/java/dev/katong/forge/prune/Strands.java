package dev.katong.forge.prune;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The channels of single tensors, as numbers from 0. Strands that can only be removed together are
 * tied; what is tied is one channel of the network. A pinned channel cannot be removed.
 */
final class Strands {
  private int[] parents = new int[1024];
  private int count;
  private final Map<Integer, String> pins = new HashMap<>();

  /** New strands, each a channel of its own. */
  int[] fresh(int number) {
    if (count + number > parents.length) {
      parents = Arrays.copyOf(parents, Math.max(2 * parents.length, count + number));
    }
    int[] strands = new int[number];
    for (int i = 0; i < number; i++) {
      parents[count] = count;
      strands[i] = count++;
    }
    return strands;
  }

  /** The channel that a strand is of: the same number for all strands of one channel. */
  int channel(int strand) {
    int root = strand;
    while (parents[root] != root) {
      root = parents[root];
    }
    for (int at = strand; parents[at] != root; ) {
      int next = parents[at];
      parents[at] = root;
      at = next;
    }
    return root;
  }

  int[] channels(int[] strands) {
    return Arrays.stream(strands).map(this::channel).toArray();
  }

  void tie(int one, int other) {
    int kept = channel(one);
    int joined = channel(other);
    if (kept != joined) {
      parents[joined] = kept;
      String reason = pins.remove(joined);
      if (reason != null) {
        pins.putIfAbsent(kept, reason);
      }
    }
  }

  /** Ties strands pairwise. */
  void tie(int[] one, int[] other) {
    if (one.length != other.length) {
      throw new IllegalArgumentException(
          "%d strands cannot be tied to %d".formatted(one.length, other.length));
    }
    for (int i = 0; i < one.length; i++) {
      tie(one[i], other[i]);
    }
  }

  /** Makes channels stay; the first reason is kept. */
  void pin(int[] strands, String reason) {
    for (int strand : strands) {
      pins.putIfAbsent(channel(strand), reason);
    }
  }

  /** The reason why a channel is kept; empty if it may be removed. */
  Optional<String> pinned(int strand) {
    return Optional.ofNullable(pins.get(channel(strand)));
  }
}
