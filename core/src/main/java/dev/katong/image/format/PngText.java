package dev.katong.image.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;

/**
 * A chunk of XMP at the end of a PNG (W3C PNG, 11.3.3.4; ISO 16684-3). OpenCV would write it as one
 * of Latin letters, and read beyond its end.
 */
public final class PngText {
  private static final String KEYWORD = "XML:com.adobe.xmp";

  /**
   * Zeros behind the keyword: its end, not compressed, by no method, in no language, untranslated.
   */
  private static final int ZEROS = 5;

  /** A chunk's length, type and sum. */
  private static final int FRAME_BYTES = 12;

  /** The last chunk, which is empty. */
  public static final int END_BYTES = FRAME_BYTES;

  private PngText() {}

  /** Puts the packet into a PNG that is whole. */
  public static void addTo(Path png, String xmp) throws IOException {
    try (SeekableByteChannel file =
        Files.newByteChannel(png, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = file.size() - END_BYTES;
      ByteBuffer last = ByteBuffer.allocate(END_BYTES);
      file.position(end);
      while (last.hasRemaining() && file.read(last) >= 0) {}
      byte[] chunk = chunk(xmp);
      ByteBuffer both =
          ByteBuffer.allocate(chunk.length + END_BYTES).put(chunk).put(last.flip()).flip();
      file.position(end);
      while (both.hasRemaining()) {
        file.write(both);
      }
    }
  }

  /** The chunks that go before the last one. */
  public static byte[] chunk(String xmp) {
    byte[] packet = xmp.getBytes(UTF_8);
    int length = KEYWORD.length() + ZEROS + packet.length;
    ByteBuffer chunk =
        ByteBuffer.allocate(FRAME_BYTES + length)
            .putInt(length)
            .put("iTXt".getBytes(ISO_8859_1))
            .put(KEYWORD.getBytes(ISO_8859_1))
            .put(new byte[ZEROS])
            .put(packet);
    CRC32 sum = new CRC32();
    sum.update(chunk.array(), 4, 4 + length);
    return chunk.putInt((int) sum.getValue()).array();
  }
}
