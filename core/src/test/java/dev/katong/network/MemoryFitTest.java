package dev.katong.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.memory.MemoryModel;
import dev.katong.network.MemoryFit.Run;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryFitTest {
  @Test
  void of_unevenRuns_isTheMeanOfTheLargerWithoutTheHighest() {
    MemoryModel model = fit(run(1000, 90), run(4000, 100), run(6000, 160), run(8000, 120));
    assertThat(model.fixedBytes()).isEqualTo(7);
    assertThat(model.bytesPerPixel()).isEqualTo(110);
    assertThat(model.mostBytesPerPixel()).as("with a margin").isEqualTo(1.08 * 160);
  }

  @Test
  void of_smallRunThatTakesMore_countsTheRestAsFixed() {
    MemoryModel model = fit(run(1000, 130), run(4000, 100), run(8000, 100));
    assertThat(model.bytesPerPixel()).isEqualTo(100);
    assertThat(model.fixedBytes()).isEqualTo(7 + 30_000);
  }

  @Test
  void of_oneRun_goesThroughIt() {
    assertThat(fit(run(1000, 130))).isEqualTo(new MemoryModel(7, 130, 1.08 * 130));
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
