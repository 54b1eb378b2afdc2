package dev.katong.image.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;

/** The bytes of a file in native memory. The Java heap would keep the size that it grew to. */
public final class NativeFile {
  private static final int CHUNK_BYTES = 1 << 16;

  private NativeFile() {}

  /**
   * Reads a file as long as it is now.
   *
   * @return limited to what was read; closed by the caller
   */
  public static BytePointer read(Path file, long size) throws IOException {
    BytePointer bytes = new BytePointer(size);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK_BYTES];
      long length = 0;
      while (length < size) {
        int read = in.read(chunk, 0, (int) Math.min(chunk.length, size - length));
        if (read < 0) {
          break;
        }
        bytes.position(length).put(chunk, 0, read);
        length += read;
      }
      return bytes.position(0).limit(length);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }
}
