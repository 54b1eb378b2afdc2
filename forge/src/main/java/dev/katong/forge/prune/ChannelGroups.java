package dev.katong.forge.prune;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.CanonicalForm;
import dev.katong.forge.onnx.TensorShapes;
import dev.katong.forge.prune.channel.ChannelTable;
import dev.katong.forge.prune.channel.ChannelTable.Row;
import dev.katong.forge.prune.channel.ChannelWalk;
import dev.katong.forge.prune.channel.CoupledChannels;
import dev.katong.forge.prune.channel.Removal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * The channels of a network, in groups of layers that share them: what is added, joined or scaled
 * by one another goes together. They are found by following every channel from the layer that gives
 * it to all that take it; the channels of the network's own ends, and those that reach an operator
 * that is not followed, stay.
 *
 * <p>The dependency graph of G. Fang et al., "DepGraph: Towards Any Structural Pruning", CVPR 2023,
 * here channel by channel, so that joined, parted and grouped channels need no cases of their own.
 */
public final class ChannelGroups {
  private final ChannelWalk walk;
  private final ChannelTable table;
  private final List<ChannelGroup> groups;

  private ChannelGroups(ChannelWalk walk, long pixels) {
    this.walk = walk;
    this.table = new ChannelTable(walk, pixels);
    List<Section> sections = Sections.of(walk);
    this.groups = Arrays.stream(table.groups()).mapToObj(group -> group(group, sections)).toList();
  }

  /**
   * Follows the channels of a network; it is run once, on a picture of 64×64.
   *
   * @param model one picture in, of floats or bytes; its weights fp32
   * @throws BadModel if it is none, or does not run
   */
  public static ChannelGroups of(ModelProto model) {
    ModelProto plain = CanonicalForm.of(model);
    TensorShapes shapes = TensorShapes.of(plain);
    return new ChannelGroups(new ChannelWalk(plain, shapes), shapes.pixels());
  }

  private ChannelGroup group(int group, List<Section> sections) {
    int[] channels = table.channels(group);
    String name = table.layers().get(group).convolution().name();
    List<Layer> layers = new ArrayList<>();
    for (Row row : table.layers(group)) {
      layers.add(
          new Layer(
              row.convolution().name(),
              name,
              sections.get(table.layers().indexOf(row)),
              Arrays.stream(row.norms()).boxed().toList(),
              removable(row.out())));
    }
    List<String> reasons =
        Arrays.stream(channels)
            .mapToObj(table::reasonToKeep)
            .filter(reason -> !reason.isEmpty())
            .distinct()
            .toList();
    return new ChannelGroup(name, layers, channels.length, removable(channels), reasons);
  }

  private int removable(int[] channels) {
    return (int) Arrays.stream(channels).filter(table::isRemovable).count();
  }

  /** The groups, by their first layers in the order of the graph. */
  public List<ChannelGroup> groups() {
    return groups;
  }

  /** The layers, group by group. */
  public List<Layer> layers() {
    return groups.stream().flatMap(group -> group.layers().stream()).toList();
  }

  ChannelTable table() {
    return table;
  }

  ChannelWalk walk() {
    return walk;
  }

  /** The network without some channels, by their numbers in the table. */
  ModelProto without(BitSet removed) {
    return without(removed, Map.of());
  }

  /**
   * The same, compensated by what channels hold in photos.
   *
   * @param moments by tensor; those without are not compensated
   */
  ModelProto without(BitSet removed, Map<String, Moments> moments) {
    CoupledChannels coupled = walk.coupled();
    return new Removal(
            walk.model(),
            walk.changes(),
            channel -> {
              int number = table.number(coupled.find(channel));
              return number >= 0 && removed.get(number);
            })
        .apply(new Compensation(walk, table).changed(moments, removed));
  }
}
