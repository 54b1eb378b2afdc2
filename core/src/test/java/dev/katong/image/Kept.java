package dev.katong.image;

import java.nio.file.Path;

/** Pictures of tests to be looked at, in the folder of {@code -Dkatong.keep}, if it is given. */
final class Kept {
  private Kept() {}

  static void write(String name, Photo photo) {
    String folder = System.getProperty("katong.keep", "");
    if (!folder.isEmpty()) {
      PictureEncoder.write(photo.mat(), Path.of(folder, name + ".png"), PictureFormat.PNG, 100);
    }
  }
}
