package dev.katong.network;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.katong.KatongException;
import dev.katong.memory.NativeMemory;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime in this process: one environment and the session settings that all networks share.
 * Every class that opens a session uses it.
 */
public final class Engine {
  /** Names a folder with ONNX Runtime's library; ONNX Runtime reads it too. */
  private static final String NATIVE_PATH = "onnxruntime.native.path";

  /** The same for the environment, where the property is not set. */
  static final String LIBRARY_VARIABLE = "KATONG_ONNXRUNTIME";

  /** True if the library in use is the jar's own, unpacked. */
  private static volatile boolean unpacked;

  private static final long START_STACK_BYTES = 64L << 20;

  static {
    NativeMemory.prepare();
  }

  private Engine() {}

  /** The version of ONNX Runtime. */
  public static String version() {
    return environment().getVersion();
  }

  /**
   * The process's environment; it lives as long as the process and is never closed.
   *
   * @throws KatongException.Engine if ONNX Runtime could not be started, at every call
   */
  public static OrtEnvironment environment() {
    try {
      return Holder.START.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KatongException.Engine known) {
        throw new KatongException.Engine(String.valueOf(known.getMessage()), known);
      }
      throw new KatongException.Engine(
          ("ONNX Runtime cannot be started on %s %s (%s); Katong runs on Linux (x86-64, arm64), macOS"
                  + " (arm64) and Windows (x86-64), with a jar that was built for it")
              .formatted(
                  System.getProperty("os.name"), System.getProperty("os.arch"), e.getCause()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KatongException.Engine("the start of ONNX Runtime was interrupted", e);
    }
  }

  /**
   * Settings for one session. The caller closes them once the session is made.
   *
   * @param threads the most threads of one run, at least 1
   */
  public static SessionOptions sessionOptions(int threads) throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setIntraOpNumThreads(threads);
    // Waiting threads that spin slow the sessions that run in turn with this one.
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    // A planned pattern is one more block as large as all tensors, in addition to those that the
    // first run left in the arena: twice the memory, and no time won.
    options.setMemoryPatternOptimization(false);
    // Exceptions report failures; the engine need not log them as well.
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    return options;
  }

  /**
   * Settings for one session at a place. The caller closes them once the session is made.
   *
   * @throws OrtException if the place's device cannot be used
   */
  static SessionOptions sessionOptions(ExecutionTarget target) throws OrtException {
    SessionOptions options = sessionOptions(target.threads());
    try {
      for (Provider provider :
          Provider.of(target, System.getProperty(Provider.MORE_CUDA_OPTIONS, ""))) {
        provider.addTo(options);
      }
      if (target.device().kind().nvidia()) {
        // Weights in the arena would keep it from being given back after a run.
        options.addConfigEntry("session.use_device_allocator_for_initializers", "1");
      }
      return options;
    } catch (OrtException | RuntimeException e) {
      options.close();
      throw e;
    }
  }

  /** The processors that this process may use. */
  public static int defaultThreads() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static final class Holder {
    static final FutureTask<OrtEnvironment> START = start();
  }

  /**
   * Starts ONNX Runtime in a thread with a large stack, and without telemetry. From 1.29 on it
   * matches the process's command line against a recursive regular expression for its telemetry as
   * it starts; on a Java thread's usual stack a long class path ends the process with a
   * segmentation fault.
   */
  private static FutureTask<OrtEnvironment> start() {
    FutureTask<OrtEnvironment> start =
        new FutureTask<>(
            () -> {
              chooseLibrary(System.getenv(LIBRARY_VARIABLE));
              OrtEnvironment environment =
                  OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "katong");
              environment.setTelemetry(false);
              return environment;
            });
    Thread thread = new Thread(null, start, "katong-engine-start", START_STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    return start;
  }

  /**
   * Decides which library is loaded: the one in the folder of the environment variable, else the
   * jar's.
   *
   * @param folder from the environment
   */
  private static void chooseLibrary(@Nullable String folder) {
    if (System.getProperty(NATIVE_PATH) != null) {
      return;
    }
    if (folder == null || folder.isBlank()) {
      keepNativeLibraries();
      return;
    }
    System.setProperty(NATIVE_PATH, installed(folder).toString());
  }

  /**
   * The folder of an installed ONNX Runtime.
   *
   * @throws KatongException.Engine if its library is not there
   */
  static Path installed(String folder) {
    String library = System.mapLibraryName("onnxruntime");
    try {
      Path path = Path.of(folder).toAbsolutePath();
      if (Files.isRegularFile(path.resolve(library))) {
        return path;
      }
    } catch (InvalidPathException e) {
      // Answered as folders are in which there is no library.
    }
    throw new KatongException.Engine(
        "there is no %s in '%s', which %s names; name the folder of an ONNX Runtime, or none"
            .formatted(library, folder, LIBRARY_VARIABLE),
        null);
  }

  /**
   * Unpacks the native libraries into JavaCPP's cache, where OpenCV's lie too. ONNX Runtime by
   * itself writes its 28 MB to the temporary folder at every start.
   */
  private static void keepNativeLibraries() {
    try {
      String kept = null;
      for (String name : List.of("onnxruntime", "onnxruntime4j_jni")) {
        URL library = inJar(name);
        if (library == null) {
          return;
        }
        kept = Loader.cacheResource(library).getParent();
      }
      if (kept != null) {
        unpacked = true;
        keepProvider("onnxruntime_providers_shared");
        System.setProperty(NATIVE_PATH, kept);
      }
    } catch (IOException e) {
      // Without a writable cache, ONNX Runtime's own way still works: the property stays unset.
    }
  }

  /**
   * Unpacks a provider's library next to the engine's own, where the engine looks for it, if the
   * jar has it. CUDA's has 580 MB and is unpacked only when it is asked for.
   */
  static void keepProvider(String name) {
    URL library = unpacked ? inJar(name) : null;
    if (library != null) {
      try {
        Loader.cacheResource(library);
      } catch (IOException e) {
        // If the disk is full, the engine reports that it does not find the library.
      }
    }
  }

  /** A native library in ONNX Runtime's jar; null if it is not there. */
  private static @Nullable URL inJar(String name) {
    return OrtEnvironment.class.getResource(
        "/ai/onnxruntime/native/" + platform() + "/" + System.mapLibraryName(name));
  }

  /** The platform as ONNX Runtime's jar names it. */
  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux";
    String processor = arch.equals("amd64") || arch.equals("x86_64") ? "x64" : arch;
    return system + "-" + processor;
  }
}
