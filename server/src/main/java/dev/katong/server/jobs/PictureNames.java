package dev.katong.server.jobs;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Names of pictures for people to read. None is ever a path on the service's disk. */
final class PictureNames {
  private static final int MOST_NAME = 200;
  private static final int MOST_PATH = 800;
  private static final String NAMELESS = "photo";

  /** Names that were given, so that the next gets another; without regard to case. */
  private final Set<String> given = new HashSet<>();

  /** The last part of a name, without what would harm a terminal or a page. */
  static String plain(String name) {
    String path = path(name);
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** A name with its folders, relative and without steps upwards. */
  static String path(String name) {
    StringBuilder path = new StringBuilder();
    for (String part : name.split("[/\\\\]", -1)) {
      String clean = part.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}]", "").strip();
      boolean step = clean.isEmpty() || clean.equals(".") || clean.equals("..");
      if (!step && !clean.matches("[A-Za-z]:")) {
        path.append(path.isEmpty() ? "" : "/").append(shortened(clean));
      }
    }
    if (path.length() > MOST_PATH) {
      path.delete(0, path.lastIndexOf("/") + 1);
    }
    return path.isEmpty() ? NAMELESS : path.toString();
  }

  /** Keeps the ending, which tells the kind. */
  private static String shortened(String part) {
    if (part.length() <= MOST_NAME) {
      return part;
    }
    int dot = part.lastIndexOf('.');
    String ending = dot > 0 && part.length() - dot <= 10 ? part.substring(dot) : "";
    return part.substring(0, MOST_NAME - ending.length()) + ending;
  }

  /** The name of a photo's cartoon. */
  static String cartoon(String photo, String style, String format) {
    int dot = photo.lastIndexOf('.');
    String stem = dot > photo.lastIndexOf('/') + 1 ? photo.substring(0, dot) : photo;
    return stem + "-" + style + "." + format;
  }

  /**
   * A name for a file in an archive, with a number if it was given before. Letters that Windows
   * does not allow are replaced.
   */
  String unique(String name) {
    String allowed = name.replaceAll("[<>:\"|?*]", "_");
    int dot = allowed.lastIndexOf('.');
    String candidate = allowed;
    for (int number = 2; !given.add(candidate.toLowerCase(Locale.ROOT)); number++) {
      candidate = allowed.substring(0, dot) + "-" + number + allowed.substring(dot);
    }
    return candidate;
  }
}
