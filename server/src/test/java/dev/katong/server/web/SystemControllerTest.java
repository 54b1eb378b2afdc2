package dev.katong.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.memory.Card;
import dev.katong.memory.DeviceMemory;
import dev.katong.network.Device;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SystemControllerTest {
  @Test
  void device_thatIsACard_hasItsMemory() {
    Card card =
        new Card(1, "GPU-1", "NVIDIA L4", "550.54", Optional.of(new DeviceMemory(8_000, 3_000)));
    assertThat(
            SystemController.device(
                new Device(Device.Kind.CUDA, 1), Optional.empty(), Optional.of(card)))
        .containsEntry("name", "cuda:1")
        .containsEntry("card", "NVIDIA L4")
        .containsEntry("driver", "550.54")
        .containsEntry("memory", Map.of("used", 5_000L, "total", 8_000L))
        .doesNotContainKey("note");
  }

  @Test
  void device_thatIsTheProcessorForWantOfACard_saysWhy() {
    assertThat(SystemController.device(Device.CPU, Optional.of("why"), Optional.empty()))
        .containsOnlyKeys("name", "threads", "note")
        .containsEntry("name", "cpu")
        .containsEntry("note", "why");
  }
}
