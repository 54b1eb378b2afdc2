package dev.katong.forge.prune;

import java.util.List;

/**
 * Channels of layers that go together: the outputs of these layers are added, joined or otherwise
 * combined, so that a channel can only be removed from all that give it.
 *
 * @param name that of its first layer
 * @param layers in the order of the graph
 * @param channels the number of channels
 * @param removable the number of them that may be removed
 * @param reasons the reasons why the others are kept; empty if none is
 */
public record ChannelGroup(
    String name, List<Layer> layers, int channels, int removable, List<String> reasons) {
  public ChannelGroup {
    layers = List.copyOf(layers);
    reasons = List.copyOf(reasons);
  }

  /** The sections that its layers are in, in their order. */
  public List<Section> sections() {
    return layers.stream().map(Layer::section).distinct().sorted().toList();
  }
}
