package dev.katong.server.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class EngineHealthTest {
  private final EngineHealth engine = new EngineHealth();

  @Test
  void ask_afterFailuresOfTheEngine_isNotAnsweredUntilAPictureIsDrawn() {
    fail(EngineHealth.MOST_FAILURES - 1);
    assertThat(answers()).isTrue();
    fail(1);
    assertThatThrownBy(this::answers).isInstanceOf(IllegalStateException.class);
    engine.succeeded();
    assertThat(answers()).isTrue();
  }

  @Test
  void ask_afterBadPhotos_isAnswered() {
    for (int i = 0; i < 2 * EngineHealth.MOST_FAILURES; i++) {
      engine.failed(new KatongException.BadPhoto("the photo is damaged"));
    }
    assertThat(answers()).isTrue();
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      engine.failed(new KatongException.Engine("the network failed", null));
    }
  }

  private boolean answers() {
    AtomicBoolean answered = new AtomicBoolean();
    engine.ask(() -> answered.set(true));
    return answered.get();
  }
}
