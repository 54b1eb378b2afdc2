package dev.katong.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.PictureAssert;
import dev.katong.image.Photo;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Small drawn photos in files, and what is expected of results. */
final class Pictures {
  static final int WIDTH = 150;
  static final int HEIGHT = 200;

  private Pictures() {}

  /** Writes a portrait; the name's ending tells the format. */
  static Path portrait(Path file) throws IOException {
    return write(DrawnPortrait.draw(WIDTH, HEIGHT), file);
  }

  /** Writes a picture without a face; the name's ending tells the format. */
  static Path landscape(Path file) throws IOException {
    return write(DrawnPortrait.drawLandscape(WIDTH, HEIGHT), file);
  }

  private static Path write(BufferedImage picture, Path file) throws IOException {
    String name = file.toString();
    Files.createDirectories(file.toAbsolutePath().getParent());
    assertThat(ImageIO.write(picture, name.substring(name.lastIndexOf('.') + 1), file.toFile()))
        .isTrue();
    return file;
  }

  /** The file is a picture of that size. */
  static void assertPicture(Path file, int width, int height) {
    try (Photo picture = Photo.decode(file)) {
      PictureAssert.assertThat(picture.mat()).hasSize(width, height);
    }
  }

  /** The result has the photo's size and shows something else. */
  static void assertCartoonOf(Path photo, Path result) {
    try (Photo before = Photo.decode(photo);
        Photo after = Photo.decode(result)) {
      PictureAssert.assertThat(after.mat()).differsMoreThan(before.mat(), 30);
    }
  }

  /** The pictures in two files are the same, pixel by pixel. */
  static void assertSamePixels(Path photo, Path result) {
    try (Photo before = Photo.decode(photo);
        Photo after = Photo.decode(result)) {
      PictureAssert.assertThat(after.mat()).differsAtMostBy(before.mat(), 0);
    }
  }
}
