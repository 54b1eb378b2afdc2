package dev.katong.forge.download;

import dev.katong.KatongException.BadOutput;
import dev.katong.image.io.FileFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The folder in which files are collected while they are fetched, held by one process at a time.
 * Its files stay for the next call unless they are deleted.
 */
final class DownloadFolder implements AutoCloseable {
  private final Path path;
  private final Path lockFile;
  private final FileChannel lock;

  private DownloadFolder(Path path, Path lockFile, FileChannel lock) {
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Opens it, or creates it.
   *
   * @param downloads the folder that holds it
   * @throws BadOutput if that is not possible, or another process has it
   */
  static DownloadFolder open(Path downloads, String name) {
    Path path = downloads.resolve(name);
    Path lockFile = downloads.resolve("." + name + ".lock");
    try {
      Files.createDirectories(path);
      FileChannel lock =
          FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isFree(lock)) {
        lock.close();
        throw new BadOutput(
            "another katong is fetching '" + name + "' at this moment; wait until it has ended");
      }
      return new DownloadFolder(path, lockFile, lock);
    } catch (IOException e) {
      throw new BadOutput(
          "%s cannot be written: %s; set KATONG_HOME to a folder of your own"
              .formatted(path, FileFailure.reason(e)),
          e);
    }
  }

  private static boolean isFree(FileChannel lock) throws IOException {
    try {
      FileLock held = lock.tryLock();
      return held != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  Path path() {
    return path;
  }

  /**
   * Passes if the disk has enough free space for the bytes that are still missing.
   *
   * @param more bytes that are needed besides the files
   * @throws BadOutput if it has not
   */
  void checkFreeSpace(List<RemoteFile> files, long more) {
    long missing =
        files.stream().mapToLong(file -> file.bytes() - Downloader.bytesThere(file, path)).sum();
    try {
      long free = Files.getFileStore(path).getUsableSpace();
      if (free < missing + more) {
        throw new BadOutput(
            String.format(
                Locale.ROOT,
                "the disk of %s has %.1f MB free, and %.1f MB are needed; free disk space, or set"
                    + " KATONG_HOME to a folder on another disk",
                path,
                free / 1e6,
                (missing + more) / 1e6));
      }
    } catch (IOException e) {
      // Then it shows while it is written.
    }
  }

  /** Deletes the files in it. */
  void clear() {
    try (Stream<Path> entries = Files.list(path)) {
      for (Path entry : entries.toList()) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException e) {
      throw new BadOutput(path + " cannot be deleted: " + FileFailure.reason(e), e);
    }
  }

  @Override
  public void close() {
    try {
      deleteIfEmpty(path);
      lock.close();
      Files.deleteIfExists(lockFile);
      Path downloads = path.getParent();
      if (downloads != null) {
        deleteIfEmpty(downloads);
      }
    } catch (IOException e) {
      // Empty folders and files that stay do no harm.
    }
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // Kept for the next call.
    }
  }
}
