package dev.katong.forge.analysis;

/** A positive rational number in lowest terms, such as a tensor's positions by input pixel. */
record Fraction(long numerator, long denominator) {
  static final Fraction ONE = new Fraction(1, 1);

  Fraction {
    if (numerator <= 0 || denominator <= 0) {
      throw new IllegalArgumentException(
          "%d/%d is no positive fraction".formatted(numerator, denominator));
    }
    long common = greatestCommonDivisor(numerator, denominator);
    numerator /= common;
    denominator /= common;
  }

  Fraction over(Fraction other) {
    return new Fraction(
        Math.multiplyExact(numerator, other.denominator),
        Math.multiplyExact(denominator, other.numerator));
  }

  Fraction times(Fraction other) {
    return new Fraction(
        Math.multiplyExact(numerator, other.numerator),
        Math.multiplyExact(denominator, other.denominator));
  }

  /** This many times a number that makes it whole. */
  long of(long number) {
    long product = Math.multiplyExact(number, numerator);
    if (product % denominator != 0) {
      throw new IllegalArgumentException("%s of %d is not whole".formatted(this, number));
    }
    return product / denominator;
  }

  double value() {
    return (double) numerator / denominator;
  }

  /**
   * True if single precision holds the value exactly, as it does every multiple of a power of two.
   */
  boolean isExactFloat() {
    return Long.bitCount(denominator) == 1;
  }

  static long leastCommonMultiple(long a, long b) {
    return Math.multiplyExact(a / greatestCommonDivisor(a, b), b);
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }

  @Override
  public String toString() {
    return denominator == 1 ? Long.toString(numerator) : numerator + "/" + denominator;
  }
}
