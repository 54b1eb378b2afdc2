package dev.katong.network;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An execution provider of ONNX Runtime with its options, as they are named there. The options keep
 * to the memory that they are given: an arena grows by what is asked for, convolutions are chosen
 * by a rule instead of by trying all, and their workspaces are not the largest.
 *
 * <p>CUDA graphs are not switched on: they need inputs and outputs at addresses of the device that
 * stay, which takes IO binding, and the Java API has none.
 *
 * @param options by name; never changed
 */
record Provider(OrtProvider name, Map<String, String> options) {
  /** More options for CUDA, such as {@code prefer_nhwc=1,use_tf32=0}: for trying things out. */
  static final String MORE_CUDA_OPTIONS = "katong.cuda.options";

  Provider {
    options = Map.copyOf(options);
  }

  /** The provider that reaches devices of a kind. */
  static OrtProvider of(Device.Kind kind) {
    return switch (kind) {
      case CPU -> OrtProvider.CPU;
      case CUDA -> OrtProvider.CUDA;
      case TENSORRT -> OrtProvider.TENSOR_RT;
      case COREML -> OrtProvider.CORE_ML;
      case DIRECTML -> OrtProvider.DIRECT_ML;
    };
  }

  /**
   * The providers of a session, the first choice first; the processor comes after them by itself.
   *
   * @param moreCuda as in {@link #MORE_CUDA_OPTIONS}; they win
   * @throws IllegalArgumentException if {@code moreCuda} is not of that form
   */
  static List<Provider> of(ExecutionTarget target, String moreCuda) {
    return switch (target.device().kind()) {
      case CPU -> List.of();
      case CUDA -> List.of(cuda(target, moreCuda));
      // What TensorRT cannot compile, CUDA runs.
      case TENSORRT -> List.of(tensorRt(target), cuda(target, moreCuda));
      case COREML -> List.of(coreMl(target));
      case DIRECTML -> List.of(new Provider(OrtProvider.DIRECT_ML, Map.of()));
    };
  }

  private static Provider cuda(ExecutionTarget target, String more) {
    Map<String, String> options = new TreeMap<>();
    options.put("device_id", "" + target.device().number());
    options.put("arena_extend_strategy", "kSameAsRequested");
    options.put("gpu_mem_limit", "" + target.memory());
    options.put("cudnn_conv_algo_search", "HEURISTIC");
    options.put("cudnn_conv_use_max_workspace", "0");
    options.putAll(parsed(more));
    return new Provider(OrtProvider.CUDA, options);
  }

  private static Provider tensorRt(ExecutionTarget target) {
    Map<String, String> options = new TreeMap<>();
    options.put("device_id", "" + target.device().number());
    options.put("trt_max_workspace_size", "" + target.memory());
    options.put("trt_fp16_enable", flag(target.precision() == Precision.FP16));
    Path cache = target.cache();
    if (cache != null) {
      options.put("trt_engine_cache_enable", "1");
      options.put("trt_engine_cache_path", cache.toString());
      options.put("trt_timing_cache_enable", "1");
      options.put("trt_timing_cache_path", cache.toString());
    }
    return new Provider(OrtProvider.TENSOR_RT, options);
  }

  private static Provider coreMl(ExecutionTarget target) {
    Map<String, String> options = new TreeMap<>();
    options.put("ModelFormat", "MLProgram");
    options.put("MLComputeUnits", "ALL");
    Path cache = target.cache();
    if (cache != null) {
      options.put("ModelCacheDirectory", cache.toString());
    }
    return new Provider(OrtProvider.CORE_ML, options);
  }

  private static String flag(boolean on) {
    return on ? "1" : "0";
  }

  private static Map<String, String> parsed(String more) {
    Map<String, String> options = new TreeMap<>();
    for (String option : more.split(",", -1)) {
      String[] parts = option.strip().split("=", 2);
      if (parts.length == 2 && !parts[0].isEmpty()) {
        options.put(parts[0], parts[1]);
      } else if (!option.isBlank()) {
        throw new IllegalArgumentException(
            "'%s' in %s is not of the form name=value".formatted(option, MORE_CUDA_OPTIONS));
      }
    }
    return options;
  }

  /** Has a session use this provider, and nothing else of a session's settings changed. */
  void addTo(SessionOptions session) throws OrtException {
    switch (name) {
      case CUDA -> {
        Engine.keepProvider("onnxruntime_providers_cuda");
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions()) {
          for (Map.Entry<String, String> option : options.entrySet()) {
            cuda.add(option.getKey(), option.getValue());
          }
          session.addCUDA(cuda);
        }
      }
      case TENSOR_RT -> {
        Engine.keepProvider("onnxruntime_providers_tensorrt");
        try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions()) {
          for (Map.Entry<String, String> option : options.entrySet()) {
            tensorRt.add(option.getKey(), option.getValue());
          }
          session.addTensorrt(tensorRt);
        }
      }
      case CORE_ML -> session.addCoreML(options);
      case DIRECT_ML -> session.addDirectML(0);
      default -> throw new IllegalStateException("there is no way to use " + name);
    }
  }
}
