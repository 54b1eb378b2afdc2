package dev.katong.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {
  @ParameterizedTest
  @CsvSource({
    "cpu, CPU, 0, cpu",
    "CUDA, CUDA, 0, cuda",
    "cuda:0, CUDA, 0, cuda",
    "cuda:3, CUDA, 3, cuda:3",
    "tensorrt:1, TENSORRT, 1, tensorrt:1",
    "coreml, COREML, 0, coreml",
    "DirectML, DIRECTML, 0, directml"
  })
  void chosen_byName_isThatDevice(String name, Device.Kind kind, int number, String label) {
    Device device = Device.chosen(name).orElseThrow();
    assertThat(device).isEqualTo(new Device(kind, number));
    assertThat(device.label()).isEqualTo(label);
    assertThat(Device.chosen(label)).contains(device);
  }

  @Test
  void chosen_auto_isLeftToTheSearch() {
    assertThat(Device.chosen("Auto")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gpu", "", "cuda:", "cuda:-1", "cuda:1000", "cpu:0", "coreml:1", "auto:0"})
  void chosen_byAnyOtherName_isRefusedWithTheNames(String name) {
    assertThatThrownBy(() -> Device.chosen(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'" + name + "' is not one of auto, cpu, cuda[:N], tensorrt[:N], coreml, directml");
  }

  @Test
  void arenas_ofAnNvidiaCard_areBothOnes() {
    assertThat(Device.CPU.arenas()).isEqualTo("cpu:0");
    assertThat(new Device(Device.Kind.CUDA, 2).arenas()).isEqualTo("cpu:0;gpu:2");
    assertThat(new Device(Device.Kind.DIRECTML, 0).arenas()).isEqualTo("cpu:0");
  }
}
