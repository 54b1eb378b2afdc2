package dev.katong.forge.quantize;

/**
 * The numbers that the values of a byte stand for: {@code scale · (byte − zero)}. Zero is always
 * among them, because convolutions pad with it.
 *
 * @param scale the distance of two values, above 0
 * @param zero the byte that stands for 0, 0 to 255
 */
record Levels(float scale, int zero) {
  private static final int HIGHEST = 255;

  Levels {
    if (!(scale > 0) || Float.isInfinite(scale)) {
      throw new IllegalArgumentException("scale is " + scale + "; it must be above 0");
    }
    if (zero < 0 || zero > HIGHEST) {
      throw new IllegalArgumentException("zero is " + zero + "; it must be 0 to " + HIGHEST);
    }
  }

  /** Levels that reach from one number to another, both widened to 0 where they leave it out. */
  static Levels between(double least, double most) {
    double low = Math.min(0, least);
    double high = Math.max(0, most);
    double scale = Math.max((high - low) / HIGHEST, Float.MIN_NORMAL);
    return new Levels((float) scale, (int) Math.round(-low / scale));
  }

  /** The lowest number. */
  double least() {
    return -(double) scale * zero;
  }

  /** The highest number. */
  double most() {
    return (double) scale * (HIGHEST - zero);
  }
}
