package dev.katong.memory;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Amounts of memory as people write and read them. Units are binary, as those of {@code java -Xmx}
 * and {@code docker run --memory} are: k, m, g and t, also written kB, MB, GB, TB or KiB, MiB, GiB,
 * TiB, each stand for 1024 of the one before; {@code 512 MB} is 536,870,912 bytes.
 */
public final class MemorySize {
  /** The smallest size that is accepted; a smaller number mostly means a forgotten unit. */
  private static final long LEAST = 1L << 20;

  private static final long MOST = 1L << 50;
  private static final int STEP = 1024;
  private static final List<String> UNITS = List.of("bytes", "kB", "MB", "GB", "TB");
  private static final String LETTERS = "kmgt";
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,18}(?:\\.\\d{1,18})?) ?(?:([kmgt])(?:i?b)?|b|bytes)?");

  private MemorySize() {}

  /**
   * The bytes that a person asks for.
   *
   * @param text a number of 1 MB to 1024 TB with or without a unit, such as {@code 600m}, {@code
   *     1.5g}, {@code 512MB}, {@code 2GiB}, {@code 800000k} or {@code 536870912}; large and small
   *     letters are the same, and one space may stand before the unit
   * @throws IllegalArgumentException if it is something else, or outside these bounds; the message
   *     names the text and the allowed forms
   */
  public static long parse(String text) {
    Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (form.matches()) {
      String unit = form.group(2);
      long factor = unit == null ? 1 : 1L << (10 * (1 + LETTERS.indexOf(unit)));
      BigDecimal bytes = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(factor));
      boolean allowed =
          bytes.compareTo(BigDecimal.valueOf(LEAST)) >= 0
              && bytes.compareTo(BigDecimal.valueOf(MOST)) <= 0;
      if (allowed) {
        return bytes.setScale(0, RoundingMode.HALF_UP).longValueExact();
      }
    }
    throw new IllegalArgumentException(
        "'%s' is not an amount of memory of 1 MB to 1024 TB, such as 600m, 1.5g, 2GiB or 536870912"
            .formatted(text));
  }

  /**
   * The amount for people: {@code 512 MB}, {@code 1.4 GB}. It has one decimal below 100 where that
   * is not 0, none above, and is rounded to the nearest; {@link #parse} reads it from 1 MB on.
   *
   * @param bytes at least 0
   */
  public static String text(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException(bytes + " bytes are less than nothing");
    }
    double amount = bytes;
    int unit = 0;
    // What would be rounded to 1024 of a unit is 1 of the next.
    while (unit < UNITS.size() - 1 && (unit == 0 ? amount >= STEP : amount >= STEP - 0.5)) {
      amount /= STEP;
      unit++;
    }
    double tenths = Math.round(amount * 10) / 10.0;
    boolean whole = tenths >= 100 || tenths == Math.rint(tenths);
    return whole
        ? "%d %s".formatted(Math.round(amount), UNITS.get(unit))
        : String.format(Locale.ROOT, "%.1f %s", tenths, UNITS.get(unit));
  }
}
