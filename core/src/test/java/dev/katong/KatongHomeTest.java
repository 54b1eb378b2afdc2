package dev.katong;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.katong.KatongException.BadOutput;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KatongHomeTest {
  @Test
  void of_whatCannotBeAPath_namesItAndTheWayOut() {
    assertThatExceptionOfType(BadOutput.class)
        .isThrownBy(() -> KatongHome.of(Map.of("KATONG_HOME", "a\0b"), "Linux", "/home/ann"))
        .withMessageContainingAll("'a\0b'", "KATONG_HOME");
    assertThatExceptionOfType(BadOutput.class)
        .isThrownBy(() -> KatongHome.of(Map.of(), "Linux", "/home/\0"))
        .withMessageContaining("'/home/\0'");
  }
}
