package dev.katong.forge.tensorflow.value;

/** An integer that is known only at run time, and where it then comes from. */
public sealed interface Symbol {

  /** The length of a tensor's physical axis. */
  record Length(String tensor, int axis) implements Symbol {}

  /** An element of an int64 tensor, counted in its flat order. */
  record Element(String tensor, int index) implements Symbol {}

  /** The result of integer arithmetic. */
  record Computed(IntegerOp op, Dim left, Dim right) implements Symbol {}
}
