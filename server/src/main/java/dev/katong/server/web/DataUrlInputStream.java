package dev.katong.server.web;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON with the heads of data URLs left out: {@code "data:image/png;base64,iVBO…"} is read as
 * {@code "iVBO…"}, so that what is left is base64 and can be decoded as it comes.
 */
final class DataUrlInputStream extends FilterInputStream {
  private static final int LONGEST_HEAD = 256;
  private static final Pattern HEAD = Pattern.compile("^data:[^\",]{0,240};base64,");

  DataUrlInputStream(InputStream in) {
    super(new BufferedInputStream(in));
  }

  @Override
  public int read() throws IOException {
    int next = in.read();
    if (next == '"') {
      skipHead();
    }
    return next;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = 0;
    while (count < length) {
      int next = read();
      if (next < 0) {
        return count == 0 ? -1 : count;
      }
      bytes[offset + count++] = (byte) next;
    }
    return count;
  }

  private void skipHead() throws IOException {
    in.mark(LONGEST_HEAD);
    byte[] ahead = in.readNBytes(LONGEST_HEAD);
    in.reset();
    Matcher head = HEAD.matcher(new String(ahead, StandardCharsets.ISO_8859_1));
    if (head.find()) {
      in.skipNBytes(head.end());
    }
  }
}
