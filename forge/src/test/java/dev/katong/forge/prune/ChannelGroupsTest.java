package dev.katong.forge.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.fixture.SharedFolder;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.tensorflow.FrozenGraph;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ChannelGroupsTest {
  private final LayeredNetwork net = new LayeredNetwork();

  @Test
  void of_channelsThatAreAdded_areOneGroup() {
    String first = net.conv("first", net.start(), 3, 8);
    String inner = net.conv("inner", first, 8, 12);
    String second = net.conv("second", inner, 12, 8);
    String sum = net.op("Add", "sum", first, second);
    List<ChannelGroup> groups = groups(net.finished(sum, 8));
    assertThat(groups).extracting(ChannelGroup::name).containsExactly("first", "inner", "last");
    assertThat(groups.get(0).layers()).extracting(Layer::name).containsExactly("first", "second");
    assertThat(groups.get(0).channels()).isEqualTo(8);
    assertThat(groups.get(1).channels()).isEqualTo(12);
    assertThat(groups).extracting(ChannelGroup::removable).containsExactly(8, 12, 0);
  }

  @Test
  void of_channelsThatAreJoined_stayApart() {
    String one = net.conv("one", net.start(), 3, 8);
    String other = net.conv("other", net.start(), 3, 6);
    String joined = net.node("Concat", "joined", List.of(one, other), Attributes.of("axis", 1));
    String wide = net.conv("wide", one, 8, 14);
    String sum = net.op("Add", "sum", joined, wide);
    ChannelGroup group = groups(net.finished(sum, 14)).get(0);
    assertThat(group.layers()).extracting(Layer::name).containsExactly("one", "other", "wide");
    assertThat(group.channels()).isEqualTo(14);
  }

  @Test
  void of_channelsThatAreOnlyJoined_areGroupsOfTheirOwn() {
    String one = net.conv("one", net.start(), 3, 8);
    String other = net.conv("other", net.start(), 3, 6);
    String joined = net.node("Concat", "joined", List.of(one, other), Attributes.of("axis", 1));
    assertThat(groups(net.finished(joined, 14)))
        .extracting(ChannelGroup::removable)
        .containsExactly(8, 6, 0);
  }

  @Test
  void of_whatTheNetworkGives_staysWithAReason() {
    String only = net.conv("only", net.start(), 3, 8);
    ChannelGroup last = groups(net.finished(only, 8)).get(1);
    assertThat(last.removable()).isZero();
    assertThat(last.reasons()).containsExactly("'cartoon' is what the network gives");
  }

  @Test
  void of_anOperatorThatIsNotFollowed_staysWithAReason() {
    String x = net.conv("x", net.start(), 3, 8);
    String along = net.node("CumSum", "along", List.of(x, net.graph().vector("axis", 1)));
    ChannelGroup group = groups(net.finished(along, 8)).get(0);
    assertThat(group.removable()).isZero();
    assertThat(group.reasons()).containsExactly("along (CumSum) is not followed");
  }

  @Test
  void of_channelsAddedToThePhoto_stay() {
    String x = net.conv("x", net.start(), 3, 3);
    ChannelGroup group = groups(net.finished(net.op("Add", "sum", x, net.start()), 3)).get(0);
    assertThat(group.removable()).isZero();
    assertThat(group.reasons().get(0)).startsWith("sum (Add) combines it with ");
  }

  @Test
  void of_gatesByChannel_goWithWhatTheyGate() {
    String x = net.conv("x", net.start(), 3, 8);
    String mean = net.node("GlobalAveragePool", "mean", List.of(x));
    String gate = net.node("Sigmoid", "open", List.of(net.conv("gate", mean, 8, 8, 1)));
    List<ChannelGroup> groups = groups(net.finished(net.op("Mul", "gated", x, gate), 8));
    assertThat(groups.get(0).layers()).extracting(Layer::name).containsExactly("x", "gate");
    assertThat(groups.get(0).removable()).isEqualTo(8);
  }

  @Test
  void of_oneGateForAllChannels_leavesTheGate() {
    String x = net.conv("x", net.start(), 3, 8);
    String gate = net.conv("gate", net.start(), 3, 1);
    List<ChannelGroup> groups = groups(net.finished(net.op("Mul", "gated", x, gate), 8));
    assertThat(groups).extracting(ChannelGroup::removable).containsExactly(8, 0, 0);
    assertThat(groups.get(1).reasons())
        .containsExactly("gated (Mul) spreads one channel over several");
  }

  @Test
  void of_aMeanOverChannels_staysWithAReason() {
    String x = net.conv("x", net.start(), 3, 8);
    String mean = net.node("ReduceMean", "mean", List.of(x), Attributes.list("axes", 1));
    ChannelGroup group = groups(net.finished(net.op("Sub", "centred", x, mean), 8)).get(0);
    assertThat(group.reasons()).containsExactly("mean (ReduceMean) summarises all channels");
  }

  @Test
  void of_lengthsOfTheFrame_leaveChannelsFree() {
    String x = net.conv("x", net.start(), 3, 8);
    String shape = net.node("Shape", "shape", List.of(x));
    String height =
        net.node(
            "Gather",
            "height",
            List.of(shape, net.graph().vector("second", 2)),
            Attributes.of("axis", 0));
    String scale = net.node("Cast", "scale", List.of(height), Attributes.of("to", 1));
    assertThat(groups(net.finished(net.op("Mul", "scaled", x, scale), 8)).get(0).removable())
        .isEqualTo(8);
  }

  @Test
  void of_aNumberOfChannelsThatIsComputedWith_stays() {
    String x = net.conv("x", net.start(), 3, 8);
    String shape = net.node("Shape", "shape", List.of(x));
    String channels =
        net.node(
            "Gather",
            "channels",
            List.of(shape, net.graph().vector("first", 1)),
            Attributes.of("axis", 0));
    String share = net.node("Cast", "share", List.of(channels), Attributes.of("to", 1));
    assertThat(groups(net.finished(net.op("Div", "shared", x, share), 8)).get(0).reasons())
        .containsExactly("shape (Shape) computes with their number");
  }

  @Test
  void of_sections_followTheResolution() {
    String top = net.conv("top", net.start(), 3, 8);
    String down = net.conv("down", top, 8, 8, 3, Attributes.list("strides", 2, 2));
    String low = net.conv("low", down, 8, 8);
    String up = net.twice(low);
    String after = net.conv("after", up, 8, 8);
    assertThat(ChannelGroups.of(net.finished(after, 8)).layers())
        .extracting(Layer::section)
        .containsExactly(
            Section.ENCODER, Section.ENCODER, Section.BOTTLENECK, Section.DECODER, Section.DECODER);
  }

  @Test
  void of_norms_areMeanAbsoluteWeights() {
    String x = net.conv("x", net.start(), 1, new float[] {1, -2, 3, 0, 0, 0, -1, -1, 4}, 3);
    Layer layer = ChannelGroups.of(net.finished(x, 3)).layers().get(0);
    assertThat(layer.norms()).containsExactly(2.0, 0.0, 2.0);
    assertThat(layer.least()).isZero();
    assertThat(layer.median()).isEqualTo(2);
    assertThat(layer.below(2)).isEqualTo(1);
  }

  @Test
  @Tag("shared")
  void of_dctNet_findsItsResidualSums() {
    ChannelGroups groups =
        ChannelGroups.of(
            FrozenGraph.read(SharedFolder.path("models/dctnet/anime/cartoon_bg.pb"))
                .toOnnx(PixelEnds.DCT_NET));
    List<ChannelGroup> removable =
        groups.groups().stream().filter(group -> group.removable() > 0).toList();
    assertThat(removable)
        .extracting(ChannelGroup::channels)
        .containsExactly(32, 32, 64, 64, 128, 128, 128, 128, 128, 64, 32);
    assertThat(removable).allMatch(group -> group.removable() == group.channels());
    assertThat(removable.get(0).layers())
        .extracting(Layer::name)
        .containsExactly("generator/Conv/Conv2D", "generator/Conv_7/Conv2D");
    assertThat(removable.get(2).layers())
        .extracting(Layer::name)
        .containsExactly("generator/Conv_2/Conv2D", "generator/Conv_5/Conv2D");
    assertThat(removable.get(4).layers()).hasSize(5);
    assertThat(removable.get(4).sections()).containsExactly(Section.BOTTLENECK);
    assertThat(removable.get(4).layers().get(0).median()).isCloseTo(0.0461, within(1e-4));
  }

  private static List<ChannelGroup> groups(ModelProto model) {
    return ChannelGroups.of(model).groups();
  }
}
