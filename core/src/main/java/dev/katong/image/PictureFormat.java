package dev.katong.image;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** A file format that Katong writes. */
public enum PictureFormat {
  PNG("png", false),
  JPEG("jpg", true),
  WEBP("webp", true);

  private final String extension;
  private final boolean lossy;

  PictureFormat(String extension, boolean lossy) {
    this.extension = extension;
    this.lossy = lossy;
  }

  /** The usual ending of a file name, without the dot. */
  public String extension() {
    return extension;
  }

  /** True if a quality setting has a meaning for it. */
  public boolean lossy() {
    return lossy;
  }

  /**
   * The format called {@code name}: {@code png}, {@code jpg}, {@code jpeg} or {@code webp}, in
   * either case.
   *
   * @throws IllegalArgumentException if there is none; the message lists the names
   */
  public static PictureFormat of(String name) {
    return named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + name + "' is not a format for results; use png, jpg or webp"));
  }

  /** The format that the ending of a file's name asks for; empty without a known ending. */
  public static Optional<PictureFormat> ofFile(Path file) {
    String name = String.valueOf(file.getFileName());
    return named(name.substring(name.lastIndexOf('.') + 1));
  }

  private static Optional<PictureFormat> named(String name) {
    return Optional.ofNullable(
        switch (name.toLowerCase(Locale.ROOT)) {
          case "png" -> PNG;
          case "jpg", "jpeg", "jpe", "jfif" -> JPEG;
          case "webp" -> WEBP;
          default -> null;
        });
  }
}
