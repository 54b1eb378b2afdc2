package dev.katong.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.katong.memory.MemoryModel;
import dev.katong.network.MemoryFit.Run;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryFitTest {
  private static final double ROUNDING = 0.01;

  @Test
  void of_evenRuns_isTheirMean() {
    MemoryModel model = fit(new Run(1000, 500_000), new Run(4000, 1_960_000), run(8000, 510));
    assertThat(model.bytesPerPixel()).isCloseTo(500, within(ROUNDING));
    assertThat(model.fixedBytes()).isEqualTo(7);
  }

  @Test
  void of_unevenRuns_isAtMostTenPercentBelowTheHighest() {
    MemoryModel model = fit(run(1000, 90), run(4000, 165), run(8000, 100));
    assertThat(model.bytesPerPixel()).isCloseTo(150, within(ROUNDING));
  }

  @Test
  void of_smallRunThatTakesMore_countsTheRestAsFixed() {
    MemoryModel model = fit(run(1000, 130), run(4000, 100), run(8000, 100));
    assertThat(model.bytesPerPixel()).isCloseTo(100, within(ROUNDING));
    assertThat(model.fixedBytes()).isEqualTo(7 + 30_000);
  }

  @Test
  void of_oneRun_goesThroughIt() {
    assertThat(fit(run(1000, 130))).isEqualTo(new MemoryModel(7, 130));
  }

  @Test
  void of_runsThatGrowFasterThanTheFrame_isEmpty() {
    assertThat(MemoryFit.of(7, List.of(run(1000, 100), run(2000, 201)))).isEmpty();
  }

  private static MemoryModel fit(Run... runs) {
    return MemoryFit.of(7, List.of(runs)).orElseThrow();
  }

  private static Run run(long pixels, long bytesPerPixel) {
    return new Run(pixels, pixels * bytesPerPixel);
  }
}
