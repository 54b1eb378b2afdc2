package dev.katong.forge.prune;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.katong.KatongException.BadPhoto;
import dev.katong.image.Photo;
import dev.katong.image.PhotoSource;
import dev.katong.image.io.FileFailure;
import dev.katong.memory.NativeMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/** Some photos of a folder, as {@link Pruning#after} wants them: squares from the middle. */
public final class CalibrationPhotos implements AutoCloseable {
  /** Height and width in pixels. */
  private static final int SIDE = 256;

  private static final int MOST = 10;

  private final List<Mat> mats;

  private CalibrationPhotos(List<Mat> mats) {
    this.mats = mats;
  }

  /**
   * Reads up to ten photos of a folder, spread evenly over their names.
   *
   * @param folder with .jpg, .jpeg, .png or .webp files; folders inside are ignored
   * @throws BadPhoto if it holds none, or one cannot be decoded
   */
  public static CalibrationPhotos read(Path folder) {
    List<Path> files = files(folder);
    CalibrationPhotos photos = new CalibrationPhotos(new ArrayList<>());
    try {
      int count = Math.min(MOST, files.size());
      for (int i = 0; i < count; i++) {
        photos.mats.add(square(files.get(i * files.size() / count)));
      }
      return photos;
    } catch (RuntimeException e) {
      photos.close();
      throw e;
    }
  }

  private static List<Path> files(Path folder) {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(CalibrationPhotos::isPhoto).sorted().toList();
    } catch (IOException e) {
      throw new BadPhoto(folder + " cannot be read: " + FileFailure.reason(e), e);
    }
    if (files.isEmpty()) {
      throw new BadPhoto(folder + " holds no photo; name a folder of .jpg, .png or .webp files");
    }
    return files;
  }

  private static boolean isPhoto(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.matches(".*\\.(jpe?g|png|webp)");
  }

  private static Mat square(Path file) {
    try (PhotoSource source = PhotoSource.read(file);
        Photo photo = source.decodeAtLeast(SIDE)) {
      int side = Math.min(photo.width(), photo.height());
      Rect middle = new Rect((photo.width() - side) / 2, (photo.height() - side) / 2, side, side);
      Mat square = new Mat();
      try (middle;
          Mat part = new Mat(photo.mat(), middle);
          Size size = new Size(SIDE, SIDE)) {
        resize(part, square, size, 0, 0, INTER_AREA);
      }
      return square;
    }
  }

  /** 8-bit BGR, 256×256; owned by this, not to be closed. */
  public List<Mat> mats() {
    return List.copyOf(mats);
  }

  @Override
  public void close() {
    NativeMemory.release(mats);
  }
}
