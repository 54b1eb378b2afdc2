package dev.katong.image;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file is not decoded; the message is the end of a sentence that begins with its name. */
public final class Refused extends IOException {
  private static final long serialVersionUID = 1L;

  private Refused(String why, @Nullable Throwable cause) {
    super(why, cause);
  }

  /** The file is damaged. */
  public static Refused damaged(String what) {
    return new Refused("is damaged: " + what, null);
  }

  /** The decoder cannot be used, whatever the file. */
  public static Refused withoutDecoder(String why, @Nullable Throwable cause) {
    return new Refused("cannot be decoded: " + why, cause);
  }

  /** No decoder here knows the kind. */
  public static Refused unknown(String kind, @Nullable Throwable cause) {
    return new Refused(
        "is %s, which cannot be decoded here; save it as JPEG or PNG".formatted(kind), cause);
  }
}
