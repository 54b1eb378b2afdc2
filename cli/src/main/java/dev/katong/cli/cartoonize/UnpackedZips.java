package dev.katong.cli.cartoonize;

import dev.katong.KatongException.BadPhoto;
import dev.katong.image.archive.PhotoArchive;
import dev.katong.image.archive.UniqueNames;
import dev.katong.image.format.PhotoSignature;
import dev.katong.image.io.FileFailure;
import dev.katong.image.io.FileTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The photos of zip archives, in a temporary folder that closing removes. */
final class UnpackedZips implements AutoCloseable {
  private static final int MOST_PICTURES = 50_000;

  private final List<Path> leftOut = new ArrayList<>();
  private @Nullable Path folder;
  private int archives;

  /**
   * A photo.
   *
   * @param file its path until this is closed
   * @param name its path in the archive
   */
  record Photo(Path file, Path name) {}

  /** True if a path is that of an archive. */
  static boolean isZip(Path path) {
    try {
      return Files.isRegularFile(path) && PhotoArchive.isZip(path);
    } catch (IOException e) {
      return false; // What reads it as a photo tells why.
    }
  }

  /**
   * Unpacks an archive's photos, sorted.
   *
   * @throws BadPhoto if it cannot be read, or there is no space for them
   */
  List<Photo> unpack(Path zip) {
    try {
      Path target = target();
      long space = Files.getFileStore(target).getUsableSpace();
      try (PhotoArchive archive = new PhotoArchive(zip, zip.toString(), MOST_PICTURES, space)) {
        return unpack(archive, zip, target);
      }
    } catch (PhotoArchive.Unreadable | PhotoArchive.TooLarge e) {
      throw new BadPhoto(String.valueOf(e.getMessage()), e);
    } catch (InvalidPathException e) {
      throw new BadPhoto(
          "names in %s cannot be written here; on Linux, LC_ALL=C.UTF-8 allows them".formatted(zip),
          e);
    } catch (IOException e) {
      throw new BadPhoto(zip + " cannot be unpacked: " + FileFailure.reason(e), e);
    }
  }

  /** The files in archives that are no photos, as paths below their archives. */
  List<Path> leftOut() {
    return List.copyOf(leftOut);
  }

  private List<Photo> unpack(PhotoArchive archive, Path zip, Path target) throws IOException {
    FileTime time = Files.getLastModifiedTime(zip);
    UniqueNames names = new UniqueNames();
    List<Photo> photos = new ArrayList<>();
    for (PhotoArchive.Entry entry : archive.entries()) {
      if (!PhotoSignature.isPhoto(archive.start(entry))) {
        leftOut.add(zip.resolve(entry.name()));
        continue;
      }
      String name = names.of(entry.name());
      Path file = target.resolve(name);
      Files.createDirectories(file.getParent());
      try (OutputStream out = Files.newOutputStream(file)) {
        archive.unpack(entry, (buffer, length) -> out.write(buffer, 0, length));
      }
      // A result that is older than the archive is made again.
      Files.setLastModifiedTime(file, time);
      photos.add(new Photo(file, Path.of(name)));
    }
    photos.sort((a, b) -> a.name().compareTo(b.name()));
    return photos;
  }

  private Path target() throws IOException {
    if (folder == null) {
      folder = Files.createTempDirectory("katong-zip-");
      Runtime.getRuntime().addShutdownHook(new Thread(this::close, "katong-zip-cleanup"));
    }
    return Files.createDirectory(folder.resolve(Integer.toString(++archives)));
  }

  /** Removes the photos. */
  @Override
  public synchronized void close() {
    if (folder == null) {
      return;
    }
    try {
      FileTree.delete(folder);
    } catch (IOException e) {
      // The system clears its temporary folder.
    }
    folder = null;
  }
}
