package dev.katong.train.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TrainingLimitTest {
  @Test
  void fraction_bySteps_ignoresTime() {
    assertThat(TrainingLimit.steps(10).fraction(5, Duration.ofDays(1))).isEqualTo(0.5);
  }

  @Test
  void fraction_byTime_endsAtOne() {
    TrainingLimit limit = TrainingLimit.time(Duration.ofMinutes(2));
    assertThat(limit.fraction(1000, Duration.ofSeconds(30))).isEqualTo(0.25);
    assertThat(limit.fraction(1, Duration.ofMinutes(3))).isEqualTo(1);
  }

  @Test
  void fraction_byBoth_isOfWhatIsOverFirst() {
    TrainingLimit limit =
        new TrainingLimit(OptionalInt.of(100), Optional.of(Duration.ofSeconds(10)));
    assertThat(limit.fraction(60, Duration.ofSeconds(1))).isEqualTo(0.6);
    assertThat(limit.fraction(60, Duration.ofSeconds(8))).isEqualTo(0.8);
  }

  @Test
  void new_withoutAnEnd_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrainingLimit(OptionalInt.empty(), Optional.empty()));
    assertThatIllegalArgumentException().isThrownBy(() -> TrainingLimit.steps(0));
    assertThatIllegalArgumentException().isThrownBy(() -> TrainingLimit.time(Duration.ZERO));
  }
}
