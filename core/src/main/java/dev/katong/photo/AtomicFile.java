package dev.katong.photo;

import dev.katong.KatongException.BadOutput;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files that appear whole or not at all, whatever happens on the way. */
public final class AtomicFile {
  private AtomicFile() {}

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
      throw new BadOutput(target + " cannot be written: " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException || e.getMessage() == null) {
      return "its folder cannot be made";
    }
    return e.getMessage();
  }
}
