package dev.katong.image;

import dev.katong.KatongException.BadPhoto;
import dev.katong.image.io.FileFailure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Photos among the files of a folder, told by their names. */
public final class PhotoFolder {
  private static final Set<String> ENDINGS =
      Set.of(
          "jpg", "jpeg", "jpe", "jfif", "mpo", "png", "apng", "webp", "gif", "bmp", "dib", "tif",
          "tiff");

  /**
   * Photos that cannot be decoded, or not without a part that may be missing: to be told of, rather
   * than to be passed over in silence.
   */
  private static final Set<String> FOREIGN = Set.of("heic", "heif", "hif", "avif", "jxl");

  /**
   * Names of files that systems leave among photos, in small letters: thumbnails, settings, forks.
   */
  private static final Set<String> OF_SYSTEMS =
      Set.of(
          "thumbs.db",
          "ehthumbs.db",
          "desktop.ini",
          "__macosx",
          "@eadir",
          "#recycle",
          "$recycle.bin",
          "system volume information",
          "lost+found");

  /** The formats that can be decoded, for messages. */
  public static final String KINDS = "JPEG, PNG, WebP, GIF, BMP or TIFF";

  private PhotoFolder() {}

  /**
   * The photos that lie directly in a folder, sorted. Hidden files are none, such as the {@code
   * ._photo.jpg} that other systems leave with a photo.
   *
   * @throws BadPhoto if the folder cannot be read
   */
  public static List<Path> photosIn(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(Files::isRegularFile)
          .filter(file -> isPhotoName(file) && !isOfSystem(file))
          .sorted()
          .toList();
    } catch (AccessDeniedException e) {
      throw new BadPhoto("the folder " + folder + " cannot be read: permission denied", e);
    } catch (IOException e) {
      throw new BadPhoto("the folder " + folder + " cannot be read: " + FileFailure.reason(e), e);
    }
  }

  /** True if the file's name ends as a photo's does. */
  public static boolean isPhotoName(Path file) {
    String name = String.valueOf(file.getFileName());
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return ENDINGS.contains(ending) || FOREIGN.contains(ending);
  }

  /** True if a file or folder is hidden, or one that a system leaves among photos. */
  public static boolean isOfSystem(Path file) {
    return isOfSystem(String.valueOf(file.getFileName()));
  }

  /** As {@link #isOfSystem(Path)}, by the last part of the name. */
  public static boolean isOfSystem(String name) {
    return name.startsWith(".") || OF_SYSTEMS.contains(name.toLowerCase(Locale.ROOT));
  }
}
