package dev.katong.forge.analysis;

/**
 * The input positions of a resizing, in exact arithmetic: output position i lies at input position
 * {@code i/f}, {@code (i + ½)/f − ½} or, from corner to corner, {@code i·(in − 1)/(out − 1)}, as
 * ONNX's Resize defines it.
 *
 * @param factor positions of the output by position of the input
 * @param antialias true if filters are widened as the picture shrinks
 */
record Resampling(Fraction factor, Grid grid, boolean antialias) {
  /** The positions of the output on the input's grid. */
  enum Grid {
    ASYMMETRIC,
    HALF_PIXEL,
    ALIGN_CORNERS,
    UNKNOWN
  }

  /**
   * An interpolation.
   *
   * @param radius positions on each side that the filter reaches: 1 for linear, 2 for cubic
   */
  Sampling over(int radius) {
    long support =
        antialias && factor.value() < 1
            ? -Math.floorDiv(-radius * factor.denominator(), factor.numerator())
            : radius;
    if (grid == Grid.ALIGN_CORNERS || grid == Grid.UNKNOWN || support > radius) {
      return position ->
          Sampling.range(
              floor(position) + drift(false) - support,
              floor(position) + drift(true) + support + 1);
    }
    return position ->
        isWhole(position)
            ? new long[] {floor(position)}
            : Sampling.range(floor(position) - radius + 1, floor(position) + radius);
  }

  /** The nearest position, by ONNX's {@code nearest_mode}. */
  Sampling nearest(String mode) {
    if (grid == Grid.ALIGN_CORNERS || grid == Grid.UNKNOWN) {
      return position ->
          Sampling.range(floor(position) + drift(false), floor(position) + drift(true) + 1);
    }
    return position -> new long[] {rounded(position, mode)};
  }

  private long rounded(long position, String mode) {
    long floor = floor(position);
    // Twice the fraction that is left, against one half.
    long half = Long.compare(2 * (numerator(position) - floor * denominator()), denominator());
    return switch (mode) {
      case "floor" -> floor;
      case "ceil" -> isWhole(position) ? floor : floor + 1;
      case "round_prefer_ceil" -> half >= 0 ? floor + 1 : floor;
      default -> half > 0 ? floor + 1 : floor;
    };
  }

  /**
   * The most by which aligned corners shift a position from the asymmetric grid: up to {@code 1/f −
   * 1}.
   */
  private long drift(boolean up) {
    double most = 1 / factor.value() - 1;
    return up ? (long) Math.ceil(Math.max(most, 0)) : (long) Math.floor(Math.min(most, 0));
  }

  private long floor(long position) {
    return Math.floorDiv(numerator(position), denominator());
  }

  private boolean isWhole(long position) {
    return numerator(position) % denominator() == 0;
  }

  /** The input position times {@link #denominator}. */
  private long numerator(long position) {
    return grid == Grid.HALF_PIXEL
        ? (2 * position + 1) * factor.denominator() - factor.numerator()
        : 2 * position * factor.denominator();
  }

  private long denominator() {
    return 2 * factor.numerator();
  }
}
