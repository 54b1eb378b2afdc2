package dev.katong.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.KatongException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceFailureTest {
  private static final Device CUDA = new Device(Device.Kind.CUDA, 0);

  /** The words of ONNX Runtime 1.29 where a library of CUDA is missing. */
  private static final String LOADING =
      "Error code - ORT_FAIL - message: /src/provider_bridge_ort.cc:1988 onnxruntime::Provider&"
          + " onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load"
          + " library /tmp/x/libonnxruntime_providers_cuda.so with error: %s: cannot open shared"
          + " object file: No such file or directory\n";

  @ParameterizedTest
  @CsvSource({
    "libcudnn.so.9, cuDNN 9 (libcudnn.so.9) is missing",
    "libcudnn_adv.so.9, cuDNN 9 (libcudnn_adv.so.9) is missing",
    "libcublasLt.so.12, CUDA 12 (libcublasLt.so.12) is missing",
    "libcudart.so.13, CUDA 13 (libcudart.so.13) is missing",
    "libcufft.so.11, a library of CUDA (libcufft.so.11) is missing",
    "libnvinfer.so.10, TensorRT 10 (libnvinfer.so.10) is missing",
    "libgomp.so.1, libgomp.so.1 is missing"
  })
  void note_ofAMissingLibrary_namesItAndItsVersion(String library, String reason) {
    assertThat(failure(LOADING.formatted(library)).note(CUDA))
        .isEqualTo("CUDA was not used: " + reason + "; install it");
  }

  @Test
  void note_ofCudnnThatIsMissedOnlyWhenItIsUsed_namesIt() {
    assertThat(
            failure("Conv: cuDNN is not available. Install cuDNN, update the search path").reason())
        .isEqualTo("cuDNN 9 (libcudnn.so.9) is missing");
    assertThat(failure("cuDNN is unavailable for CUDA Execution Provider: x").reason())
        .isEqualTo("cuDNN 9 (libcudnn.so.9) is missing");
  }

  @Test
  void note_ofAMissingDriver_saysSo() {
    assertThat(failure(LOADING.formatted("libcuda.so.1")).note(CUDA))
        .isEqualTo(
            "CUDA was not used: NVIDIA's driver (libcuda.so.1) is missing; install it, or start the"
                + " container with it");
  }

  @Test
  void reason_ofAMissingProvider_saysWhereItBelongs() {
    assertThat(failure(LOADING.formatted("/tmp/x/libonnxruntime_providers_cuda.so")).reason())
        .isEqualTo("libonnxruntime_providers_cuda.so is missing next to ONNX Runtime's library");
  }

  @ParameterizedTest
  @CsvSource({
    "100, no CUDA-capable device is detected, no card of NVIDIA is to be seen",
    "35, driver version is insufficient, NVIDIA's driver is missing or too old for this CUDA",
    "101, invalid device ordinal, there is no card number 0",
    "209, no kernel image, ONNX Runtime was not built for this card (no kernel image)",
    "719, unspecified launch failure, CUDA says: unspecified launch failure"
  })
  void reason_ofAFailureOfCuda_isSaidInWords(int code, String words, String reason) {
    String message = "CUDA failure %d: %s ; GPU=0 ; hostname=h ; expr=cudaSetDevice(0);";
    assertThat(failure(message.formatted(code, words)).reason()).isEqualTo(reason);
  }

  @Test
  void reason_ofMemoryThatRanOut_saysSo() {
    assertThat(failure("Available memory of 0 is smaller than requested bytes of 1024").reason())
        .isEqualTo("its memory is full");
  }

  @Test
  void reason_ofAnythingElse_isTheEnginesOwn() {
    assertThat(failure("Error code - ORT_FAIL - message: never\n  seen before").reason())
        .isEqualTo("Error code - ORT_FAIL - message: never seen before");
  }

  /** As a network that cannot be loaded fails. */
  private static DeviceFailure failure(String message) {
    return DeviceFailure.of(
        CUDA,
        new KatongException.Engine(
            "the trial cannot be loaded", new IllegalStateException(message)));
  }
}
