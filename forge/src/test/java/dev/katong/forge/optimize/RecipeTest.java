package dev.katong.forge.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.network.Precision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTest {
  @ParameterizedTest
  @CsvSource({
    "FP32, 0, fp32",
    "FP16, 0, fp16",
    "INT8, 0, int8",
    "FP32, 0.15, pruned-15",
    "INT8, 0.3, pruned-30-int8",
    "FP16, 0.125, pruned-12.5-fp16",
    "FP32, 0.01, pruned-1"
  })
  void variantName_tellsPruningAndPrecision(Precision precision, double pruned, String expected) {
    assertThat(new Recipe(precision, pruned).variantName()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 0.005, 0.95, 1, Double.NaN})
  void recipe_ofAShareOutOfRange_isRefused(double pruned) {
    assertThatThrownBy(() -> new Recipe(Precision.INT8, pruned))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the share to prune is 0.01 to 0.9, not " + pruned);
  }
}
