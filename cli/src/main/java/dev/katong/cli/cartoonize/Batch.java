package dev.katong.cli.cartoonize;

import dev.katong.KatongException.BadOutput;
import dev.katong.KatongException.BadPhoto;
import dev.katong.cli.console.OptionType;
import dev.katong.image.PhotoFolder;
import dev.katong.image.PictureFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The photos of one call with the file of each result; created before the first photo is read, so
 * that no two results and no photo share a file.
 *
 * @param items in the order of work
 * @param unread folders below those named that could not be read
 */
record Batch(List<Item> items, List<PhotoSearch.Unread> unread) {
  /**
   * One photo and its result.
   *
   * @param input the file to read
   * @param shown its name in messages: for a photo in an archive, the archive's path and its own
   * @param done true if an earlier call has made the result
   */
  record Item(int number, Path input, Path shown, Path output, PictureFormat format, boolean done) {
    Item(int number, Path input, Path output, PictureFormat format) {
      this(number, input, input, output, format, false);
    }

    /** True if the photo comes from the standard input. */
    boolean fromStandardInput() {
      return input.equals(PhotoSearch.STANDARD);
    }

    /** True if the result goes to the standard output. */
    boolean toStandardOutput() {
      return output.equals(PhotoSearch.STANDARD);
    }
  }

  /**
   * The request of a call.
   *
   * @param inputs files, folders, patterns, zip archives, or {@code -} for the standard input,
   *     which is alone
   * @param output a file for one photo, else a folder; {@code -} for the standard output; null for
   *     the folder of each photo
   * @param format null for that of the output's name, else png
   * @param label ends the names of results: {@code photo-label.png}
   * @param labels all labels that results of earlier calls may end with
   * @param again true if existing results are made again
   * @param sheet the file of a contact sheet, which is no photo either; null for none
   */
  record Request(
      List<String> inputs,
      @Nullable Path output,
      @Nullable PictureFormat format,
      String label,
      Set<String> labels,
      boolean again,
      @Nullable Path sheet) {

    boolean isStandardInput() {
      return inputs.contains(PhotoSearch.STANDARD.toString());
    }

    boolean isStandardOutput() {
      return PhotoSearch.STANDARD.equals(output) || (output == null && isStandardInput());
    }
  }

  /**
   * Lists the photos and results of a call.
   *
   * @param zips unpacks archives; the photos of the list are there until it is closed
   * @throws BadPhoto if a folder cannot be read or holds no photo
   * @throws BadOutput if several photos are to go into one file, or a photo would be overwritten
   * @throws IllegalArgumentException if a word can be neither a path nor a pattern, or the standard
   *     input is not alone
   */
  static Batch of(Request request, UnpackedZips zips) {
    if (request.isStandardInput() && request.inputs().size() > 1) {
      throw new IllegalArgumentException("'-' takes one photo from the standard input, alone");
    }
    Path output = request.output();
    PhotoSearch search = new PhotoSearch(leftOut(output, request.sheet()), zips);
    request.inputs().forEach(search::add);
    List<PhotoSearch.Found> photos = withoutResults(search.photos(), request.labels());
    if (photos.isEmpty()) {
      throw new BadPhoto("there are only results of earlier calls; name a folder with photos");
    }
    photos.stream()
        .filter(photo -> output == null && photo.inArchive())
        .findFirst()
        .ifPresent(Batch::askForFolder);
    boolean single = photos.size() == 1 && photos.get(0).below().isEmpty();
    Path file = request.isStandardOutput() ? PhotoSearch.STANDARD : singleFile(output);
    if (file != null && !single) {
      String what = file.equals(PhotoSearch.STANDARD) ? "the standard output" : file.toString();
      throw new BadOutput(what + " is one file for " + photos.size() + " photos; name a folder");
    }
    return new Batch(
        file == null
            ? new Naming(request, photos).items(!single)
            : List.of(oneFile(photos.get(0).file(), file, request.format())),
        search.unread());
  }

  private static void askForFolder(PhotoSearch.Found photo) {
    throw new BadOutput("name a folder by -o for the cartoons of " + photo.shown());
  }

  /** Matches the path of the results and the pages of the contact sheet. */
  private static Predicate<Path> leftOut(@Nullable Path output, @Nullable Path sheet) {
    Path results = output == null ? null : real(output);
    Path pages = sheet == null ? null : real(sheet);
    return path -> {
      Path real = real(path);
      return real.equals(results)
          || (pages != null
              && folderOf(real).equals(folderOf(pages))
              && stem(real).replaceAll("-\\d{1,6}$", "").equals(stem(pages)));
    };
  }

  /** A file that the output names; null if it names a folder. */
  private static @Nullable Path singleFile(@Nullable Path output) {
    return output == null || Files.isDirectory(output) || PictureFormat.ofFile(output).isEmpty()
        ? null
        : output;
  }

  private static Item oneFile(Path photo, Path output, @Nullable PictureFormat format) {
    if (output.equals(PhotoSearch.STANDARD)) {
      return new Item(1, photo, output, format == null ? PictureFormat.PNG : format);
    }
    if (real(photo).equals(real(output))) {
      throw new BadOutput("the result would overwrite the photo " + photo + "; name another file");
    }
    PictureFormat byName = PictureFormat.ofFile(output).orElseThrow();
    return new Item(1, photo, output, format == null ? byName : format);
  }

  /**
   * Leaves out, of the photos found in folders, the results that earlier calls left next to them:
   * {@code a-3d.png} and {@code a-3d-2.png} next to {@code a.jpg}.
   */
  private static List<PhotoSearch.Found> withoutResults(
      List<PhotoSearch.Found> found, Set<String> labels) {
    Map<Path, Set<String>> stems = new HashMap<>();
    for (PhotoSearch.Found photo : found) {
      stems
          .computeIfAbsent(folderOf(photo.file()), folder -> new HashSet<>())
          .add(stem(photo.file()));
    }
    return found.stream()
        .filter(
            photo ->
                photo.below().isEmpty()
                    || !isResult(
                        stem(photo.file()),
                        stems.getOrDefault(folderOf(photo.file()), Set.of()),
                        labels))
        .toList();
  }

  private static boolean isResult(String stem, Set<String> stems, Set<String> labels) {
    String numberless = stem.replaceAll("-\\d{1,6}$", "");
    return labels.stream()
        .map(label -> "-" + label)
        .anyMatch(end -> isResult(stem, end, stems) || isResult(numberless, end, stems));
  }

  private static boolean isResult(String stem, String end, Set<String> stems) {
    return stem.endsWith(end) && stems.contains(stem.substring(0, stem.length() - end.length()));
  }

  /**
   * Reads the output. A name that tells a format that is not written is refused: else {@code -o
   * cartoon.gif} would make a folder of that name.
   */
  static final class Output extends OptionType<Path> {
    Output() {
      super(
          text -> {
            Path output = path(text);
            if (!Files.isDirectory(output)
                && PhotoFolder.isPhotoName(output)
                && PictureFormat.ofFile(output).isEmpty()) {
              throw new IllegalArgumentException(
                  "'" + text + "' asks for a format that is not written; use .png, .jpg or .webp");
            }
            return output;
          });
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

  /** Gives each result a name that neither a photo nor another result of this call has. */
  private static final class Naming {
    private final Request request;
    private final List<PhotoSearch.Found> photos;
    private final PictureFormat format;
    private final Set<Path> taken;

    Naming(Request request, List<PhotoSearch.Found> photos) {
      this.request = request;
      this.photos = photos;
      PictureFormat asked = request.format();
      this.format = asked == null ? PictureFormat.PNG : asked;
      this.taken =
          photos.stream()
              .map(photo -> real(photo.file()))
              .collect(Collectors.toCollection(HashSet::new));
    }

    /**
     * The items.
     *
     * @param several true if existing results count as done; a photo named alone is always drawn
     */
    List<Item> items(boolean several) {
      List<Item> items = new ArrayList<>();
      for (PhotoSearch.Found photo : photos) {
        Path result = free(folder(photo), stem(name(photo.file())) + "-" + request.label());
        boolean done = several && !request.again() && isNewer(result, photo.file());
        items.add(new Item(items.size() + 1, photo.file(), photo.shown(), result, format, done));
      }
      return List.copyOf(items);
    }

    private static Path name(Path photo) {
      return photo.equals(PhotoSearch.STANDARD) ? Path.of("stdin") : photo;
    }

    private Path folder(PhotoSearch.Found photo) {
      Path output = request.output();
      return output == null
          ? folderOf(photo.file())
          : photo.below().map(output::resolve).orElse(output);
    }

    private Path free(Path folder, String name) {
      Path path = named(folder, name);
      for (int i = 2; !taken.add(real(path)); i++) {
        path = named(folder, name + "-" + i);
      }
      return path;
    }

    /** The result's path; in a locale without UTF-8 there are names that cannot be built. */
    private Path named(Path folder, String name) {
      try {
        return folder.resolve(name + "." + format.extension());
      } catch (InvalidPathException e) {
        throw new BadOutput(
            "the name '" + name + "' cannot be written here; on Linux, LC_ALL=C.UTF-8 allows it",
            e);
      }
    }

    private static boolean isNewer(Path result, Path photo) {
      try {
        BasicFileAttributes made = Files.readAttributes(result, BasicFileAttributes.class);
        return made.isRegularFile()
            && made.size() > 0
            && made.lastModifiedTime().compareTo(Files.getLastModifiedTime(photo)) >= 0;
      } catch (IOException e) {
        return false;
      }
    }
  }
}
