package dev.katong.forge.prune;

import java.util.List;

/**
 * Channels of layers that go together: the outputs of these layers are added, joined or otherwise
 * combined, so that a channel can only be removed from all that give it.
 *
 * @param name that of its first layer
 * @param layers in the order of the graph
 * @param channels how many there are
 * @param removable how many of them may be removed
 * @param reasons why the others stay; empty if none does
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
