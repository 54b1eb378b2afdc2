package dev.katong.train.distill;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** Errors of tensors as parts of what they vary by. */
final class Errors {
  private static final float LEAST_VARIANCE = 1e-6f;

  private Errors() {}

  /** The mean of the tensors' mean square errors, each divided by the expected one's variance. */
  static NDArray mean(List<NDArray> shown, List<NDArray> expected) {
    NDArray sum = of(shown.get(0), expected.get(0));
    for (int i = 1; i < expected.size(); i++) {
      sum = sum.add(of(shown.get(i), expected.get(i)));
    }
    return sum.div(expected.size());
  }

  private static NDArray of(NDArray shown, NDArray expected) {
    NDArray variance = expected.sub(expected.mean()).square().mean();
    return shown.sub(expected).square().mean().div(variance.add(LEAST_VARIANCE));
  }
}
