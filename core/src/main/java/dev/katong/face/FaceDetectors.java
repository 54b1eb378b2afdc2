package dev.katong.face;

import java.nio.file.Files;
import java.nio.file.Path;

/** Chooses the face detector. */
public final class FaceDetectors {
  private FaceDetectors() {}

  /**
   * True if {@link #open} finds a detector on this platform.
   *
   * @param yuNet the file of an imported network, which need not exist
   */
  public static boolean available(Path yuNet) {
    return Files.isRegularFile(yuNet) || HaarDetector.available();
  }

  /**
   * YuNet where its network has been imported, else the cascades that come with OpenCV.
   *
   * @param yuNet the file of an imported network, which need not exist
   * @return the caller closes it
   */
  public static FaceDetector open(Path yuNet) {
    return Files.isRegularFile(yuNet) ? YuNetDetector.open(yuNet) : HaarDetector.open();
  }
}
