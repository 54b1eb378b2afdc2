package dev.katong.image;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A colour of sRGB, such as the one that transparent parts are shown on.
 *
 * @param red 0 to 255
 * @param green 0 to 255
 * @param blue 0 to 255
 */
public record Colour(int red, int green, int blue) {
  public static final Colour WHITE = new Colour(255, 255, 255);

  private static final Pattern HEX = Pattern.compile("#?([0-9a-f]{3}|[0-9a-f]{6})");

  /** The sixteen basic names of CSS. */
  private static final Map<String, Colour> NAMES =
      Map.ofEntries(
          Map.entry("white", WHITE),
          Map.entry("silver", new Colour(192, 192, 192)),
          Map.entry("gray", new Colour(128, 128, 128)),
          Map.entry("grey", new Colour(128, 128, 128)),
          Map.entry("black", new Colour(0, 0, 0)),
          Map.entry("red", new Colour(255, 0, 0)),
          Map.entry("maroon", new Colour(128, 0, 0)),
          Map.entry("yellow", new Colour(255, 255, 0)),
          Map.entry("olive", new Colour(128, 128, 0)),
          Map.entry("lime", new Colour(0, 255, 0)),
          Map.entry("green", new Colour(0, 128, 0)),
          Map.entry("aqua", new Colour(0, 255, 255)),
          Map.entry("teal", new Colour(0, 128, 128)),
          Map.entry("blue", new Colour(0, 0, 255)),
          Map.entry("navy", new Colour(0, 0, 128)),
          Map.entry("fuchsia", new Colour(255, 0, 255)),
          Map.entry("purple", new Colour(128, 0, 128)));

  public Colour {
    if (outside(red) || outside(green) || outside(blue)) {
      throw new IllegalArgumentException(
          "the parts of a colour are 0 to 255, not %d, %d, %d".formatted(red, green, blue));
    }
  }

  private static boolean outside(int part) {
    return part < 0 || part > 255;
  }

  /**
   * The colour that a person names, as in CSS: {@code #rrggbb}, {@code #rgb} (the {@code #} may be
   * left out, since shells take it for a comment), or one of the sixteen basic names, such as
   * {@code white}; in either case.
   *
   * @throws IllegalArgumentException if it is none of these; the message says what is allowed
   */
  public static Colour parse(String text) {
    String plain = text.strip().toLowerCase(Locale.ROOT);
    Colour named = NAMES.get(plain);
    if (named != null) {
      return named;
    }
    if (!HEX.matcher(plain).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a colour such as white, black, f80 or ff8800".formatted(text));
    }
    String digits = plain.startsWith("#") ? plain.substring(1) : plain;
    int value = Integer.parseInt(digits, 16);
    return digits.length() == 6
        ? new Colour(value >> 16, value >> 8 & 0xff, value & 0xff)
        : new Colour(17 * (value >> 8), 17 * (value >> 4 & 0xf), 17 * (value & 0xf));
  }

  /** Such as {@code #ff8800}; {@link #parse} reads it. */
  public String text() {
    return "#%02x%02x%02x".formatted(red, green, blue);
  }
}
