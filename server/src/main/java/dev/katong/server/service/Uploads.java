package dev.katong.server.service;

import dev.katong.image.io.ProcessLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * The folder in which photos lie while their requests last: one of this process alone, which only
 * its user can read. What processes left behind that were killed is deleted at the next start.
 */
public final class Uploads implements AutoCloseable {
  private static final String LOCK = ".lock";

  /** The divisor of the disk's free space that gives the space for uploads. */
  private static final int SHARE = 2;

  private static final String FULL =
      "the service has no disk space left for what others are sending; try again";
  private static final int RETRY_SECONDS = 10;

  private final Path folder;
  private final ProcessLock lock;
  private final boolean posix;
  private final AtomicLong bytes = new AtomicLong();
  private volatile long limit;

  /**
   * Makes the folder of this process and deletes those of processes that have ended.
   *
   * @param root made if it is missing
   * @throws IllegalArgumentException if it cannot be made
   */
  public Uploads(Path root) {
    try {
      this.posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
      Files.createDirectories(root, attributes("rwx------"));
      deleteAbandoned(root);
      String id = UUID.randomUUID().toString();
      this.lock =
          ProcessLock.ifFree(root.resolve(id + LOCK), attributes("rw-------")).orElseThrow();
      this.folder = Files.createDirectory(root.resolve(id), attributes("rwx------"));
      this.limit = free();
    } catch (IOException e) {
      throw new IllegalArgumentException("the folder " + root + " cannot be used: " + e, e);
    }
  }

  private FileAttribute<?>[] attributes(String permissions) {
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static void deleteAbandoned(Path root) throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      for (Path entry : entries.toList()) {
        String name = String.valueOf(entry.getFileName());
        if (name.endsWith(LOCK)) {
          String id = name.substring(0, name.length() - LOCK.length());
          deleteIfAbandoned(entry, root.resolve(id));
        }
      }
    }
  }

  private static void deleteIfAbandoned(Path lockFile, Path folder) throws IOException {
    Optional<ProcessLock> lock = ProcessLock.ifFree(lockFile);
    if (lock.isPresent()) {
      FileSystemUtils.deleteRecursively(folder);
      lock.get().delete();
    }
  }

  /**
   * Makes an empty file.
   *
   * @param name the sender's name for it
   * @param limit the most bytes that it may have
   */
  public Upload create(String name, long limit) {
    Path file = folder.resolve(UUID.randomUUID().toString());
    try {
      this.limit = free();
      return new Upload(
          this,
          file,
          name,
          limit,
          Files.newByteChannel(
              file,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              attributes("rw-------")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long free() throws IOException {
    return Files.getFileStore(folder).getUsableSpace() / SHARE + bytes.get();
  }

  /** The bytes that all uploads take now. */
  public long bytes() {
    return bytes.get();
  }

  void reserve(long count) {
    if (bytes.addAndGet(count) > limit) {
      bytes.addAndGet(-count);
      throw ServiceException.later(ServiceException.Kind.DISK_FULL, FULL, RETRY_SECONDS);
    }
  }

  void release(long count) {
    bytes.addAndGet(-count);
  }

  @Override
  public void close() {
    try {
      FileSystemUtils.deleteRecursively(folder);
      lock.delete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
