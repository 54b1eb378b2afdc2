package dev.katong.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void left_atASteadyRate_isTheRestByIt() {
    Pace pace = new Pace(10, 0);
    assertThat(pace.perSecond(30, 10 * SECOND)).contains(2.0);
    assertThat(pace.left(30, 90, 10 * SECOND)).contains(Duration.ofSeconds(30));
    assertThat(pace.left(91, 90, 10 * SECOND)).contains(Duration.ZERO);
  }

  @Test
  void left_withNothingToGoBy_isUnknown() {
    Pace pace = new Pace(10, 0);
    assertThat(pace.left(10, 90, 10 * SECOND)).isEmpty();
    assertThat(pace.left(30, 90, SECOND / 10)).isEmpty();
  }

  @Test
  void text_ofATime_isShort() {
    assertThat(Pace.text(Duration.ofMillis(400))).isEqualTo("0 s");
    assertThat(Pace.text(Duration.ofSeconds(99))).isEqualTo("99 s");
    assertThat(Pace.text(Duration.ofSeconds(125))).isEqualTo("2:05 min");
    assertThat(Pace.text(Duration.ofMinutes(125))).isEqualTo("2:05 h");
  }
}
