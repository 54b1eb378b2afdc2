package dev.katong.image.archive;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Gives each file a path of its own that all systems allow. Paths that differ only in the case of
 * letters count as the same, as some systems take them.
 */
public final class UniqueNames {
  private final Set<String> given = new HashSet<>();

  /**
   * The path of another file.
   *
   * @param path as {@link SafeName#path} gives it; gets a number before its ending if it was given
   *     before
   */
  public String of(String path) {
    String allowed = SafeName.everywhere(path);
    int dot = allowed.lastIndexOf('.');
    int end = dot > allowed.lastIndexOf('/') + 1 ? dot : allowed.length();
    String candidate = allowed;
    for (int number = 2; !given.add(candidate.toLowerCase(Locale.ROOT)); number++) {
      candidate = allowed.substring(0, end) + "-" + number + allowed.substring(end);
    }
    return candidate;
  }
}
