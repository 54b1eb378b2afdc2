package dev.katong.forge.tensorflow.value;

import org.jspecify.annotations.Nullable;

/**
 * An integer of a shape calculation: a constant, or a multiple of a symbol. That is enough to see
 * that a network doubles its own size; other arithmetic becomes a symbol of its own.
 */
public record Dim(@Nullable Symbol symbol, long factor) {
  public static final Dim ONE = of(1);

  public static Dim of(long value) {
    return new Dim(null, value);
  }

  public static Dim of(Symbol symbol) {
    return new Dim(symbol, 1);
  }

  public boolean isConstant() {
    return symbol == null;
  }

  public boolean is(long value) {
    return symbol == null && factor == value;
  }

  /** The value of a constant. */
  public long constant() {
    if (symbol != null) {
      throw new IllegalStateException(this + " is not constant");
    }
    return factor;
  }

  public Dim times(long multiplier) {
    return multiplier == 0 ? of(0) : new Dim(symbol, factor * multiplier);
  }

  /** This divided by {@code other}; 0 where that is not known, or not whole. */
  public long multipleOf(Dim other) {
    boolean sameBase = symbol == null ? other.symbol == null : symbol.equals(other.symbol);
    return sameBase && other.factor != 0 && factor % other.factor == 0 ? factor / other.factor : 0;
  }

  public Dim combine(IntegerOp op, Dim right) {
    if (isConstant() && right.isConstant()) {
      boolean divides =
          op == IntegerOp.DIV || op == IntegerOp.FLOOR_DIV || op == IntegerOp.FLOOR_MOD;
      if (divides && right.factor == 0) {
        throw new UnsupportedForm("divides by zero");
      }
      return of(op.apply(factor, right.factor));
    }
    boolean sameSymbol = symbol != null && symbol.equals(right.symbol);
    return switch (op) {
      case ADD ->
          sameSymbol ? sum(right.factor) : right.is(0) ? this : is(0) ? right : computed(op, right);
      case SUB -> sameSymbol ? sum(-right.factor) : right.is(0) ? this : computed(op, right);
      case MUL ->
          right.isConstant()
              ? times(right.factor)
              : isConstant() ? right.times(factor) : computed(op, right);
      case DIV, FLOOR_DIV ->
          right.isConstant() && right.factor != 0 && factor % right.factor == 0
              ? new Dim(symbol, factor / right.factor)
              : computed(op, right);
      case MAX, MIN -> equals(right) ? this : computed(op, right);
      case FLOOR_MOD -> computed(op, right);
    };
  }

  private Dim sum(long more) {
    return factor + more == 0 ? of(0) : new Dim(symbol, factor + more);
  }

  private Dim computed(IntegerOp op, Dim right) {
    return of(new Symbol.Computed(op, this, right));
  }
}
