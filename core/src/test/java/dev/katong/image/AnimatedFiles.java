package dev.katong.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencodemulti;

import dev.katong.memory.NativeMemory;
import java.awt.image.BufferedImage;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/** Animations, encoded by OpenCV. */
final class AnimatedFiles {
  private AnimatedFiles() {}

  static byte[] webp(List<BufferedImage> frames) {
    return encode(".webp", frames);
  }

  static byte[] png(List<BufferedImage> frames) {
    return encode(".png", frames);
  }

  private static byte[] encode(String ending, List<BufferedImage> frames) {
    List<Photo> photos = frames.stream().map(Photo::of).toList();
    try (MatVector mats = new MatVector(photos.stream().map(Photo::mat).toArray(Mat[]::new));
        BytePointer name = new BytePointer(ending);
        BytePointer encoded = new BytePointer();
        IntPointer settings = new IntPointer()) {
      assertThat(imencodemulti(name, mats, encoded, settings)).isTrue();
      byte[] file = new byte[(int) encoded.limit()];
      encoded.get(file);
      return file;
    } finally {
      NativeMemory.release(photos);
    }
  }
}
