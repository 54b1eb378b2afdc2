package dev.katong.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException;
import dev.katong.KatongException.NoSuchStyle;
import dev.katong.Options;
import dev.katong.fixture.TinyNetworks;
import dev.katong.fixture.TinyVariants;
import dev.katong.network.Device;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import dev.katong.style.StyleManifest;
import dev.katong.style.StylePack;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariantSelectionTest {
  private static final StylePack PLAIN = TinyNetworks.halvingPack("style", Tiling.EXACT);

  private static StylePack add(
      StylePack pack, String name, Precision precision, double psnr, double ratio) {
    return TinyVariants.with(
        pack, name, precision, TinyNetworks.halving(name.hashCode()), psnr, ratio);
  }

  private static StyleManifest manyVariants() {
    StylePack pack = add(PLAIN, "fp16", Precision.FP16, 60, 1.02);
    pack = add(pack, "int8", Precision.INT8, 41, 0.48);
    pack = add(pack, "pruned-25", Precision.FP32, 36, 0.6);
    return add(pack, "pruned-25-int8", Precision.INT8, 34, 0.3).manifest();
  }

  @ParameterizedTest
  @CsvSource({"40, int8", "41, int8", "41.1, full", "36, int8", "34, pruned-25-int8", "100, full"})
  void auto_isTheFastestThatIsFaithfulEnough(double fidelity, String expected) {
    Options options = Options.builder().fidelity(fidelity).build();
    assertThat(options.variantOf(manyVariants())).isEqualTo(expected);
  }

  @Test
  void auto_withoutVariants_isTheStylesOwn() {
    assertThat(VariantSelection.of(PLAIN.manifest(), Options.DEFAULTS, Device.Kind.CPU))
        .containsExactly("full");
  }

  @Test
  void auto_onACardWithoutMeasurements_isHalfPrecision() {
    assertThat(VariantSelection.of(manyVariants(), Options.DEFAULTS, Device.Kind.CUDA))
        .containsExactly("fp16", "full", "int8");
    Options exact = Options.builder().fidelity(61).build();
    assertThat(VariantSelection.of(manyVariants(), exact, Device.Kind.CUDA))
        .containsExactly("full");
  }

  @Test
  void auto_onACardWithoutHalfPrecision_isTheStylesOwn() {
    StyleManifest style = add(PLAIN, "int8", Precision.INT8, 60, 0.5).manifest();
    assertThat(VariantSelection.of(style, Options.DEFAULTS, Device.Kind.CUDA).get(0))
        .isEqualTo("full");
  }

  @ParameterizedTest
  @CsvSource({"0.94, int8", "0.96, full", "1.5, full"})
  void auto_ofAVariantThatIsHardlyFaster_isTheStylesOwn(double ratio, String expected) {
    StyleManifest style = add(PLAIN, "int8", Precision.INT8, 45, ratio).manifest();
    assertThat(Options.DEFAULTS.variantOf(style)).isEqualTo(expected);
  }

  @Test
  void auto_ofTwoThatAreAsFast_isTheMoreFaithful() {
    StylePack pack = add(PLAIN, "a", Precision.INT8, 41, 0.50);
    pack = add(pack, "b", Precision.INT8, 48, 0.51);
    pack = add(pack, "c", Precision.INT8, 60, 0.60);
    assertThat(Options.DEFAULTS.variantOf(pack.manifest())).isEqualTo("b");
  }

  @Test
  void auto_whereMemoryIsShort_hasTheOtherFaithfulOnesToo() {
    assertThat(VariantSelection.of(manyVariants(), Options.DEFAULTS, Device.Kind.CPU))
        .containsExactly("int8", "full", "fp16");
  }

  @Property(tries = 100)
  void auto_whateverTheNumbers_isFaithfulAndNoSlower(
      @ForAll @DoubleRange(min = 20, max = 60) double psnr,
      @ForAll @DoubleRange(min = 0.1, max = 2) double ratio,
      @ForAll @DoubleRange(min = 0, max = 100) double fidelity) {
    StyleManifest style = add(PLAIN, "int8", Precision.INT8, psnr, ratio).manifest();
    String chosen = Options.builder().fidelity(fidelity).build().variantOf(style);
    assertThat(chosen).isEqualTo(psnr >= fidelity && ratio <= 0.95 ? "int8" : "full");
  }

  @ParameterizedTest
  @CsvSource({"FP32, full", "FP16, fp16", "INT8, int8"})
  void precision_thatIsNamed_isThatOneUnpruned(Precision precision, String expected) {
    Options options = Options.builder().precision(precision).fidelity(100).build();
    assertThat(VariantSelection.of(manyVariants(), options, Device.Kind.CPU))
        .containsExactly(expected);
    assertThat(options.toBuilder().precisionOfDevice().build().variantOf(manyVariants()))
        .isEqualTo("full");
  }

  @Test
  void precision_thatTheStyleLacks_hasARemedy() {
    StyleManifest pruned = add(PLAIN, "pruned-25-int8", Precision.INT8, 45, 0.3).manifest();
    assertThatThrownBy(() -> options(Precision.INT8).variantOf(pruned))
        .isInstanceOf(NoSuchStyle.class)
        .extracting(failure -> ((NoSuchStyle) failure).remedy().orElseThrow())
        .isEqualTo(KatongException.Remedy.MAKE_INT8);
    assertThatThrownBy(() -> options(Precision.FP16).variantOf(pruned))
        .isInstanceOf(NoSuchStyle.class)
        .extracting(failure -> ((NoSuchStyle) failure).remedy().orElseThrow())
        .isEqualTo(KatongException.Remedy.MAKE_FP16);
  }

  private static Options options(Precision precision) {
    return Options.builder().precision(precision).build();
  }

  @Test
  void variant_thatIsNamed_isThatOneOrAnError() {
    Options pruned = Options.builder().variant("pruned-25").build();
    assertThat(VariantSelection.of(manyVariants(), pruned, Device.Kind.CPU))
        .containsExactly("pruned-25");
    Options full = Options.builder().variant("full").build();
    assertThat(full.variantOf(manyVariants())).isEqualTo("full");
    assertThatThrownBy(() -> Options.builder().variant("int4").build().variantOf(manyVariants()))
        .isInstanceOf(NoSuchStyle.class)
        .hasMessageContaining("no variant 'int4', only full, fp16, int8, pruned-25,");
  }
}
