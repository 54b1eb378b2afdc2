package dev.katong.train.graph;

import ai.djl.ndarray.NDArray;

/** A value along an edge of the graph: a tensor to compute with, or sizes. */
sealed interface Operand {
  /** A tensor of floats; images are {@code [N,C,H,W]} or {@code [N,H,W,C]}. */
  record Tensor(NDArray array) implements Operand {}

  /**
   * Integers that are sizes of other tensors; PyTorch does not see them.
   *
   * @param scalar true for one number without an axis
   */
  record Sizes(long[] numbers, boolean scalar) implements Operand {}
}
