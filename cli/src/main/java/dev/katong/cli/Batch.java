package dev.katong.cli;

import dev.katong.KatongException.BadOutput;
import dev.katong.KatongException.BadPhoto;
import dev.katong.photo.PictureFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which photos a call works on and where each result goes; made before the first one is read, so
 * that no two results and no photo share a file.
 *
 * @param items in the order of work
 */
record Batch(List<Item> items) {
  private static final Set<String> PHOTO_ENDINGS =
      Set.of("jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif", "bmp", "tif", "tiff");

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
   */
  static Batch of(
      List<Path> inputs, @Nullable Path output, @Nullable PictureFormat format, String label) {
    List<Path> photos = new ArrayList<>();
    for (Path input : inputs) {
      photos.addAll(Files.isDirectory(input) ? photosIn(input) : List.of(input));
    }
    boolean oneFile =
        output != null && !Files.isDirectory(output) && PictureFormat.ofFile(output).isPresent();
    if (oneFile && (photos.size() > 1 || Files.isDirectory(inputs.get(0)))) {
      throw new BadOutput(output + " is one file for " + photos.size() + " photos; name a folder");
    }
    List<Item> items = new ArrayList<>();
    Set<Path> taken = new HashSet<>();
    photos.forEach(photo -> taken.add(normal(photo)));
    for (Path photo : photos) {
      if (oneFile) {
        items.add(oneFile(photo, output, format));
      } else {
        PictureFormat chosen = format == null ? PictureFormat.PNG : format;
        Path folder = output == null ? normal(photo).getParent() : output;
        Path target = free(folder, stem(photo) + "-" + label, chosen, taken);
        items.add(new Item(items.size() + 1, photo, target, chosen));
      }
    }
    return new Batch(List.copyOf(items));
  }

  private static Item oneFile(Path photo, Path output, @Nullable PictureFormat format) {
    if (normal(photo).equals(normal(output))) {
      throw new BadOutput("the result would overwrite the photo " + photo + "; name another file");
    }
    PictureFormat byName = PictureFormat.ofFile(output).orElseThrow();
    return new Item(1, photo, output, format == null ? byName : format);
  }

  /** A name that neither a photo nor an earlier result of this call has. */
  private static Path free(Path folder, String name, PictureFormat format, Set<Path> taken) {
    Path path = folder.resolve(name + "." + format.extension());
    for (int i = 2; !taken.add(normal(path)); i++) {
      path = folder.resolve(name + "-" + i + "." + format.extension());
    }
    return path;
  }

  private static List<Path> photosIn(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> photos =
          entries
              .filter(Files::isRegularFile)
              .filter(file -> PHOTO_ENDINGS.contains(ending(file)))
              .sorted()
              .toList();
      if (photos.isEmpty()) {
        throw new BadPhoto("the folder " + folder + " holds no photos");
      }
      return photos;
    } catch (IOException e) {
      throw new BadPhoto("the folder " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static String ending(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static Path normal(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
