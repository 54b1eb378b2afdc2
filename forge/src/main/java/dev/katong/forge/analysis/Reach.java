package dev.katong.forge.analysis;

import java.util.Arrays;

/**
 * The pixels of the frame that each position of a tensor depends on, along one direction. It
 * repeats with the period of the whole network: position {@code i + scale·period} depends on the
 * same pixels as position i, {@code period} pixels further. So the first positions, one period of
 * them, say all, and the phases of upsampled tensors are exact.
 *
 * <p>A position counts its own pixel too. It is there in a tile only if that pixel is, and where it
 * is not, the tile has padding in its place.
 */
final class Reach {
  private final Fraction scale;
  private final long extra;
  private final long period;
  private final long[] first;
  private final long[] last;

  private Reach(Fraction scale, long extra, long period) {
    this.scale = scale;
    this.extra = extra;
    this.period = period;
    this.first = new long[Math.toIntExact(scale.of(period))];
    this.last = new long[first.length];
    for (int i = 0; i < first.length; i++) {
      first[i] = Math.floorDiv(i * scale.denominator(), scale.numerator());
      last[i] = Math.floorDiv((i - extra) * scale.denominator(), scale.numerator());
    }
  }

  /**
   * The reach of a tensor that depends on no pixel, but has positions wherever the frame has
   * pixels.
   *
   * @param scale positions by pixel of the frame
   * @param extra positions beyond those; the tensor has {@code scale·pixels + extra}
   * @param period pixels after which all repeats
   */
  static Reach own(Fraction scale, long extra, long period) {
    return new Reach(scale, extra, period);
  }

  /** The reach of what an operator makes of this tensor. */
  Reach through(Sampling sampling, Fraction newScale, long newExtra) {
    Reach result = new Reach(newScale, newExtra, period);
    for (int i = 0; i < result.first.length; i++) {
      for (long read : sampling.reads(i)) {
        result.first[i] = Math.min(result.first[i], first(read));
        result.last[i] = Math.max(result.last[i], last(read));
      }
    }
    return result;
  }

  /** True if two tensors have the same positions. */
  boolean meets(Reach other) {
    return scale.equals(other.scale) && extra == other.extra;
  }

  /** The reach of what depends on two tensors, position by position. */
  Reach and(Reach other) {
    if (!meets(other)) {
      throw new IllegalArgumentException(
          "scales %s and %s do not meet".formatted(scale, other.scale));
    }
    Reach result = new Reach(scale, extra, period);
    for (int i = 0; i < result.first.length; i++) {
      result.first[i] = Math.min(first[i], other.first[i]);
      result.last[i] = Math.max(last[i], other.last[i]);
    }
    return result;
  }

  /** The first pixel that a position depends on. */
  long first(long position) {
    return first[Math.floorMod(position, first.length)]
        + Math.floorDiv(position, first.length) * period;
  }

  /** The last pixel that a position depends on. */
  long last(long position) {
    return last[Math.floorMod(position, last.length)]
        + Math.floorDiv(position, last.length) * period;
  }

  /** Pixels before the first of a tile's core that the core depends on, for cores on the period. */
  int before() {
    return Math.toIntExact(Math.max(0, -Arrays.stream(first).min().orElse(0)));
  }

  /** Pixels after the last of a tile's core that the core depends on, for cores on the period. */
  int after() {
    return Math.toIntExact(Math.max(0, Arrays.stream(last).max().orElse(0) - (period - 1)));
  }

  Fraction scale() {
    return scale;
  }

  long extra() {
    return extra;
  }

  /** The number of positions along a frame of that many pixels. */
  long length(long pixels) {
    return scale.of(pixels) + extra;
  }
}
