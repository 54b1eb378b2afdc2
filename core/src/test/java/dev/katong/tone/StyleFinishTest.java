package dev.katong.tone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.BadModel;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class StyleFinishTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void json_holdsOnlyWhatChanges() {
    StyleFinish finish = new StyleFinish(0.6, 0, 0, 0.1, 0, 0, 0.5);
    String text = JSON.writeValueAsString(finish);
    assertThat(text).isEqualTo("{\"tone\":0.6,\"chroma\":0.1,\"shading\":0.5}");
    assertThat(JSON.readValue(text, StyleFinish.class)).isEqualTo(finish);
    assertThat(finish.text()).isEqualTo("tone 0.6, chroma 0.1, shading 0.5");
  }

  @Test
  void changesPictures_isNotSoOfToneAlone() {
    assertThat(StyleFinish.NONE.changesPictures()).isFalse();
    assertThat(StyleFinish.NONE.withTone(1).changesPictures()).isFalse();
    assertThat(new StyleFinish(0, 0, 0, 0, 0.1, 0, 0).changesPictures()).isTrue();
  }

  @Test
  void valueOutsideItsRange_isRefusedByName() {
    assertThatThrownBy(() -> new StyleFinish(0, 0.6, 0, 0, 0, 0, 0))
        .isInstanceOf(BadModel.class)
        .hasMessage("finish.blackPoint is 0.6, it must be 0.0 to 0.5");
    assertThatThrownBy(() -> new StyleFinish(0, 0, 0, 0, 0, Double.NaN, 0))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("finish.ink");
  }
}
