package dev.katong.cli;

import dev.katong.KatongException.BadOutput;
import dev.katong.KatongException.BadPhoto;
import dev.katong.photo.PhotoFolder;
import dev.katong.photo.PictureFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which photos a call works on and where each result goes; made before the first one is read, so
 * that no two results and no photo share a file.
 *
 * @param items in the order of work
 */
record Batch(List<Item> items) {
  /** One photo and its result. */
  record Item(int number, Path input, Path output, PictureFormat format) {}

  /**
   * Makes the list.
   *
   * @param output a file for one photo, else a folder; null for beside each photo
   * @param format null for what the output's name tells, else png
   * @param label ends the names of results: {@code photo-label.png}
   * @throws BadPhoto if a folder cannot be read or holds no photo
   * @throws BadOutput if several photos are to go into one file, or a photo would be overwritten
   * @throws IllegalArgumentException if the output's name tells a format that is not written
   */
  static Batch of(
      List<Path> inputs, @Nullable Path output, @Nullable PictureFormat format, String label) {
    checkEnding(output);
    List<Path> photos = new ArrayList<>();
    for (Path input : inputs) {
      photos.addAll(Files.isDirectory(input) ? photosIn(input, label) : List.of(input));
    }
    Path file =
        output == null || Files.isDirectory(output) || PictureFormat.ofFile(output).isEmpty()
            ? null
            : output;
    if (file != null && (photos.size() > 1 || Files.isDirectory(inputs.get(0)))) {
      throw new BadOutput(file + " is one file for " + photos.size() + " photos; name a folder");
    }
    List<Item> items = new ArrayList<>();
    Set<Path> taken = new HashSet<>();
    photos.forEach(photo -> taken.add(real(photo)));
    for (Path photo : photos) {
      if (file != null) {
        items.add(oneFile(photo, file, format));
      } else {
        PictureFormat chosen = format == null ? PictureFormat.PNG : format;
        Path folder = output == null ? folderOf(photo) : output;
        Path target = free(folder, stem(photo) + "-" + label, chosen, taken);
        items.add(new Item(items.size() + 1, photo, target, chosen));
      }
    }
    return new Batch(List.copyOf(items));
  }

  private static Item oneFile(Path photo, Path output, @Nullable PictureFormat format) {
    if (real(photo).equals(real(output))) {
      throw new BadOutput("the result would overwrite the photo " + photo + "; name another file");
    }
    PictureFormat byName = PictureFormat.ofFile(output).orElseThrow();
    return new Item(1, photo, output, format == null ? byName : format);
  }

  /** The result's path; in a locale without UTF-8 a folder may hold names that cannot be built. */
  private static Path named(Path folder, String name, PictureFormat format) {
    try {
      return folder.resolve(name + "." + format.extension());
    } catch (InvalidPathException e) {
      throw new BadOutput(
          "the name '" + name + "' cannot be written here; on Linux, LC_ALL=C.UTF-8 allows it", e);
    }
  }

  /** A name that neither a photo nor an earlier result of this call has. */
  private static Path free(Path folder, String name, PictureFormat format, Set<Path> taken) {
    Path path = named(folder, name, format);
    for (int i = 2; !taken.add(real(path)); i++) {
      path = named(folder, name + "-" + i, format);
    }
    return path;
  }

  /** The photos in a folder, without the results that an earlier call has left beside them. */
  private static List<Path> photosIn(Path folder, String label) {
    List<Path> pictures = PhotoFolder.photosIn(folder);
    Set<String> results =
        pictures.stream().map(file -> stem(file) + "-" + label).collect(Collectors.toSet());
    List<Path> photos = pictures.stream().filter(file -> !results.contains(stem(file))).toList();
    if (photos.isEmpty()) {
      throw new BadPhoto("the folder " + folder + " holds no photos");
    }
    return photos;
  }

  /** Without this, {@code -o cartoon.gif} would make a folder of that name. */
  private static void checkEnding(@Nullable Path output) {
    if (output != null
        && !Files.isDirectory(output)
        && PhotoFolder.isPhotoName(output)
        && PictureFormat.ofFile(output).isEmpty()) {
      throw new IllegalArgumentException(
          "'" + output + "' asks for a format that is not written; use .png, .jpg or .webp");
    }
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static Path folderOf(Path photo) {
    Path folder = photo.getParent();
    return folder == null ? Path.of("") : folder;
  }

  /** One path for one file, whatever links lead there; the file need not exist. */
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      Path absolute = path.toAbsolutePath();
      Path folder = absolute.getParent();
      Path name = absolute.getFileName();
      return folder == null || name == null ? absolute : real(folder).resolve(name).normalize();
    }
  }
}
