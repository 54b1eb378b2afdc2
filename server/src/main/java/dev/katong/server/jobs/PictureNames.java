package dev.katong.server.jobs;

import dev.katong.image.archive.SafeName;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Names of pictures for people to read. None is ever a path on the service's disk. */
final class PictureNames {
  /** Names that were given, so that the next gets another; without regard to case. */
  private final Set<String> given = new HashSet<>();

  /** The last part of a name, without what would harm a terminal or a page. */
  static String plain(String name) {
    String path = SafeName.path(name);
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The name of a photo's cartoon. */
  static String cartoon(String photo, String style, String format) {
    int dot = photo.lastIndexOf('.');
    String stem = dot > photo.lastIndexOf('/') + 1 ? photo.substring(0, dot) : photo;
    return stem + "-" + style + "." + format;
  }

  /**
   * A name for a file in an archive, with a number if it was given before; allowed on all systems.
   */
  String unique(String name) {
    String allowed = SafeName.everywhere(name);
    int dot = allowed.lastIndexOf('.');
    String candidate = allowed;
    for (int number = 2; !given.add(candidate.toLowerCase(Locale.ROOT)); number++) {
      candidate = allowed.substring(0, dot) + "-" + number + allowed.substring(dot);
    }
    return candidate;
  }
}
