package dev.katong.forge.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class LevelsTest {
  @Property
  void between_anyNumbers_holdsZeroAndReachesThemWithinALevel(
      @ForAll @DoubleRange(min = -9, max = 9) double one,
      @ForAll @DoubleRange(min = -9, max = 9) double other) {
    Levels levels = Levels.between(Math.min(one, other), Math.max(one, other));

    assertThat(levels.zero()).isBetween(0, 255);
    assertThat(levels.least())
        .isCloseTo(Math.min(0, Math.min(one, other)), within(levels.scale() * 0.51 + 1e-30));
    assertThat(levels.most())
        .isCloseTo(Math.max(0, Math.max(one, other)), within(levels.scale() * 0.51 + 1e-30));
  }

  @Example
  void levels_ofImpossibleNumbers_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Levels(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Levels(Float.NaN, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Levels(1, 256));
  }

  @Example
  void choice_evenlySpreadValues_keepsThemAll() {
    Levels levels = LevelChoice.of(values(0, 20_000), 1);

    assertThat(levels.least()).isCloseTo(-1, within(0.03));
    assertThat(levels.most()).isCloseTo(2, within(0.03));
  }

  @Example
  void choice_oneFarValue_cutsItOff() {
    assertThat(LevelChoice.of(values(20, 2_000_000), 1).most()).isBetween(1.9, 8.0);
  }

  @Example
  void choice_belowZeroCountsLess_reachesLessFarDown() {
    double cut = LevelChoice.of(values(0, 20_000), 0.0001).least();

    assertThat(cut).isBetween(-0.8, -0.05);
  }

  @Example
  void choice_nothingBelowZeroCounts_startsAtZero() {
    assertThat(LevelChoice.of(values(0, 20_000), 0).zero()).isZero();
  }

  /** Values from -1 to 2 in two channels, and one far away unless that is 0. */
  private static ChannelValues values(float far, int count) {
    Random random = new Random(1);
    float[] data = new float[count];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextDouble(-1, 2);
    }
    ChannelValues values = new ChannelValues(2);
    values.add(0, data, 0, count / 2);
    values.add(1, data, count / 2, count);
    if (far != 0) {
      values.add(1, new float[] {far}, 0, 1);
    }
    return values;
  }

  @Example
  void channelValues_rangeThatGrows_keepsCountsAndMeans() {
    ChannelValues values = new ChannelValues(1);
    values.add(0, new float[] {0.5f, -0.5f, 0.25f}, 0, 3);
    values.add(0, new float[] {8, 8, -4}, 0, 3);

    assertThat(values.means()[0]).isCloseTo(12.25 / 6, within(1e-6));
    assertThat(values.means(true)[0]).isCloseTo(16.75 / 6, within(0.05));
    assertThat(values.means(false)[0]).isCloseTo(-4.5 / 6, within(0.05));
    assertThat(values.reach()).isEqualTo(8);
    assertThat(values.spread(0, 0.4)).isCloseTo(4, within(0.05));
  }
}
