package dev.katong.forge.tensorflow.value;

/** Arithmetic on sizes, as TensorFlow defines it. */
public enum IntegerOp {
  ADD,
  SUB,
  MUL,
  /** Division that rounds towards zero. */
  DIV,
  /** Division that rounds down. */
  FLOOR_DIV,
  /** The remainder of {@link #FLOOR_DIV}. */
  FLOOR_MOD,
  MAX,
  MIN;

  long apply(long left, long right) {
    return switch (this) {
      case ADD -> left + right;
      case SUB -> left - right;
      case MUL -> left * right;
      case DIV -> left / right;
      case FLOOR_DIV -> Math.floorDiv(left, right);
      case FLOOR_MOD -> Math.floorMod(left, right);
      case MAX -> Math.max(left, right);
      case MIN -> Math.min(left, right);
    };
  }
}
