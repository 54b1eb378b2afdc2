package dev.katong.image.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Names of files that others chose, made such that they do no harm and all systems allow them. */
public final class SafeName {
  /** In bytes; systems allow 255, and a style and a number are added. */
  private static final int MOST_PART = 180;

  private static final int MOST_PATH = 800;
  private static final String NAMELESS = "photo";

  /** Names of devices, which Windows knows with any ending. */
  private static final String DEVICES = "(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?";

  private SafeName() {}

  /** A name with its folders, relative and without steps upwards, or what would harm a terminal. */
  public static String path(String name) {
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

  /** A path whose parts Windows allows too: without its special letters, devices, last dots. */
  public static String everywhere(String path) {
    return Arrays.stream(path.split("/"))
        .map(part -> part.replaceAll("[<>:\"|?*]", "_").replaceAll("[. ]+$", "_"))
        .map(part -> part.matches(DEVICES) ? "_" + part : part)
        .collect(Collectors.joining("/"));
  }

  /** Keeps the ending, which tells the kind. */
  private static String shortened(String part) {
    if (part.getBytes(UTF_8).length <= MOST_PART) {
      return part;
    }
    int dot = part.lastIndexOf('.');
    String ending = dot > 0 && part.length() - dot <= 10 ? part.substring(dot) : "";
    int left = MOST_PART - ending.getBytes(UTF_8).length;
    StringBuilder start = new StringBuilder();
    for (int letter : part.codePoints().toArray()) {
      left -= Character.toString(letter).getBytes(UTF_8).length;
      if (left < 0) {
        break;
      }
      start.appendCodePoint(letter);
    }
    return start + ending;
  }
}
