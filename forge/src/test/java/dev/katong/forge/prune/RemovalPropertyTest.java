package dev.katong.forge.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.forge.onnx.Tensors;
import dev.katong.forge.prune.channel.ChannelTable;
import dev.katong.forge.prune.channel.ChannelTable.Row;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** Unused channels can be removed without changing the output, whatever the network is made of. */
class RemovalPropertyTest {
  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void without_channelsThatNobodyHears_leavesThePicture(
      @ForAll("seeds") long seed, @ForAll @IntRange(min = 2, max = 12) int operators) {
    ModelProto loud = RandomNetwork.of(seed, operators);
    ChannelGroups groups = ChannelGroups.of(loud);
    BitSet removed = someOf(groups.table(), new Random(seed));
    ModelProto quiet = unheard(groups, removed);
    ModelProto pruned = ChannelGroups.of(quiet).without(removed);
    assertThat(Drawn.by(pruned)).isEqualTo(Drawn.by(quiet));
    assertThat(filters(pruned)).isEqualTo(filters(loud) - groups.table().filters(removed));
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs();
  }

  /** Removes a third of the removable channels and leaves some of every row. */
  private static BitSet someOf(ChannelTable table, Random random) {
    BitSet removed = new BitSet();
    Floors floors = new Floors(table, 0.1);
    for (int channel = 0; channel < table.size(); channel++) {
      if (table.isRemovable(channel) && random.nextInt(3) == 0 && floors.allow(removed, channel)) {
        removed.set(channel);
      }
    }
    return removed;
  }

  /** The network where all that takes these channels has zeros for them. */
  private static ModelProto unheard(ChannelGroups groups, BitSet removed) {
    ModelProto.Builder quiet = groups.walk().model().toBuilder();
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < quiet.getGraph().getInitializerCount(); i++) {
      places.put(quiet.getGraph().getInitializer(i).getName(), i);
    }
    for (Row layer : groups.table().layers()) {
      int place = Objects.requireNonNull(places.get(layer.convolution().weights()));
      TensorProto weights = quiet.getGraph().getInitializer(place);
      float[] values = Tensors.floats(weights);
      int inputs = (int) weights.getDims(1);
      int kernel = values.length / (int) weights.getDims(0) / inputs;
      boolean isDepthwise = layer.convolution().inAxis() < 0 && inputs == 1;
      for (int i = 0; i < values.length && !isDepthwise; i++) {
        int input = i / kernel % inputs;
        if (input < layer.in().length && layer.in()[input] >= 0 && removed.get(layer.in()[input])) {
          values[i] = 0;
        }
      }
      quiet.getGraphBuilder().setInitializer(place, Tensors.withFloats(weights, values));
    }
    return quiet.build();
  }

  private static int filters(ModelProto model) {
    return ChannelGroups.of(model).layers().stream().mapToInt(Layer::channels).sum();
  }
}
