package dev.katong.memory;

import java.net.URL;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/** Helpers for all owners of native memory: the process's settings, and closing. */
public final class NativeMemory {
  static {
    // JavaCPP stops the world to collect garbage, and then refuses to allocate, once the process
    // is larger than a multiple of the Java heap; ONNX Runtime's memory counts in. All native
    // memory here has an owner that closes it, so the check would only do harm.
    setDefault("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    setDefault("org.bytedeco.javacpp.maxBytes", "0");
  }

  /**
   * The phrases by which messages of ONNX Runtime, CUDA, OpenCV, C++ and JavaCPP report missing
   * memory.
   */
  private static final List<String> RAN_OUT =
      List.of(
          "Failed to allocate",
          "bad_alloc",
          "bad allocation",
          "Insufficient memory",
          "Cannot allocate",
          "out of memory",
          // An arena of ONNX Runtime that may not become larger.
          "is smaller than requested bytes",
          "_ALLOC_FAILED");

  private NativeMemory() {}

  /** Makes the settings; has an effect only before the first use of a native library. */
  public static void prepare() {}

  /**
   * Has OpenCV's object detection do without OpenCV's windows, which on Linux need GTK 2. JavaCPP
   * loads both together, and where there is no GTK, as on most servers and in most containers, it
   * would load neither. To be called before the classes of {@code opencv_objdetect} are used.
   */
  public static void leaveOutWindows() {
    URL harmless = Loader.class.getResource(Loader.getPlatform() + "/libjnijavacpp.so");
    if (harmless != null) {
      // What is loaded under that name already is not loaded again; nothing of it is ever called.
      Loader.loadLibrary(Loader.class, new URL[] {harmless}, "jniopencv_highgui");
    }
  }

  /**
   * True if a failure of a native library means that it got no memory. None of the libraries has an
   * exception type or a code for that.
   */
  public static boolean ranOut(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return failure instanceof OutOfMemoryError || RAN_OUT.stream().anyMatch(message::contains);
  }

  /**
   * Closes all of {@code owned}, whatever one of them throws; the first failure is thrown at the
   * end and keeps the others as suppressed ones.
   */
  public static void release(@Nullable AutoCloseable... owned) {
    release(Arrays.asList(owned));
  }

  /** Closes resources like {@link #release(AutoCloseable...)}. */
  public static void release(Collection<? extends @Nullable AutoCloseable> owned) {
    RuntimeException failure = null;
    for (AutoCloseable resource : owned) {
      try {
        if (resource != null) {
          resource.close();
        }
      } catch (Exception e) {
        RuntimeException thrown =
            e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
        if (failure == null) {
          failure = thrown;
        } else {
          failure.addSuppressed(thrown);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
