package dev.katong.server.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The photos and cartoons of jobs as files: {@code ID/00001.photo} and {@code ID/00001.cartoon}. No
 * name that a client sent is part of a path.
 */
final class JobFiles {
  private final Path folder;

  /**
   * Files in a folder, which is made.
   *
   * @throws IllegalArgumentException if it cannot be made
   */
  JobFiles(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(incoming());
    } catch (IOException e) {
      throw new IllegalArgumentException("the folder " + folder + " cannot be made: " + e, e);
    }
  }

  /** Where uploads lie while they are received; on the same disk as the jobs. */
  Path incoming() {
    return folder.resolve("incoming");
  }

  Path folder(UUID job) {
    return folder.resolve(job.toString());
  }

  Path photo(UUID job, int number) {
    return folder(job).resolve(name(number) + ".photo");
  }

  Path cartoon(UUID job, int number) {
    return folder(job).resolve(name(number) + ".cartoon");
  }

  private static String name(int number) {
    return String.format(Locale.ROOT, "%05d", number);
  }

  /** Writes a cartoon whole or not at all; also while the process is asked to end. */
  void writeCartoon(UUID job, int number, byte[] file) throws IOException {
    Path part = folder(job).resolve(name(number) + ".part");
    Files.write(part, file);
    Files.move(part, cartoon(job, number), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes all of a job. */
  void remove(UUID job) {
    remove(folder(job));
  }

  /** Removes what belongs to no job: uploads and jobs that were broken off. */
  void removeAllBut(Collection<UUID> jobs) {
    List<String> kept = jobs.stream().map(UUID::toString).toList();
    try (Stream<Path> entries = Files.list(folder)) {
      entries
          .filter(Files::isDirectory)
          .filter(entry -> !entry.equals(incoming()))
          .filter(entry -> !kept.contains(String.valueOf(entry.getFileName())))
          .forEach(JobFiles::remove);
      remove(incoming());
      Files.createDirectories(incoming());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All bytes of the disk. */
  long diskBytes() throws IOException {
    return Files.getFileStore(folder).getTotalSpace();
  }

  /** The free bytes of the disk. */
  long freeBytes() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  private static void remove(Path root) {
    if (!Files.exists(root)) {
      return;
    }
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                throws IOException {
              Files.deleteIfExists(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
