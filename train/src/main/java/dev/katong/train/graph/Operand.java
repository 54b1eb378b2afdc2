package dev.katong.train.graph;

import ai.djl.ndarray.NDArray;

/** What flows along an edge of the graph: values that are computed with, or sizes. */
sealed interface Value {
  /** A tensor of floats; images are {@code [N,C,H,W]} or {@code [N,H,W,C]}. */
  record Tensor(NDArray array) implements Value {}

  /**
   * Whole numbers that shape other tensors, of which PyTorch need not know.
   *
   * @param scalar whether this is one number without an axis
   */
  record Sizes(long[] numbers, boolean scalar) implements Value {}
}
