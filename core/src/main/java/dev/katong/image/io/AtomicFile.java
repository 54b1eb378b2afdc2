package dev.katong.image.io;

import dev.katong.KatongException.BadOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Files that appear whole or not at all, whatever happens on the way. */
public final class AtomicFile {
  private static final long LAST_WRITES_SECONDS = 5;

  /** Shut for good when the process ends: writes in flight finish, no other begins. */
  private static final ReentrantReadWriteLock GATE = new ReentrantReadWriteLock();

  private static final Set<Path> IN_FLIGHT = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(AtomicFile::shut, "katong-last-writes"));
  }

  private AtomicFile() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Fills a file that exists and is empty.
     *
     * @throws IOException if it cannot; what it left is deleted
     */
    void writeTo(Path file) throws IOException;
  }

  private static void shut() {
    try {
      if (GATE.writeLock().tryLock(LAST_WRITES_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Path temporary : IN_FLIGHT) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        // A file system that hangs, or does not delete what is open: the file stays, hidden.
      }
    }
  }

  /**
   * Writes a file beside its target and moves it there; missing folders are made.
   *
   * @throws BadOutput if it cannot be written; what was there before is still there
   */
  public static void write(Path target, byte[] content) {
    write(target, "", temporary -> Files.write(temporary, content));
  }

  /**
   * As {@link #write(Path, byte[])}, with content that is made as it is written.
   *
   * @param ending of the temporary file's name, for content that depends on it
   * @throws BadOutput if it cannot be written; what was there before is still there
   */
  public static void write(Path target, String ending, Content content) {
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null || Files.isDirectory(absolute)) {
      throw new BadOutput(target + " is a folder; name a file");
    }
    GATE.readLock().lock();
    try {
      Files.createDirectories(folder);
      Path temporary = folder.resolve(".katong-" + UUID.randomUUID() + ".part" + ending);
      IN_FLIGHT.add(temporary);
      try {
        // Not Files.createTempFile: its files can be read by their owner only.
        Files.createFile(temporary);
        content.writeTo(temporary);
        Files.move(
            temporary,
            absolute,
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
        IN_FLIGHT.remove(temporary);
      }
    } catch (IOException e) {
      throw new BadOutput(target + " cannot be written: " + FileFailure.reason(e), e);
    } finally {
      GATE.readLock().unlock();
    }
  }
}
