package dev.katong.face;

import java.nio.file.Files;
import java.nio.file.Path;

/** Chooses the face detector. */
public final class FaceDetectors {
  private FaceDetectors() {}

  /**
   * Whether {@link #open} finds a detector on this platform.
   *
   * @param yuNet where an imported network would lie
   */
  public static boolean available(Path yuNet) {
    return Files.isRegularFile(yuNet) || HaarDetector.available();
  }

  /**
   * YuNet where its network has been imported, else the cascades that come with OpenCV.
   *
   * @param yuNet where an imported network would lie
   * @return the caller closes it
   */
  public static FaceDetector open(Path yuNet) {
    return Files.isRegularFile(yuNet) ? YuNetDetector.open(yuNet) : HaarDetector.open();
  }
}
