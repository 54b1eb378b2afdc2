package dev.katong.image.io;

import static org.bytedeco.opencv.global.opencv_imgcodecs.imwriteWithMetadata;

import dev.katong.image.NativeMetadata;
import dev.katong.image.PictureFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Pictures that OpenCV encodes straight into a file. It does not tell why it failed, and overlooks
 * a disk that is full at the last few bytes; so this looks at the end of the file.
 */
public final class PictureStream {
  /** As much of a file's end as a PNG's last chunk takes. */
  private static final int END_BYTES = 12;

  private static final long PNG_LAST_CHUNK_TYPE_AND_SUM = 0x49454e44_ae426082L;
  private static final int JPEG_END = 0xffd9;

  private PictureStream() {}

  /**
   * Writes a picture.
   *
   * @param file ends with the format's extension
   * @return true if the file is there and whole; if not, it may hold anything, or be gone
   */
  public static boolean write(
      Mat picture, Path file, PictureFormat format, IntPointer settings, NativeMetadata metadata)
      throws IOException {
    Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    boolean reachable =
        file.getFileSystem().equals(FileSystems.getDefault())
            && names.newEncoder().canEncode(file.toString());
    if (!reachable) {
      return false;
    }
    try (BytePointer path = new BytePointer(file.toString(), names)) {
      return imwriteWithMetadata(path, picture, metadata.types(), metadata.blocks(), settings)
          && isWhole(file, format);
    } catch (RuntimeException e) {
      return false;
    }
  }

  public static boolean isWhole(Path file, PictureFormat format) throws IOException {
    try (SeekableByteChannel in = Files.newByteChannel(file)) {
      long size = in.size();
      if (size < END_BYTES) {
        return false;
      }
      return switch (format) {
        case PNG -> read(in, size - END_BYTES).getLong(4) == PNG_LAST_CHUNK_TYPE_AND_SUM;
        case JPEG -> (read(in, size - END_BYTES).getShort(10) & 0xffff) == JPEG_END;
        // A RIFF file begins with its own length, less 8 bytes.
        case WEBP -> read(in, 0).order(ByteOrder.LITTLE_ENDIAN).getInt(4) + 8L == size;
      };
    }
  }

  private static ByteBuffer read(SeekableByteChannel in, long from) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(END_BYTES);
    in.position(from);
    while (bytes.hasRemaining() && in.read(bytes) >= 0) {}
    return bytes;
  }
}
