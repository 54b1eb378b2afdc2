package dev.katong.style;

import dev.katong.KatongException.BadModel;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The checks of single values of {@code style.json}; a bad one is named in the message. */
final class ManifestValues {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private ManifestValues() {}

  /**
   * Passes a name on.
   *
   * @param of the named thing, such as {@code style}
   * @throws BadModel if it is not one
   */
  static String checkName(String name, String of) {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new BadModel(
          "'"
              + name
              + "' cannot be a "
              + of
              + "'s name; use up to 64 lower-case letters, digits, '-', '_' and '.', such as "
              + (of.equals("style") ? "'anime'" : "'int8'"));
    }
    return name;
  }

  /** True if {@code name} can be that of a file in a pack: no path, no hidden file. */
  static boolean isFileName(String name) {
    return FILE_NAME.matcher(name).matches();
  }

  static void checkFile(String file, String what) {
    need(file, what);
    if (!isFileName(file)) {
      throw new BadModel(what + " is '" + file + "', which is not the name of a file in the pack");
    }
  }

  static void checkSha256(String digest, String what) {
    need(digest, what);
    if (!SHA256.matcher(digest).matches()) {
      throw new BadModel(what + " is '" + digest + "', which is not a SHA-256 in lower case");
    }
  }

  static void need(@Nullable Object value, String what) {
    if (value == null || (value instanceof String text && text.isBlank())) {
      throw new BadModel("style.json lacks " + what);
    }
  }

  static void needRange(int value, int least, int most, String what) {
    if (value < least || value > most) {
      throw new BadModel(what + " is " + value + ", it must be " + least + " to " + most);
    }
  }

  static void needRange(double value, double least, double most, String what) {
    if (!(value >= least && value <= most)) {
      throw new BadModel(what + " is " + value + ", it must be " + least + " to " + most);
    }
  }
}
