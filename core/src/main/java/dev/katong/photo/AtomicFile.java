package dev.katong.photo;

import dev.katong.FileFailure;
import dev.katong.KatongException.BadOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Files that appear whole or not at all, whatever happens on the way. */
public final class AtomicFile {
  private static final long LAST_WRITES_SECONDS = 5;

  /** Shut for good when the process ends: writes in flight finish, no other begins. */
  private static final ReentrantReadWriteLock GATE = new ReentrantReadWriteLock();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(AtomicFile::shut, "katong-last-writes"));
  }

  private AtomicFile() {}

  private static void shut() {
    try {
      if (!GATE.writeLock().tryLock(LAST_WRITES_SECONDS, TimeUnit.SECONDS)) {
        return; // A file system that hangs; what is left there is a .part file.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Writes a file beside its target and moves it there; missing folders are made.
   *
   * @throws BadOutput if it cannot be written; what was there before is still there
   */
  public static void write(Path target, byte[] content) {
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null || Files.isDirectory(absolute)) {
      throw new BadOutput(target + " is a folder; name a file");
    }
    GATE.readLock().lock();
    try {
      Files.createDirectories(folder);
      // Not Files.createTempFile: its files can be read by their owner only.
      Path temporary = folder.resolve(".katong-" + UUID.randomUUID() + ".part");
      try {
        Files.write(temporary, content, StandardOpenOption.CREATE_NEW);
        Files.move(
            temporary,
            absolute,
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new BadOutput(target + " cannot be written: " + FileFailure.reason(e), e);
    } finally {
      GATE.readLock().unlock();
    }
  }
}
