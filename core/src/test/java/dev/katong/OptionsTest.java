package dev.katong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.fixture.TinyNetworks;
import dev.katong.style.StyleManifest;
import dev.katong.tone.StyleFinish;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

  @Test
  void toBuilder_keepsWhatIsNotChanged() {
    Options options =
        Options.builder()
            .style("anime")
            .strength(0.7)
            .tone(0.6)
            .resolution(900)
            .faces(Options.Faces.OFF)
            .composition(Options.Composition.REFERENCE)
            .finish(Options.Finish.OFF)
            .build();
    Options changed = options.toBuilder().strength(0.2).build();
    assertThat(changed.style()).isEqualTo("anime");
    assertThat(changed.strength()).isEqualTo(0.2);
    assertThat(changed.tone()).hasValue(0.6);
    assertThat(changed.toBuilder().toneOfStyle().build().tone()).isEmpty();
    assertThat(changed.resolution()).hasValue(900);
    assertThat(changed.faces()).isEqualTo(Options.Faces.OFF);
    assertThat(changed.composition()).isEqualTo(Options.Composition.REFERENCE);
    assertThat(changed.finish()).isEqualTo(Options.Finish.OFF);
    assertThat(changed.toBuilder().resolutionOfPhoto().build().resolution()).isEmpty();
  }

  @Test
  void finishOf_takesTheStylesUnlessAnotherIsAskedFor() {
    StyleFinish recommended = new StyleFinish(0.6, 0, 0, 0.1, 0, 0, 0.5);
    StyleManifest style = TinyNetworks.negativePack("tiny").manifest().with(recommended);
    assertThat(Options.DEFAULTS.finishOf(style)).isEqualTo(recommended);
    assertThat(Options.builder().tone(0.2).build().finishOf(style))
        .isEqualTo(recommended.withTone(0.2));
    Options off = Options.builder().finish(Options.Finish.OFF).build();
    assertThat(off.finishOf(style)).isEqualTo(StyleFinish.NONE);
    assertThat(off.toBuilder().tone(1).build().finishOf(style))
        .isEqualTo(StyleFinish.NONE.withTone(1));
    assertThat(Options.DEFAULTS.finishOf(style.with((StyleFinish) null)))
        .isEqualTo(StyleFinish.NONE);
  }

  @Test
  void toneText_ofTheStyle_isReadAsWritten() {
    String text = PictureOption.TONE.text(Options.DEFAULTS);
    assertThat(text).isEqualTo(PictureOption.TONE_OF_STYLE);
    Options read = PictureOption.TONE.set(Options.builder().tone(0.3), text).build();
    assertThat(read.tone()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
  void strength_outsideItsRange_isRefused(double strength) {
    assertThatThrownBy(() -> Options.builder().strength(strength))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("strength is 0 to 1, not " + strength);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
  void tone_outsideItsRange_isRefused(double tone) {
    assertThatThrownBy(() -> Options.builder().tone(tone))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tone is 0 to 1, not " + tone);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 15, 16_385})
  void resolution_outsideItsRange_isRefused(int pixels) {
    assertThatThrownBy(() -> Options.builder().resolution(pixels))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("resolution is 16 to 16384, not " + pixels);
  }

  @Test
  void facesOf_unknownName_listsTheNames() {
    assertThatThrownBy(() -> Options.Faces.of("some"))
        .hasMessage("'some' is not one of auto, off, required");
  }

  @Test
  void home_followsTheEnvironmentAndThePlatform() {
    Path user = Path.of("/home/ann");
    assertThat(KatongHome.of(Map.of("KATONG_HOME", "/data/k"), "Linux", user).folder())
        .isEqualTo(Path.of("/data/k"));
    assertThat(KatongHome.of(Map.of("XDG_DATA_HOME", "/xdg"), "Linux", user).folder())
        .isEqualTo(Path.of("/xdg/katong"));
    assertThat(KatongHome.of(Map.of(), "Linux", user).folder())
        .isEqualTo(user.resolve(".local/share/katong"));
    assertThat(KatongHome.of(Map.of(), "Mac OS X", user).folder())
        .isEqualTo(user.resolve("Library/Application Support/Katong"));
    assertThat(KatongHome.of(Map.of("LOCALAPPDATA", "/local"), "Windows 11", user).folder())
        .isEqualTo(Path.of("/local/Katong"));
  }
}
