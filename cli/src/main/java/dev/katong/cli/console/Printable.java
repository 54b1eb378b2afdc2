package dev.katong.cli.console;

import java.nio.file.Path;

/** Text for a terminal: names of files may hold line breaks and escape sequences. */
public final class Printable {
  private Printable() {}

  /** The text of {@code value}, with {@code ?} in place of control characters. */
  public static String text(Object value) {
    return String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
  }

  /** A path, with {@code ~} in place of the user's home. */
  public static String path(Path path) {
    Path home = Path.of(System.getProperty("user.home", ""));
    boolean inside = home.isAbsolute() && home.getNameCount() > 0 && path.startsWith(home);
    return inside ? Path.of("~").resolve(home.relativize(path)).toString() : path.toString();
  }
}
