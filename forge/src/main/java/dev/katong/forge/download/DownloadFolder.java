package dev.katong.forge.download;

import dev.katong.KatongException.BadOutput;
import dev.katong.image.io.FileFailure;
import dev.katong.image.io.ProcessLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The folder in which files are collected while they are fetched, held by one process at a time.
 * Its files stay for the next call unless they are deleted.
 *
 * @param downloads the folder that holds it
 */
record DownloadFolder(Path downloads, String name, ProcessLock lock) implements AutoCloseable {
  /**
   * Opens it, or creates it.
   *
   * @param downloads the folder that holds it
   * @throws BadOutput if that is not possible, or another process has it
   */
  static DownloadFolder open(Path downloads, String name) {
    Path path = downloads.resolve(name);
    try {
      Files.createDirectories(path);
      ProcessLock lock =
          ProcessLock.ifFree(downloads.resolve("." + name + ".lock"))
              .orElseThrow(
                  () ->
                      new BadOutput(
                          "another katong is fetching '%s' at this moment; wait until it has ended"
                              .formatted(name)));
      return new DownloadFolder(downloads, name, lock);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  Path path() {
    return downloads.resolve(name);
  }

  static BadOutput unwritable(Path path, IOException cause) {
    return new BadOutput(
        "%s cannot be written: %s; free disk space, or set KATONG_HOME to another folder"
            .formatted(path, FileFailure.reason(cause)),
        cause);
  }

  /** Deletes the files in it. */
  void clear() {
    try (Stream<Path> entries = Files.list(path())) {
      for (Path entry : entries.toList()) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException e) {
      throw new BadOutput(path() + " cannot be deleted: " + FileFailure.reason(e), e);
    }
  }

  @Override
  public void close() {
    deleteIfEmpty(path());
    lock.delete();
    deleteIfEmpty(downloads);
  }

  private static void deleteIfEmpty(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // Kept for the next call.
    }
  }
}
