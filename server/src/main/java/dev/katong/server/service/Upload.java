package dev.katong.server.service;

import dev.katong.KatongException.Cancelled;
import dev.katong.image.io.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * Something that a client sent, in a file of {@link Uploads}. Closing it deletes the file, also
 * while it is being written; for use by several threads.
 */
public final class Upload implements AutoCloseable {
  private final Uploads uploads;
  private final Path file;
  private final String name;
  private final long limit;
  private final SeekableByteChannel channel;
  private final MessageDigest digest = Sha256.begin();
  private long size;
  private String hash = "";
  private boolean closed;

  Upload(Uploads uploads, Path file, String name, long limit, SeekableByteChannel channel) {
    this.uploads = uploads;
    this.file = file;
    this.name = name;
    this.limit = limit;
    this.channel = channel;
  }

  /** The file of the upload. */
  public Path file() {
    return file;
  }

  /** The sender's name for it; never a path of this machine. */
  public String name() {
    return name;
  }

  /** The number of bytes written so far. */
  public synchronized long size() {
    return size;
  }

  /** The SHA-256 of all bytes in hexadecimal digits, once it is complete. */
  public synchronized String hash() {
    return hash;
  }

  /**
   * Appends bytes.
   *
   * @throws ServiceException if it becomes larger than allowed, or the disk is full
   * @throws Cancelled if its request has ended
   */
  public synchronized void write(ByteBuffer bytes) {
    int count = bytes.remaining();
    if (count > limit - size) {
      throw new ServiceException(
          ServiceException.Kind.TOO_LARGE,
          "a file of more than %d bytes was sent; send a smaller one".formatted(limit));
    }
    if (closed) {
      throw new Cancelled(name + " is no longer wanted");
    }
    uploads.reserve(count);
    size += count;
    digest.update(bytes.duplicate());
    try {
      while (bytes.hasRemaining()) {
        int unused = channel.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Appends what is written to it; closing it completes this. */
  public OutputStream stream() {
    return new OutputStream() {
      @Override
      public void write(int value) {
        Upload.this.write(ByteBuffer.wrap(new byte[] {(byte) value}));
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        Upload.this.write(ByteBuffer.wrap(bytes, offset, length));
      }

      @Override
      public void close() {
        complete();
      }
    };
  }

  /** All has been written. */
  public synchronized void complete() {
    if (!closed) {
      hash = Sha256.hex(digest);
      closeChannel();
    }
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    uploads.release(size);
    try {
      closeChannel();
    } finally {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
