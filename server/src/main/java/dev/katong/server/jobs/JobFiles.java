package dev.katong.server.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The photos and cartoons of jobs as files: {@code ID/00001.photo} and {@code ID/00001.cartoon}. No
 * name that a client sent is part of a path.
 *
 * <p>A job's folder exists before its row and is removed after it: what a killed process leaves is
 * folders without rows, which {@link #removeOrphans} removes. Removing a folder that is being read
 * waits for its last reader.
 */
final class JobFiles {
  private static final Logger LOG = LoggerFactory.getLogger(JobFiles.class);
  private static final int REMOVE_TRIES = 5;

  private final Path folder;

  /** Jobs that are being read, by the number of readers. */
  private final Map<UUID, Integer> readers = new HashMap<>();

  /** Jobs to remove once they have no more readers. */
  private final Set<UUID> removed = new HashSet<>();

  /** Jobs whose folders exist and whose rows do not yet. */
  private final Set<UUID> begun = new HashSet<>();

  /**
   * Creates the folder.
   *
   * @throws IllegalArgumentException if it cannot be made
   */
  JobFiles(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
      // Of versions before, whose uploads lay there.
      remove(folder.resolve("incoming"));
    } catch (IOException e) {
      throw new IllegalArgumentException("the folder " + folder + " cannot be made: " + e, e);
    }
  }

  private Path folder(UUID job) {
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

  /** Creates the folder of a job that has no row yet; end with {@link #commit}. */
  void begin(UUID job) throws IOException {
    synchronized (this) {
      begun.add(job);
    }
    Files.createDirectory(folder(job));
  }

  /** A job has its row, or its folder has been removed. */
  synchronized void commit(UUID job) {
    begun.remove(job);
  }

  /** Makes a job's folder and the names in it survive a loss of power. */
  void force(UUID job) throws IOException {
    forceFolder(folder(job));
    forceFolder(folder);
  }

  private static void forceFolder(Path folder) throws IOException {
    // Windows cannot open folders; its file system keeps their order by itself.
    if (!System.getProperty("os.name").startsWith("Windows")) {
      try (FileChannel channel = FileChannel.open(folder)) {
        channel.force(true);
      }
    }
  }

  /** Writes a cartoon whole or not at all. */
  void writeCartoon(UUID job, int number, byte[] file) throws IOException {
    Path part = folder(job).resolve(name(number) + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(file);
      while (bytes.hasRemaining()) {
        int unused = channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(part, cartoon(job, number), StandardCopyOption.ATOMIC_MOVE);
  }

  /** A claim to a job's files: they stay until it is closed. */
  final class Lease implements AutoCloseable {
    private final UUID job;
    private boolean closed;

    private Lease(UUID job) {
      this.job = job;
    }

    @Override
    public void close() {
      synchronized (JobFiles.this) {
        if (closed) {
          return;
        }
        closed = true;
        Integer left = readers.merge(job, -1, Integer::sum);
        if (left == null || left > 0) {
          return;
        }
        readers.remove(job);
        if (!removed.contains(job)) {
          return;
        }
      }
      removeNow(job);
    }
  }

  /** Reads a job's files until the lease is closed. */
  synchronized Lease lease(UUID job) {
    readers.merge(job, 1, Integer::sum);
    return new Lease(job);
  }

  /** Removes all files of a job, whose row is gone, once they have no more readers. */
  void remove(UUID job) {
    synchronized (this) {
      removed.add(job);
      if (readers.containsKey(job)) {
        return;
      }
    }
    removeNow(job);
  }

  /** Removes a job's files; files that cannot be removed now are orphans and removed later. */
  private void removeNow(UUID job) {
    try {
      remove(folder(job));
    } catch (IOException e) {
      LOG.warn("the files of the job {} cannot be removed now: {}", job, e.toString());
    }
    synchronized (this) {
      removed.remove(job);
      begun.remove(job);
    }
  }

  /**
   * Removes folders of no job.
   *
   * @param existing gives those of some jobs that have rows
   */
  void removeOrphans(Function<Collection<UUID>, Set<UUID>> existing) {
    // In this order: a job that gets its row meanwhile is in the last.
    List<UUID> folders = list(folder).stream().flatMap(path -> id(path).stream()).toList();
    Set<UUID> busy;
    synchronized (this) {
      busy = new HashSet<>(begun);
      busy.addAll(readers.keySet());
    }
    Set<UUID> kept = existing.apply(folders);
    folders.stream().filter(id -> !busy.contains(id) && !kept.contains(id)).forEach(this::remove);
  }

  private static Optional<UUID> id(Path path) {
    try {
      return Optional.of(UUID.fromString(String.valueOf(path.getFileName())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
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

  /** Removes a file or folder that others may be writing to or removing. */
  private static void remove(Path root) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Files.walkFileTree(root, new Remover());
        return;
      } catch (NoSuchFileException e) {
        return;
      } catch (DirectoryNotEmptyException e) {
        if (attempt == REMOVE_TRIES) {
          throw e;
        }
      }
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(visited);
      return FileVisitResult.CONTINUE;
    }
  }
}
