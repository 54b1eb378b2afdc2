package dev.katong.forge.prune;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
import java.util.Map;

/**
 * A network without some of its channels, and which these were.
 *
 * @param model the network; its weights are plain fp32 initializers under the names that they had
 * @param groups the groups of channels that could be removed, in the order of the graph
 * @param filters the filters that could be removed: those of all layers, one for each of its output
 *     channels
 * @param removed how many of them were
 * @param kept of each convolution, by the tensor {@code [N,C,H,W]} that it gives: which of the
 *     channels that this had are left, in their order. They mean what they meant before, so that
 *     the two networks can be compared channel by channel
 */
public record PrunedNetwork(
    ModelProto model,
    List<Group> groups,
    int filters,
    int removed,
    Map<String, List<Integer>> kept) {
  /**
   * A group of channels.
   *
   * @param name that of its first layer
   * @param before how many channels it had
   * @param after how many it has
   */
  public record Group(String name, int before, int after) {}

  public PrunedNetwork {
    groups = List.copyOf(groups);
    kept = Map.copyOf(kept);
  }

  /** The part of the filters that was removed, 0..1. */
  public double ratio() {
    return filters == 0 ? 0 : (double) removed / filters;
  }
}
