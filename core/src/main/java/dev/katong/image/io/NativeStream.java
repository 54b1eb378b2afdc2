package dev.katong.image.io;

import java.nio.ByteBuffer;
import javax.imageio.stream.ImageInputStreamImpl;

/** A file's bytes in native memory, for Java's own decoders; not copied. */
public final class NativeStream extends ImageInputStreamImpl {
  private final ByteBuffer file;

  /** A stream from the start of the file to the buffer's limit. */
  public NativeStream(ByteBuffer file) {
    this.file = file.duplicate();
  }

  @Override
  public int read() {
    bitOffset = 0;
    return streamPos < file.limit() ? file.get((int) streamPos++) & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    bitOffset = 0;
    int count = (int) Math.min(length, file.limit() - streamPos);
    if (count <= 0) {
      return length == 0 ? 0 : -1;
    }
    file.get((int) streamPos, into, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return file.limit();
  }
}
