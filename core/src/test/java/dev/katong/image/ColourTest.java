package dev.katong.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColourTest {
  @ParameterizedTest
  @CsvSource({
    "white, 255, 255, 255",
    "' Navy ', 0, 0, 128",
    "#ff8800, 255, 136, 0",
    "FF8800, 255, 136, 0",
    "#f80, 255, 136, 0",
    "f80, 255, 136, 0"
  })
  void parse_ofAColour_isIt(String text, int red, int green, int blue) {
    assertThat(Colour.parse(text)).isEqualTo(new Colour(red, green, blue));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "whitish", "#", "#ff88", "12345", "#gg0000", "##f80", "-1"})
  void parse_ofSomethingElse_saysWhatIsAllowed(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Colour.parse(text))
        .withMessage("'%s' is not a colour such as white, black, f80 or ff8800", text);
  }

  @Property
  void parse_ofItsOwnText_isTheSame(
      @ForAll @IntRange(max = 255) int red,
      @ForAll @IntRange(max = 255) int green,
      @ForAll @IntRange(max = 255) int blue) {
    Colour colour = new Colour(red, green, blue);
    assertThat(Colour.parse(colour.text())).isEqualTo(colour);
  }
}
