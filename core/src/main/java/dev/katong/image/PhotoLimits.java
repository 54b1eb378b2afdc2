package dev.katong.image;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The limits of photos that are decoded. Both are known before a pixel is made: the file's length,
 * and what its header says.
 *
 * @param maxPixels at least 1, at most {@link #MOST_PIXELS}
 * @param maxBytes of the file, at least 1, at most {@link Integer#MAX_VALUE}
 */
public record PhotoLimits(long maxPixels, long maxBytes) {
  /** 100 megapixels in 64 MB. */
  public static final PhotoLimits DEFAULTS = new PhotoLimits(100_000_000, 64L << 20);

  /** The limits of the decoders. */
  public static final long MOST_PIXELS = 1L << 30;

  /** As wide as limits may be, for pictures of one's own. */
  public static final PhotoLimits WIDEST = new PhotoLimits(MOST_PIXELS, Integer.MAX_VALUE);

  private static final Pattern PIXELS = Pattern.compile("(\\d{1,10}(?:\\.\\d{1,6})?) ?([km]?)p?");

  public PhotoLimits {
    if (maxPixels < 1 || maxPixels > MOST_PIXELS) {
      throw new IllegalArgumentException(
          "the most pixels of a photo are 1 to " + MOST_PIXELS + ", not " + maxPixels);
    }
    if (maxBytes < 1 || maxBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the most bytes of a photo are 1 to " + Integer.MAX_VALUE + ", not " + maxBytes);
    }
  }

  /** These with other pixels. */
  public PhotoLimits pixels(long most) {
    return new PhotoLimits(most, maxBytes);
  }

  /** These with other bytes. */
  public PhotoLimits bytes(long most) {
    return new PhotoLimits(maxPixels, most);
  }

  /**
   * The number of pixels that a person asks for: {@code 24000000}, {@code 24m} or {@code 24MP}. A k
   * is a thousand, an m is a million.
   *
   * @throws IllegalArgumentException if it is something else, or outside the bounds; the message
   *     says what is allowed
   */
  public static long parsePixels(String text) {
    Matcher form = PIXELS.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (form.matches()) {
      int zeros = form.group(2).isEmpty() ? 0 : form.group(2).equals("k") ? 3 : 6;
      long pixels = new BigDecimal(form.group(1)).movePointRight(zeros).longValue();
      if (pixels >= 1 && pixels <= MOST_PIXELS) {
        return pixels;
      }
    }
    throw new IllegalArgumentException(
        "'%s' is not a number of pixels from 1 to %d, such as 24000000 or 24m"
            .formatted(text, MOST_PIXELS));
  }

  /** The number for people, such as {@code 12.2 megapixels}. */
  static String pixelsText(long pixels) {
    return pixels < 100_000
        ? pixels + " pixels"
        : String.format(
            Locale.ROOT, pixels < 99_950_000 ? "%.1f megapixels" : "%.0f megapixels", pixels / 1e6);
  }
}
