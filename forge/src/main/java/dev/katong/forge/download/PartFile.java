package dev.katong.forge.download;

import dev.katong.KatongException.BadOutput;
import dev.katong.image.io.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The part of a file that was fetched so far, on disk. All methods throw {@link BadOutput}. */
final class PartFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private long length;

  private interface Step {
    void run() throws IOException;
  }

  private PartFile(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.length = channel.size();
  }

  /** Opens it, or creates it. */
  static PartFile open(Path path) {
    try {
      return new PartFile(
          path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  long length() {
    return length;
  }

  void append(byte[] bytes, int count) {
    ByteBuffer rest = ByteBuffer.wrap(bytes, 0, count);
    step(
        path,
        () -> {
          while (rest.hasRemaining()) {
            length += channel.write(rest, length);
          }
        });
  }

  /** Removes what was fetched. */
  void clear() {
    step(path, () -> channel.truncate(0));
    length = 0;
  }

  String sha256() {
    return sha256(path);
  }

  /** The SHA-256 of a file in lower-case hexadecimal digits. */
  static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    } catch (IOException e) {
      throw new BadOutput(file + " cannot be read again: " + FileFailure.reason(e), e);
    }
  }

  /** Closes it and gives it the name of the whole file. */
  void finish(Path whole) {
    close();
    step(whole, () -> Files.move(path, whole, StandardCopyOption.REPLACE_EXISTING));
  }

  /** Closes and deletes it. */
  void delete() {
    close();
    step(path, () -> Files.deleteIfExists(path));
  }

  @Override
  public void close() {
    step(path, channel::close);
  }

  private static void step(Path file, Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static BadOutput unwritable(Path file, IOException cause) {
    return new BadOutput(
        "%s cannot be written: %s; free disk space, or set KATONG_HOME to a folder on another disk"
            .formatted(file, FileFailure.reason(cause)),
        cause);
  }
}
