package dev.katong.runtime;

import dev.katong.memory.NativeMemory;
import dev.katong.network.Engine;
import java.util.concurrent.CompletableFuture;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_imgcodecs;

/** The native libraries, loaded while a program that has just started does other things. */
public final class NativeLibraries {
  private static CompletableFuture<Void> pictures = CompletableFuture.completedFuture(null);

  private NativeLibraries() {}

  public static synchronized void load() {
    NativeMemory.prepare();
    pictures = CompletableFuture.runAsync(() -> Loader.load(opencv_imgcodecs.class));
    // Not waited for: a failure shows where the engine is used.
    CompletableFuture<Void> unused = CompletableFuture.runAsync(Engine::environment);
  }

  /**
   * Waits for OpenCV, if it is being loaded. Another thread that used JavaCPP meanwhile could wait
   * for the loading one, and that one for it. A failure shows where the library is used.
   */
  static synchronized void await() {
    pictures.exceptionally(failure -> null).join();
  }
}
