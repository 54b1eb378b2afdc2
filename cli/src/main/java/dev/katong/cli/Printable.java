package dev.katong.cli;

/** Text for a terminal: names of files may hold line breaks and escape sequences. */
final class Printable {
  private Printable() {}

  /** The text of {@code value}, with {@code ?} in place of control characters. */
  static String text(Object value) {
    return String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
  }
}
