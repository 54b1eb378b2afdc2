package dev.katong.cli.cartoonize;

import dev.katong.KatongException.BadPhoto;
import dev.katong.cli.console.OptionType;
import dev.katong.image.PhotoFolder;
import dev.katong.image.io.FileFailure;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the photos that words of the command line name: files, folders with all that is below them,
 * patterns such as {@code 'trip/**}{@code /*.jpg'}, zip archives, and {@code -} for the standard
 * input. Hidden files and folders, and those of systems, are left out, links are followed.
 */
final class PhotoSearch {
  /** Stands for the standard input and output; a file of that name is {@code ./-}. */
  static final Path STANDARD = Path.of("-");

  private static final String WILDCARDS = "*?[{";

  private final Predicate<Path> leftOut;
  private final UnpackedZips zips;
  private final List<Found> photos = new ArrayList<>();
  private final List<Unread> unread = new ArrayList<>();

  /**
   * A photo.
   *
   * @param file the photo's file
   * @param shown its name in messages: for a photo in an archive, the archive's path and its own
   * @param below the photo's folder, relative to the folder that was named; empty for a photo that
   *     was named itself
   */
  record Found(Path file, Path shown, Optional<Path> below) {
    Found(Path file, Optional<Path> below) {
      this(file, file, below);
    }

    /** True if it lies in an archive. */
    boolean inArchive() {
      return !file.equals(shown);
    }
  }

  /** A folder that could not be read. */
  record Unread(Path folder, BadPhoto why) {}

  /**
   * Creates a search.
   *
   * @param leftOut files and folders that hold results
   * @param zips unpacks archives
   */
  PhotoSearch(Predicate<Path> leftOut, UnpackedZips zips) {
    this.leftOut = leftOut;
    this.zips = zips;
  }

  /** The photos found, in the order of the words; those of a folder are sorted. */
  List<Found> photos() {
    return List.copyOf(photos);
  }

  List<Unread> unread() {
    return List.copyOf(unread);
  }

  /**
   * Looks for what a word names.
   *
   * @throws BadPhoto if it names a folder or a pattern without photos
   * @throws IllegalArgumentException if it can be neither a path nor a pattern
   */
  void add(String word) {
    int wildcard = firstWildcard(word);
    if (wildcard >= 0 && !exists(word)) {
      addPattern(word, wildcard);
      return;
    }
    Path path = OptionType.path(word);
    if (UnpackedZips.isZip(path)) {
      addArchive(path);
      return;
    }
    if (!Files.isDirectory(path)) {
      photos.add(new Found(path, Optional.empty()));
      return;
    }
    int before = photos.size();
    walk(path, Integer.MAX_VALUE, file -> true);
    if (photos.size() == before && unread.isEmpty()) {
      throw noPhotos("the folder " + path);
    }
    if (photos.size() == before && unread.get(unread.size() - 1).folder().equals(path)) {
      throw unread.get(unread.size() - 1).why();
    }
  }

  private void addArchive(Path zip) {
    List<UnpackedZips.Photo> found = zips.unpack(zip);
    if (found.isEmpty()) {
      throw noPhotos("the archive " + zip);
    }
    for (UnpackedZips.Photo photo : found) {
      Path folder = photo.name().getParent();
      photos.add(
          new Found(
              photo.file(),
              zip.resolve(photo.name()),
              Optional.of(folder == null ? Path.of("") : folder)));
    }
  }

  private static BadPhoto noPhotos(String where) {
    return new BadPhoto(where + " holds no photos; use " + PhotoFolder.KINDS);
  }

  private void addPattern(String word, int wildcard) {
    String pattern = File.separatorChar == '\\' ? word.replace('\\', '/') : word;
    int slash = pattern.lastIndexOf('/', wildcard);
    Path base = OptionType.path(slash < 0 ? "." : pattern.substring(0, slash + 1));
    String rest = pattern.substring(slash + 1);
    PathMatcher matcher = matcher(rest, word);
    int depth =
        rest.contains("**")
            ? Integer.MAX_VALUE
            : 1 + (int) rest.chars().filter(c -> c == '/').count();
    int before = photos.size();
    if (Files.isDirectory(base)) {
      walk(base, depth, file -> matcher.matches(base.relativize(file)));
    }
    if (photos.size() == before) {
      throw new BadPhoto("no photo is named as the pattern '" + word + "' says");
    }
  }

  /** The matcher of a shell's pattern, in which {@code **}{@code /} matches no folder too. */
  private static PathMatcher matcher(String pattern, String word) {
    String glob = pattern.contains("{") ? pattern : pattern.replace("**/", "{**/,}");
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + word + "' is neither a file nor a pattern: " + e.getDescription(), e);
    }
  }

  private void walk(Path root, int depth, Predicate<Path> wanted) {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          depth,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              boolean skipped =
                  !folder.equals(root) && (PhotoFolder.isOfSystem(folder) || leftOut.test(folder));
              return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile()
                  && PhotoFolder.isPhotoName(file)
                  && !PhotoFolder.isOfSystem(file)
                  && !leftOut.test(file)
                  && wanted.test(file)) {
                files.add(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException failure) {
              // A link that leads back to where it is, or to nothing, is no photo.
              if (!(failure instanceof FileSystemLoopException) && Files.isDirectory(path)) {
                unread.add(unreadable(path, failure));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
              if (failure != null) {
                unread.add(unreadable(folder, failure));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      unread.add(unreadable(root, e));
    }
    files.stream()
        .sorted()
        .forEach(file -> photos.add(new Found(file, Optional.of(below(root, file)))));
  }

  private static Path below(Path root, Path file) {
    Path folder = root.relativize(file).getParent();
    return folder == null ? Path.of("") : folder;
  }

  private static Unread unreadable(Path folder, IOException failure) {
    return new Unread(
        folder,
        new BadPhoto(
            "the folder " + folder + " cannot be read: " + FileFailure.reason(failure), failure));
  }

  private static int firstWildcard(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (WILDCARDS.indexOf(word.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /**
   * True if a file with this name exists. On platforms where a wildcard cannot be part of a name,
   * there is none.
   */
  private static boolean exists(String word) {
    try {
      return Files.exists(Path.of(word));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
