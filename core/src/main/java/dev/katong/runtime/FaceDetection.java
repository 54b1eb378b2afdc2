package dev.katong.runtime;

import dev.katong.face.FaceDetector;
import dev.katong.face.FaceDetectors;
import dev.katong.memory.NativeMemory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The face detector, loaded at its first use. */
final class FaceDetection implements AutoCloseable {
  private final Path model;
  private @Nullable FaceDetector detector;

  /**
   * Creates a face detection.
   *
   * @param model the file of the YuNet network; OpenCV's cascades are used where it is missing
   */
  FaceDetection(Path model) {
    this.model = model;
  }

  /** True if this platform has a detector. */
  boolean available() {
    return FaceDetectors.available(model);
  }

  synchronized FaceDetector detector() {
    if (detector == null) {
      detector = FaceDetectors.open(model);
    }
    return detector;
  }

  @Override
  public synchronized void close() {
    FaceDetector owned = detector;
    detector = null;
    NativeMemory.release(owned);
  }
}
