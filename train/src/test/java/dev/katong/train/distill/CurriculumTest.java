package dev.katong.train.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CurriculumTest {
  private static final Curriculum CURRICULUM = new Curriculum(8, 160, 2e-3, 0, 0.4, 0.25, 0.02, 1);

  @Test
  void rate_overALongTraining_risesThenFallsToAHundredth() {
    assertThat(CURRICULUM.rate(1, 0.0001)).isCloseTo(1e-5f, within(1e-6f));
    assertThat(CURRICULUM.rate(200, 0.01)).isCloseTo(2e-3f, within(1e-5f));
    assertThat(CURRICULUM.rate(10_000, 0.5)).isCloseTo(1.01e-3f, within(1e-5f));
    assertThat(CURRICULUM.rate(20_000, 1)).isCloseTo(2e-5f, within(1e-6f));
  }

  @Test
  void rate_overAShortTraining_hasRisenAfterATwentieth() {
    assertThat(CURRICULUM.rate(2, 0.05)).isGreaterThan(1.9e-3f);
  }

  @Test
  void featureWeight_fadesOverItsShare() {
    assertThat(CURRICULUM.featureWeight(0)).isEqualTo(1);
    assertThat(CURRICULUM.featureWeight(0.2)).isCloseTo(0.5f, within(1e-6f));
    assertThat(CURRICULUM.featureWeight(0.4)).isZero();
    assertThat(CURRICULUM.featureWeight(0.9)).isZero();
    assertThat(new Curriculum(8, 160, 2e-3, 0, 0, 0, 0, 1).featureWeight(0)).isZero();
  }

  @Test
  void discriminatorWeight_comesInTheLastShare() {
    assertThat(CURRICULUM.discriminatorWeight(0.7)).isZero();
    assertThat(CURRICULUM.discriminatorWeight(0.75)).isEqualTo(0.02f);
    assertThat(new Curriculum(8, 160, 2e-3, 0, 0, 0, 0, 1).discriminatorWeight(0.99)).isZero();
  }

  @Test
  void new_valueOutOfRange_isNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Curriculum(8, 161, 2e-3, 0, 0, 0, 0, 1))
        .withMessageContaining("multiple of 4 from 32, not 161");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Curriculum(0, 160, 2e-3, 0, 0, 0, 0, 1))
        .withMessageContaining("not 0");
  }
}
