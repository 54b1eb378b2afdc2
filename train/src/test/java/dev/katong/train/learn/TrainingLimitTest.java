package dev.katong.train.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void fraction_bySteps_ignoresTime() {
    assertThat(Pace.steps(10).fraction(5, Duration.ofDays(1))).isEqualTo(0.5);
  }

  @Test
  void fraction_byTime_endsAtOne() {
    Pace pace = Pace.time(Duration.ofMinutes(2));
    assertThat(pace.fraction(1000, Duration.ofSeconds(30))).isEqualTo(0.25);
    assertThat(pace.fraction(1, Duration.ofMinutes(3))).isEqualTo(1);
  }

  @Test
  void fraction_byBoth_isOfWhatIsOverFirst() {
    Pace pace = new Pace(OptionalInt.of(100), Optional.of(Duration.ofSeconds(10)));
    assertThat(pace.fraction(60, Duration.ofSeconds(1))).isEqualTo(0.6);
    assertThat(pace.fraction(60, Duration.ofSeconds(8))).isEqualTo(0.8);
  }

  @Test
  void new_withoutAnEnd_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Pace(OptionalInt.empty(), Optional.empty()));
    assertThatIllegalArgumentException().isThrownBy(() -> Pace.steps(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Pace.time(Duration.ZERO));
  }
}
