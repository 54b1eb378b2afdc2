package dev.katong.network;

import dev.katong.memory.NativeMemory;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reason why a device cannot be used, and its remedy: libraries that are missing by name and
 * the version wanted, else what CUDA says, else the engine's own words.
 *
 * @param reason such as {@code cuDNN 9 (libcudnn.so.9) is missing}
 * @param remedy such as {@code install it}
 */
record DeviceFailure(String reason, String remedy) {
  /** The message of Linux's loader; in a message the engine's own path comes before it. */
  private static final Pattern MISSING =
      Pattern.compile("([\\w.+-]+\\.so[.\\d]*): cannot open shared object file");

  /** The version behind a library's name. */
  private static final Pattern VERSIONED = Pattern.compile("lib(\\w+)\\.so\\.(\\d+).*");

  private static final Pattern CUDA_FAILURE = Pattern.compile("CUDA failure (\\d+): ([^;]*)");

  private static final Pattern NO_CUDNN = Pattern.compile("cuDNN is (not available|unavailable)");

  private static final int NO_CARD = 100;
  private static final int OLD_DRIVER = 35;
  private static final int NO_SUCH_CARD = 101;
  private static final int NO_KERNEL = 209;

  /** The engine has no such provider at all. */
  static DeviceFailure notOffered(Device device) {
    String title = device.kind().title();
    return new DeviceFailure(
        "this jar's ONNX Runtime has no " + title,
        device.kind().nvidia()
            ? "build the jar with ./mvnw -Pgpu package, or name the folder of an ONNX Runtime for"
                + " NVIDIA cards in "
                + Engine.LIBRARY_VARIABLE
                + " (docs/gpu.md)"
            : "name the folder of an ONNX Runtime that has it in "
                + Engine.LIBRARY_VARIABLE
                + " (docs/gpu.md)");
  }

  /** Explains a failed trial of a device. */
  static DeviceFailure of(Device device, Throwable failure) {
    String message = messages(failure);
    Matcher missing = MISSING.matcher(message);
    if (missing.find()) {
      return missing(missing.group(1));
    }
    if (NO_CUDNN.matcher(message).find()) {
      // The CUDA provider links everything but this, and looks for it by this name.
      return missing("libcudnn.so.9");
    }
    if (message.contains("LoadLibrary failed with error 126")) {
      return new DeviceFailure(
          "a library is missing that onnxruntime_providers_" + device.kind().label() + ".dll needs",
          "install the versions of CUDA and cuDNN that docs/gpu.md names, with their bin folders in"
              + " PATH");
    }
    Matcher cuda = CUDA_FAILURE.matcher(message);
    if (cuda.find()) {
      return cuda(device, Integer.parseInt(cuda.group(1)), cuda.group(2).strip());
    }
    if (NativeMemory.ranOut(root(failure))) {
      return new DeviceFailure("its memory is full", "end other programs that use it");
    }
    return new DeviceFailure(oneLine(root(failure)), "see docs/gpu.md");
  }

  private static DeviceFailure missing(String library) {
    Matcher versioned = VERSIONED.matcher(library);
    if (library.startsWith("libonnxruntime_providers_")) {
      return new DeviceFailure(
          library + " is missing next to ONNX Runtime's library",
          "put it there, or free disk space in the folder for unpacked libraries");
    }
    if (library.equals("libcuda.so.1")) {
      return new DeviceFailure(
          "NVIDIA's driver (libcuda.so.1) is missing",
          "install it, or start the container with it");
    }
    String product = versioned.matches() ? product(versioned.group(1), versioned.group(2)) : "";
    return new DeviceFailure(
        (product.isEmpty() ? library : product + " (" + library + ")") + " is missing",
        "install it");
  }

  /** The product to install for a library; empty if it is not known. */
  private static String product(String library, String version) {
    if (library.startsWith("cudnn")) {
      return "cuDNN " + version;
    }
    if (library.startsWith("nvinfer") || library.startsWith("nvonnxparser")) {
      return "TensorRT " + version;
    }
    if (List.of("cudart", "cublas", "cublasLt", "nvrtc").contains(library)) {
      return "CUDA " + version;
    }
    // Versions of these are not CUDA's: cuFFT 11 came with CUDA 12, cuRAND 10 with 11 to 13.
    return library.startsWith("cu") ? "a library of CUDA" : "";
  }

  private static DeviceFailure cuda(Device device, int code, String words) {
    return switch (code) {
      case NO_CARD ->
          new DeviceFailure(
              "no card of NVIDIA is to be seen",
              "see whether nvidia-smi shows one and CUDA_VISIBLE_DEVICES does not hide it");
      case OLD_DRIVER ->
          new DeviceFailure(
              "NVIDIA's driver is missing or too old for this CUDA", "install a newer driver");
      case NO_SUCH_CARD ->
          new DeviceFailure(
              "there is no card number " + device.number(), "nvidia-smi lists the cards");
      case NO_KERNEL ->
          new DeviceFailure(
              "ONNX Runtime was not built for this card (" + words + ")",
              "use a newer card or another build of ONNX Runtime");
      default -> new DeviceFailure("CUDA says: " + words, "see docs/gpu.md");
    };
  }

  /** The messages of a failure and its causes, in one line. */
  private static String messages(Throwable failure) {
    StringBuilder all = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      all.append(oneLine(cause)).append("; ");
    }
    return all.toString();
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String oneLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).replaceAll("\\s+", " ").strip();
  }

  /** The message where the device was not asked for. */
  String note(Device device) {
    return "%s was not used: %s; %s".formatted(device.kind().title(), reason, remedy);
  }

  /** The message where the device was asked for. */
  String refusal(Device device) {
    return "the device %s cannot be used: %s; %s".formatted(device.label(), reason, remedy);
  }
}
