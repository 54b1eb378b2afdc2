package dev.katong.image.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Optional;
import java.util.Set;

/**
 * A lock on a file, which one process holds at a time. The system releases it when the process
 * ends, however that happens.
 */
public final class ProcessLock implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;

  private ProcessLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock unless it is taken.
   *
   * @param file created if it is missing
   * @param attributes of a file that is created
   * @return empty if another process has it, or this one
   * @throws IOException if the file cannot be written
   */
  public static Optional<ProcessLock> ifFree(Path file, FileAttribute<?>... attributes)
      throws IOException {
    return take(file, false, attributes);
  }

  /**
   * Takes the lock once no other process has it.
   *
   * @param file created if it is missing
   * @return empty if this process has it
   * @throws IOException if the file cannot be written
   */
  public static Optional<ProcessLock> await(Path file) throws IOException {
    return take(file, true);
  }

  private static Optional<ProcessLock> take(
      Path file, boolean waiting, FileAttribute<?>... attributes) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), attributes);
    boolean held = false;
    try {
      FileLock lock = waiting ? channel.lock() : channel.tryLock();
      held = lock != null;
    } catch (OverlappingFileLockException e) {
      // Another thread of this process has it.
    } finally {
      if (!held) {
        channel.close();
      }
    }
    return held ? Optional.of(new ProcessLock(file, channel)) : Optional.empty();
  }

  /** Deletes the file and releases the lock. */
  public void delete() {
    try (this) {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // An empty file that stays does no harm.
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It held a lock and no content.
    }
  }
}
