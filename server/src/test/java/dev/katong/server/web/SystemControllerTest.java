package dev.katong.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.memory.Card;
import dev.katong.memory.DeviceMemory;
import dev.katong.network.Device;
import dev.katong.network.Engine;
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
        .isEqualTo(
            new SystemController.DeviceState(
                "cuda:1",
                Engine.defaultThreads(),
                null,
                "NVIDIA L4",
                "550.54",
                new SystemController.CardMemory(5_000, 8_000)));
  }

  @Test
  void device_thatIsTheProcessorForWantOfACard_saysWhy() {
    assertThat(SystemController.device(Device.CPU, Optional.of("why"), Optional.empty()))
        .isEqualTo(
            new SystemController.DeviceState(
                "cpu", Engine.defaultThreads(), "why", null, null, null));
  }
}
