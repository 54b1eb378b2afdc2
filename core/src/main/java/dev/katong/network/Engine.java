package dev.katong.network;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.katong.KatongException;
import dev.katong.NativeMemory;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.bytedeco.javacpp.Loader;

/**
 * ONNX Runtime in this process: one environment and the session settings that all networks share.
 * Needed by whoever opens a session.
 */
public final class Engine {
  private static final String NATIVE_PATH = "onnxruntime.native.path";
  private static final long START_STACK_BYTES = 64L << 20;

  static {
    NativeMemory.prepare();
  }

  private Engine() {}

  /** What reports call the device that networks run on. */
  public static String device() {
    return "cpu";
  }

  /** The arena that a run can shrink, as the engine's run settings name it. */
  static String arena() {
    return "cpu:0";
  }

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
   * @param threads how many threads one run may use, at least 1
   */
  public static SessionOptions sessionOptions(int threads) throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setIntraOpNumThreads(threads);
    // Waiting threads that spin slow the sessions that run in turn with this one.
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    // A planned pattern is one more block as large as all tensors, beside those that the first run
    // left in the arena: twice the memory, and no time won.
    options.setMemoryPatternOptimization(false);
    // What fails is told by exceptions; the engine need not write about it as well.
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    return options;
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
    keepNativeLibraries();
    FutureTask<OrtEnvironment> start =
        new FutureTask<>(
            () -> {
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
   * Unpacks the native libraries into JavaCPP's cache, where OpenCV's lie too. ONNX Runtime by
   * itself writes its 28 MB to the temporary folder at every start.
   */
  private static void keepNativeLibraries() {
    if (System.getProperty(NATIVE_PATH) != null) {
      return;
    }
    String folder = "/ai/onnxruntime/native/" + platform() + "/";
    try {
      String kept = null;
      for (String name : List.of("onnxruntime", "onnxruntime4j_jni")) {
        URL library = OrtEnvironment.class.getResource(folder + System.mapLibraryName(name));
        if (library == null) {
          return;
        }
        kept = Loader.cacheResource(library).getParent();
      }
      if (kept != null) {
        System.setProperty(NATIVE_PATH, kept);
      }
    } catch (IOException e) {
      // Without a writable cache, ONNX Runtime's own way still works: the property stays unset.
    }
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
