package dev.katong.forge;

import dev.katong.KatongException.BadPhoto;
import java.io.IOException;
import java.io.InputStream;

/** The portrait that comes with the program, for trials where there are no photos. */
public final class Portrait {
  /** Drawn by code of this project: nobody's face. */
  private static final String FILE = "portrait.jpg";

  private Portrait() {}

  /** The file's bytes. */
  public static byte[] jpeg() {
    try (InputStream in = Portrait.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new BadPhoto("Katong lacks its drawn portrait; install it anew");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new BadPhoto("the drawn portrait cannot be read; install Katong anew", e);
    }
  }
}
