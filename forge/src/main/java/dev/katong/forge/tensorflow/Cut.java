package dev.katong.forge.tensorflow;

import dev.katong.forge.tensorflow.value.Dim;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import org.jspecify.annotations.Nullable;

/**
 * The effect of a slice on one axis.
 *
 * @param begin the first place, negative from the end; null for the first possible
 * @param end the place behind the last, negative from the end; null for all there are
 */
record Cut(Kind kind, @Nullable Dim begin, @Nullable Dim end, long step) {
  enum Kind {
    /** Keeps places from begin to end. */
    RANGE,
    /** Keeps the place begin and drops the axis. */
    PLACE,
    /** Drops an axis of length 1. */
    ONLY,
    /** Adds an axis of length 1; it uses no axis of the input. */
    NEW
  }

  static final Cut WHOLE = new Cut(Kind.RANGE, null, null, 1);
  static final Cut NEW = new Cut(Kind.NEW, null, null, 1);
  static final Cut ONLY = new Cut(Kind.ONLY, null, null, 1);

  static Cut at(Dim place) {
    return new Cut(Kind.PLACE, place, null, 1);
  }

  static Cut range(@Nullable Dim begin, @Nullable Dim end, long step) {
    if (step == 0) {
      throw new UnsupportedForm("with a stride of 0");
    }
    return new Cut(Kind.RANGE, begin, end, step);
  }

  boolean drops() {
    return kind == Kind.PLACE || kind == Kind.ONLY;
  }

  /** True if this keeps all of an axis, as far as one can tell. */
  boolean isWhole(Dim length) {
    if (kind != Kind.RANGE) {
      return false;
    }
    boolean fromStart = begin == null || begin.is(0);
    boolean toEnd = end == null || end.equals(length);
    if (step != 1 || (fromStart && toEnd)) {
      return step == 1;
    }
    return isConstant(length) && start(length) == 0 && count(length) == length.constant();
  }

  /** True if the places that this keeps of an axis are known at import. */
  boolean isConstant(Dim length) {
    return length.isConstant()
        && (begin == null || begin.isConstant())
        && (end == null || end.isConstant());
  }

  /** The first place that is kept. */
  int start(Dim length) {
    long n = length.constant();
    if (kind == Kind.PLACE) {
      long place = wrapped(begin, n, 0);
      if (place < 0 || place >= n) {
        throw new UnsupportedForm("of place " + place + " in an axis of length " + n);
      }
      return (int) place;
    }
    return step > 0
        ? (int) clamp(wrapped(begin, n, 0), 0, n)
        : (int) clamp(wrapped(begin, n, n - 1), -1, n - 1);
  }

  /** The number of places that are kept. */
  int count(Dim length) {
    if (kind != Kind.RANGE) {
      return 1;
    }
    long n = length.constant();
    long first = start(length);
    long last =
        step > 0 ? clamp(wrapped(end, n, n), 0, n) : clamp(wrapped(end, n, -1 - n), -1, n - 1);
    return (int) Math.max(0, Math.floorDiv(last - first + step - Long.signum(step), step));
  }

  private static long wrapped(@Nullable Dim place, long length, long standard) {
    if (place == null) {
      return standard;
    }
    return place.constant() < 0 ? place.constant() + length : place.constant();
  }

  private static long clamp(long value, long low, long high) {
    return Math.max(low, Math.min(high, value));
  }
}
