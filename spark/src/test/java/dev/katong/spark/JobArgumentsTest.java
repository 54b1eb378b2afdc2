package dev.katong.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.Options;
import dev.katong.PictureOption;
import dev.katong.image.PhotoLimits;
import dev.katong.image.PictureFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobArgumentsTest {
  @ParameterizedTest
  @EnumSource
  void of_eachPictureOption_isASetting(PictureOption option) {
    String text = option.text(Options.DEFAULTS);

    JobArguments arguments =
        JobArguments.of("--input=i", "--output", "o", "--" + option.key() + "=" + text);

    assertThat(option.text(arguments.settings().toOptions())).isEqualTo(text);
  }

  @Test
  void of_formatAndQuality_areThoseOfTheResults() {
    DrawingSettings settings =
        JobArguments.of("--input=i", "--output=o", "--format=webp", "--quality", "80").settings();

    assertThat(settings.format()).isEqualTo(PictureFormat.WEBP);
    assertThat(settings.quality()).isEqualTo(80);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--strength=2",
        "--strength=much",
        "--sytle=comic",
        "--as=zip",
        "--quality=0",
        "--memory=much",
        "--max-pixels=0",
        "--pictures-per-task=0",
        "--price=dear",
        "--input=twice",
        "comic"
      })
  void of_badArgument_isRefused(String word) {
    assertThatThrownBy(() -> JobArguments.of("--input=i", "--output=o", word))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void digest_differsWithEachSetting() {
    DrawingSettings plain = JobArguments.of("--input=i", "--output=o").settings();
    DrawingSettings weak = JobArguments.of("--input=i", "--output=o", "--strength=0.5").settings();

    assertThat(plain.digest(PhotoLimits.DEFAULTS))
        .isEqualTo(plain.style(plain.style()).digest(PhotoLimits.DEFAULTS))
        .isNotEqualTo(weak.digest(PhotoLimits.DEFAULTS))
        .isNotEqualTo(plain.style("comic").digest(PhotoLimits.DEFAULTS))
        .isNotEqualTo(plain.digest(PhotoLimits.WIDEST));
  }
}
