package dev.katong.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySizeTest {
  @ParameterizedTest
  @CsvSource({
    "600m, 629145600",
    "600M, 629145600",
    "512MB, 536870912",
    "512 mb, 536870912",
    "1.5g, 1610612736",
    "2GiB, 2147483648",
    "2 gIb, 2147483648",
    "800000k, 819200000",
    "0.001t, 1099511628",
    "1024t, 1125899906842624",
    "536870912, 536870912",
    "536870912b, 536870912",
    "536870912 bytes, 536870912",
    "1m, 1048576",
  })
  void parse_ofAnAllowedForm_givesBytes(String text, long bytes) {
    assertThat(MemorySize.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "m",
        "lots",
        "0",
        "0g",
        "-1g",
        "+1g",
        "600",
        "1.5",
        "1023k",
        "1025t",
        "999999999999999999t",
        "99999999999999999999999999",
        "1,5g",
        "1.g",
        ".5g",
        "1e9",
        "1p",
        "1gg",
        "1 g b",
        "1  g",
        "50%",
        "NaN",
        "Infinity",
        "٣g"
      })
  void parse_ofAnythingElse_namesItAndTheAllowedForms(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MemorySize.parse(text))
        .withMessage(
            "'"
                + text
                + "' is not an amount of memory of 1 MB to 1024 TB,"
                + " such as 600m, 1.5g, 2GiB or 536870912");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes",
    "1023, 1023 bytes",
    "1024, 1 kB",
    "7400, 7.2 kB",
    "536870912, 512 MB",
    "104857599, 100 MB",
    "1503238553, 1.4 GB",
    "2147483648, 2 GB",
    "1073741823, 1 GB",
    "25276502016, 23.5 GB",
    "9223372036854775807, 8388608 TB",
  })
  void text_ofBytes_isShort(long bytes, String text) {
    assertThat(MemorySize.text(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE})
  void text_ofLessThanNothing_isRefused(long bytes) {
    assertThatIllegalArgumentException().isThrownBy(() -> MemorySize.text(bytes));
  }

  @Property
  void parse_ofAText_isWhatTheTextSays(
      @ForAll @LongRange(min = 1 << 20, max = 1L << 50) long bytes) {
    String text = MemorySize.text(bytes);
    long read = MemorySize.parse(text);
    assertThat(MemorySize.text(read)).isEqualTo(text);
    assertThat((double) read / bytes).isCloseTo(1, within(0.05));
  }

  @Property
  void parse_ofWholeUnits_isExactInAllSpellings(
      @ForAll @IntRange(min = 1, max = 1023) int count,
      @ForAll @IntRange(min = 0, max = 2) int unit) {
    String letter = "mgt".substring(unit, unit + 1);
    long bytes = (long) count << (20 + 10 * unit);
    assertThat(MemorySize.parse(MemorySize.text(bytes))).isEqualTo(bytes);
    for (String end : new String[] {"", "b", "ib"}) {
      String text = count + letter + end;
      assertThat(MemorySize.parse(text)).isEqualTo(bytes);
      assertThat(MemorySize.parse(text.toUpperCase(Locale.ROOT))).isEqualTo(bytes);
    }
    assertThat(MemorySize.parse(Long.toString(bytes))).isEqualTo(bytes);
  }
}
