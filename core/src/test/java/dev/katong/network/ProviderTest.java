package dev.katong.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProviderTest {
  private static final Path CACHE = Path.of("compiled");

  @Test
  void of_theProcessor_isNone() {
    assertThat(Provider.of(ExecutionTarget.onProcessor(4), "")).isEmpty();
  }

  @Test
  void of_cuda_boundsTheArenaAndWhatConvolutionsTake() {
    assertThat(Provider.of(place(Device.Kind.CUDA, 1, Precision.FP16), ""))
        .containsExactly(
            new Provider(
                OrtProvider.CUDA,
                Map.of(
                    "device_id", "1",
                    "arena_extend_strategy", "kSameAsRequested",
                    "gpu_mem_limit", "1500000000",
                    "cudnn_conv_algo_search", "HEURISTIC",
                    "cudnn_conv_use_max_workspace", "0")));
  }

  @Test
  void of_cudaWithMoreOptions_takesThemToo() {
    Provider cuda =
        Provider.of(place(Device.Kind.CUDA, 0, Precision.FP32), "prefer_nhwc=1, device_id=2")
            .get(0);
    assertThat(cuda.options()).containsEntry("prefer_nhwc", "1").containsEntry("device_id", "2");
    assertThatThrownBy(() -> Provider.of(place(Device.Kind.CUDA, 0, Precision.FP32), "prefer_nhwc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'prefer_nhwc' in katong.cuda.options is not of the form name=value");
  }

  @Test
  void of_tensorRt_keepsWhatItCompilesAndHasCudaBehindIt() {
    List<Provider> half = Provider.of(place(Device.Kind.TENSORRT, 0, Precision.FP16), "");
    assertThat(half)
        .extracting(Provider::name)
        .containsExactly(OrtProvider.TENSOR_RT, OrtProvider.CUDA);
    assertThat(half.get(0).options())
        .containsEntry("trt_fp16_enable", "1")
        .containsEntry("trt_max_workspace_size", "1500000000")
        .containsEntry("trt_engine_cache_enable", "1")
        .containsEntry("trt_engine_cache_path", "compiled")
        .containsEntry("trt_timing_cache_path", "compiled");
    Provider full = Provider.of(place(Device.Kind.TENSORRT, 0, Precision.FP32), "").get(0);
    assertThat(full.options()).containsEntry("trt_fp16_enable", "0");
  }

  @Test
  void of_coreMlAndDirectMl_areOneEach() {
    assertThat(Provider.of(place(Device.Kind.COREML, 0, Precision.FP16), "").get(0).options())
        .containsEntry("ModelFormat", "MLProgram")
        .containsEntry("ModelCacheDirectory", "compiled");
    assertThat(Provider.of(place(Device.Kind.DIRECTML, 0, Precision.FP16), ""))
        .extracting(Provider::name)
        .containsExactly(OrtProvider.DIRECT_ML);
  }

  private static ExecutionTarget place(Device.Kind kind, int number, Precision precision) {
    return new ExecutionTarget(new Device(kind, number), 4, 1_500_000_000, precision, CACHE);
  }
}
