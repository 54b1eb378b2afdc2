package dev.katong.forge.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.fixture.SharedFolder;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.quality.Comparison;
import dev.katong.forge.tensorflow.FrozenGraph;
import dev.katong.memory.NativeMemory;
import dev.katong.network.Network;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PruningTest {
  private final List<Mat> photos = List.of(Drawn.noise(64, 1), Drawn.noise(64, 2));

  @AfterEach
  void close() {
    NativeMemory.release(photos);
  }

  @Test
  void prune_byRatio_removesThatPartOfTheFilters() {
    PrunedNetwork pruned = Pruning.byRatio(0.3).inMultiplesOf(1).prune(residual());
    assertThat(pruned.filters()).isEqualTo(3 * 16 + 24);
    assertThat(pruned.ratio()).isCloseTo(0.3, within(0.04));
    assertThat(pruned.groups())
        .extracting(PrunedNetwork.Group::name, PrunedNetwork.Group::before)
        .containsExactly(tuple("first", 16), tuple("inner", 24));
    assertThat(
            ChannelGroups.of(pruned.model()).layers().stream()
                .mapToInt(layer -> layer.removable())
                .sum())
        .isEqualTo(pruned.filters() - pruned.removed());
    assertThat(Drawn.by(pruned.model())).isNotEqualTo(Drawn.by(residual()));
  }

  @Test
  void prune_byRatioOfNothing_changesNoPixel() {
    PrunedNetwork pruned = Pruning.byRatio(0).prune(residual());
    assertThat(pruned.removed()).isZero();
    assertThat(Drawn.by(pruned.model())).isEqualTo(Drawn.by(residual()));
  }

  @Test
  void prune_inMultiples_leavesMultiples() {
    PrunedNetwork pruned = Pruning.byRatio(0.5).inMultiplesOf(8).prune(residual());
    assertThat(pruned.removed()).isPositive();
    assertThat(pruned.groups()).allMatch(group -> group.after() % 8 == 0);
  }

  @Test
  void prune_asFarAsItGoes_leavesTheShare() {
    PrunedNetwork pruned = Pruning.byRatio(0.99).inMultiplesOf(1).leaving(0.5).prune(residual());
    assertThat(pruned.groups()).extracting(PrunedNetwork.Group::after).containsExactly(8, 12);
  }

  @Test
  void prune_byThresholds_removesDeadChannelsOnly() {
    ModelProto model = residual();
    Thresholds preset = Thresholds.PRESET;
    assertThat(Pruning.byThresholds(preset).inMultiplesOf(1).prune(model).removed()).isZero();
    LayeredNetwork net = new LayeredNetwork();
    float[] weights = new float[8 * 3];
    Arrays.fill(weights, 0, 15, 0.5f);
    Arrays.fill(weights, 15, 24, 0.0049f);
    String half = net.conv("half", net.start(), 1, weights, 8);
    Pruning pruning = Pruning.byThresholds(preset);
    ModelProto dead = net.finished(half, 8);
    PrunedNetwork pruned = pruning.inMultiplesOf(1).prune(dead);
    assertThat(pruned.groups()).containsExactly(new PrunedNetwork.Group("half", 8, 5));
    assertThat(pruned.kept()).containsEntry(half, List.of(0, 1, 2, 3, 4));
    assertThat(pruning.inMultiplesOf(4).prune(dead).removed()).isZero();
  }

  @Test
  void prune_toATarget_removesNoMoreThanNeeded() {
    ModelProto model = residual();
    int half = model.getSerializedSize() / 2;
    PrunedNetwork pruned = Pruning.toTarget(Target.bytes(half)).inMultiplesOf(1).prune(model);
    assertThat(pruned.model().getSerializedSize()).isBetween(half * 8 / 10, half);
    double work = Target.work(1).cost().applyAsDouble(model);
    PrunedNetwork fast = Pruning.toTarget(Target.work(0.8 * work)).inMultiplesOf(1).prune(model);
    assertThat(Target.work(1).cost().applyAsDouble(fast.model()) / work).isBetween(0.7, 0.8);
  }

  @Test
  void prune_toWhatCannotBe_saysHowFarItGoes() {
    assertThatThrownBy(() -> Pruning.toTarget(Target.bytes(100)).prune(residual()))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("cannot be pruned to 100.0 bytes of file")
        .hasMessageContaining("it takes");
  }

  @Test
  void prune_afterPhotos_removesWhatOthersCanReplace() {
    // Four channels, and four mixtures of them with the largest weights of all.
    LayeredNetwork net = new LayeredNetwork();
    float[] weights = {
      1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 6, 0, 0, 0, 6, 0, 0, 0, 6, 6, 6, 6,
    };
    String mixed = net.conv("mixed", net.start(), 1, weights, 8);
    ModelProto model = net.finished(mixed, 8);
    PrunedNetwork pruned =
        Pruning.byRatio(0.5).inMultiplesOf(1).leaving(0.5).after(photos).prune(model);
    assertThat(pruned.groups()).containsExactly(new PrunedNetwork.Group("mixed", 8, 4));
    assertThat(psnr(pruned.model(), model)).isGreaterThan(40);
    ModelProto blind = Pruning.byRatio(0.5).inMultiplesOf(1).leaving(0.5).prune(model).model();
    assertThat(psnr(blind, model)).isLessThan(25);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, Double.NaN})
  void byRatio_ofWhatIsNoPart_isRefused(double ratio) {
    assertThatThrownBy(() -> Pruning.byRatio(ratio))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Double.toString(ratio));
  }

  @Test
  @Tag("shared")
  void prune_dctNetAfterPhotos_isFarCloserThanByWeights() {
    ModelProto model =
        FrozenGraph.read(SharedFolder.path("models/dctnet/anime/cartoon_bg.pb"))
            .toOnnx(PixelEnds.DCT_NET);
    Pruning pruning = Pruning.byRatio(0.1).inMultiplesOf(32);
    PrunedNetwork seen = pruning.after(photos).prune(model);
    assertThat(seen.ratio()).isCloseTo(0.1, within(0.03));
    assertThat(psnr(seen.model(), model))
        .isGreaterThan(psnr(pruning.prune(model).model(), model) + 3);
  }

  private static ModelProto residual() {
    LayeredNetwork net = new LayeredNetwork();
    String first = net.conv("first", net.start(), 3, 16);
    String inner = net.node("Relu", "relu", List.of(net.conv("inner", first, 16, 24)));
    String second = net.conv("second", inner, 24, 16);
    String third = net.conv("third", net.op("Add", "sum", first, second), 16, 16);
    return net.finished(net.op("Add", "more", third, first), 16);
  }

  private double psnr(ModelProto model, ModelProto reference) {
    try (Network one = Network.load(model.toByteArray(), "one", 2);
        Network other = Network.load(reference.toByteArray(), "other", 2)) {
      return Comparison.of(one, other, photos).mean().psnr();
    }
  }
}
