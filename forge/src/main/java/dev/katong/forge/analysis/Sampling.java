package dev.katong.forge.analysis;

/**
 * The positions of its input that an operator reads for one position of its output, on one axis.
 */
@FunctionalInterface
interface Sampling {
  /** The operator reads only the same position. */
  Sampling SAME = position -> new long[] {position};

  /** The positions read, in any order; none where the output does not depend on the input. */
  long[] reads(long position);

  /** A shift: position i reads {@code i + by}. */
  static Sampling shifted(long by) {
    return position -> new long[] {position + by};
  }

  /** All positions between two, both included. */
  static long[] range(long first, long last) {
    long[] range = new long[(int) Math.max(0, last - first + 1)];
    for (int i = 0; i < range.length; i++) {
      range[i] = first + i;
    }
    return range;
  }
}
