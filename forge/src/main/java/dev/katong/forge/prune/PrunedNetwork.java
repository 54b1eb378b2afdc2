package dev.katong.forge.prune;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
import java.util.Map;

/**
 * A network without some of its channels, and a record of the removed ones.
 *
 * @param model the network; its weights are plain fp32 initializers under the names that they had
 * @param groups the groups of channels that could be removed, in the order of the graph
 * @param filters the filters that could be removed: those of all layers, one for each of its output
 *     channels
 * @param removed the number of them that were removed
 * @param kept for each convolution, by its output tensor {@code [N,C,H,W]}: the channels of the
 *     original that are left, in their order. Their meaning is unchanged, so that the two networks
 *     can be compared channel by channel
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
   * @param before the number of channels before
   * @param after the number of channels after
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
