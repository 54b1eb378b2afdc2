package dev.katong.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Small deflated parts of files (RFC 1950), unpacked up to a limit. */
public final class Inflated {
  private Inflated() {}

  /**
   * Inflates.
   *
   * @param most bytes that may come of it
   * @return null if it is damaged, or more than that
   */
  public static byte @Nullable [] of(ByteBuffer deflated, int most) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(deflated);
      ByteArrayOutputStream result = new ByteArrayOutputStream();
      byte[] part = new byte[1 << 13];
      while (!inflater.finished()) {
        int count = inflater.inflate(part);
        if (count == 0 || result.size() > most) {
          return null;
        }
        result.write(part, 0, count);
      }
      return result.toByteArray();
    } catch (DataFormatException e) {
      return null;
    } finally {
      inflater.end();
    }
  }
}
