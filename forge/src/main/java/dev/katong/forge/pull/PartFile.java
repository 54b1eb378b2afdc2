package dev.katong.forge.pull;

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

/** What has been fetched of a file so far, on disk. */
final class PartFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private long length;

  private PartFile(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.length = channel.size();
  }

  /**
   * Opens it, or makes it.
   *
   * @throws BadOutput if that is not possible
   */
  static PartFile open(Path path) {
    try {
      FileChannel channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        return new PartFile(path, channel);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  long length() {
    return length;
  }

  /** Adds bytes to its end. */
  void append(byte[] bytes, int count) {
    ByteBuffer rest = ByteBuffer.wrap(bytes, 0, count);
    try {
      while (rest.hasRemaining()) {
        length += channel.write(rest, length);
      }
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** Forgets what was fetched. */
  void clear() {
    try {
      channel.truncate(0);
      length = 0;
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** In lower-case hexadecimal digits. */
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

  /** Closes it and gives it the name of a whole file. */
  void finish(Path whole) {
    try {
      channel.close();
      Files.move(path, whole, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(whole, e);
    }
  }

  /** Closes and deletes it. */
  void delete() {
    try {
      channel.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private static BadOutput unwritable(Path file, IOException cause) {
    return new BadOutput(
        "%s cannot be written: %s; make room, or set KATONG_HOME to a folder on another disk"
            .formatted(file, FileFailure.reason(cause)),
        cause);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }
}
