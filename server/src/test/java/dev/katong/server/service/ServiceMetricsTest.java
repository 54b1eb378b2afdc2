package dev.katong.server.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.memory.Card;
import dev.katong.memory.DeviceMemory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void watchCard_withMemory_tellsOfIt() {
    DeviceMemory memory = new DeviceMemory(8_000, 3_000);
    Card card = new Card(0, "GPU-1", "NVIDIA L4", "550", Optional.of(memory));
    new ServiceMetrics(registry).watchCard(() -> Optional.of(card));
    assertThat(registry.get("katong.device.memory.used").gauge().value()).isEqualTo(5_000);
    assertThat(registry.get("katong.device.memory.total").gauge().value()).isEqualTo(8_000);
  }

  @Test
  void watchCard_withoutOne_tellsNothing() {
    new ServiceMetrics(registry).watchCard(Optional::empty);
    assertThat(registry.getMeters()).isEmpty();
  }
}
