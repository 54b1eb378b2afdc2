package dev.katong.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtProvider;
import dev.katong.KatongException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DeviceSearchTest {
  private static final Device CUDA = new Device(Device.Kind.CUDA, 0);
  private static final Set<OrtProvider> CARDS =
      EnumSet.of(OrtProvider.CPU, OrtProvider.CUDA, OrtProvider.TENSOR_RT, OrtProvider.DIRECT_ML);

  private final List<Device> tried = new ArrayList<>();

  @Test
  void best_withACardThatWorks_isIt() {
    assertThat(search(CARDS, device -> {}).best().device()).isEqualTo(CUDA);
    assertThat(tried).containsExactly(CUDA);
  }

  @Test
  void best_whereTheFirstFails_isTheNext() {
    DeviceSearch search = search(CARDS, failing(Device.Kind.CUDA));
    assertThat(search.best().device().kind()).isEqualTo(Device.Kind.DIRECTML);
    assertThat(search.best().note()).isEmpty();
  }

  @Test
  void best_whereNoneWorks_isTheProcessorWithOneNote() {
    DeviceSearch.Found found =
        search(EnumSet.of(OrtProvider.CPU, OrtProvider.CUDA), failing(Device.Kind.CUDA)).best();
    assertThat(found.device()).isEqualTo(Device.CPU);
    assertThat(found.note())
        .contains(
            "CUDA was not used: no card of NVIDIA is to be seen; see whether nvidia-smi shows one"
                + " and CUDA_VISIBLE_DEVICES does not hide it");
  }

  @Test
  void best_withTheProcessorsOwnEngine_triesNothing() {
    DeviceSearch.Found found =
        search(EnumSet.of(OrtProvider.CPU, OrtProvider.CORE_ML), failing(Device.Kind.COREML))
            .best();
    assertThat(found.device()).isEqualTo(Device.CPU);
    assertThat(found.note()).isEmpty();
    assertThat(tried).isEmpty();
  }

  @Test
  void named_thatIsNotOffered_isAnErrorThatSaysHowToGetIt() {
    DeviceSearch search = search(EnumSet.of(OrtProvider.CPU), device -> {});
    assertThatThrownBy(() -> search.named(new Device(Device.Kind.CUDA, 1)))
        .isInstanceOf(KatongException.Engine.class)
        .hasMessageContaining(
            "the device cuda:1 cannot be used: this jar's ONNX Runtime has no CUDA")
        .hasMessageContaining("-Pgpu")
        .hasMessageContaining("KATONG_ONNXRUNTIME");
    assertThat(search.named(Device.CPU).device()).isEqualTo(Device.CPU);
  }

  @Test
  void named_thatFails_isAnErrorAndNotTheProcessor() {
    assertThatThrownBy(() -> search(CARDS, failing(Device.Kind.CUDA)).named(CUDA))
        .isInstanceOf(KatongException.Engine.class)
        .hasMessageStartingWith(
            "the device cuda cannot be used: no card of NVIDIA is to be seen; ");
  }

  @Test
  void trial_onTheProcessor_isPassed() {
    DeviceTrial.run(Device.CPU);
  }

  @Test
  void trial_ofADeviceThatThisEngineLacks_fails() {
    assertThatThrownBy(() -> DeviceTrial.run(CUDA)).isInstanceOf(KatongException.Engine.class);
  }

  @Test
  void installed_folderWithoutTheLibrary_isNamedInTheError() {
    assertThatThrownBy(() -> Engine.installed("no/such/folder"))
        .isInstanceOf(KatongException.Engine.class)
        .hasMessageContaining("in 'no/such/folder', which KATONG_ONNXRUNTIME names");
    assertThatThrownBy(() -> Engine.installed("\0")).isInstanceOf(KatongException.Engine.class);
  }

  private DeviceSearch search(Set<OrtProvider> offered, Consumer<Device> trial) {
    return new DeviceSearch(
        () -> offered,
        device -> {
          tried.add(device);
          trial.accept(device);
        });
  }

  private static Consumer<Device> failing(Device.Kind kind) {
    return device -> {
      if (device.kind() == kind) {
        throw new KatongException.Engine("CUDA failure 100: no CUDA-capable device; GPU=0", null);
      }
    };
  }
}
