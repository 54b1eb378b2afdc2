package dev.katong.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhotoLimitsTest {
  @ParameterizedTest
  @CsvSource({"100m, 100000000", "24MP, 24000000", "1.5 m, 1500000", "640k, 640000", "7, 7"})
  void parsePixels_ofANumber_isIt(String text, long pixels) {
    assertThat(PhotoLimits.parsePixels(text)).isEqualTo(pixels);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "2g", "5000m", "many", "99999999999"})
  void parsePixels_ofSomethingElse_saysWhatIsAllowed(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PhotoLimits.parsePixels(text))
        .withMessageContaining("'%s' is not a number of pixels", text);
  }

  @Test
  void limits_outsideWhatDecodersCan_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> PhotoLimits.DEFAULTS.pixels(0));
    assertThatIllegalArgumentException().isThrownBy(() -> PhotoLimits.DEFAULTS.bytes(3L << 30));
  }
}
