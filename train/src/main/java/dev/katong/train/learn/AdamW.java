package dev.katong.train.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Changes weights by their gradients: I. Loshchilov and F. Hutter, "Decoupled Weight Decay
 * Regularization", ICLR 2019, with the usual β = 0.9, 0.999. Its state can be kept and brought
 * back.
 */
public final class AdamW implements AutoCloseable {
  private static final float BETA_1 = 0.9f;
  private static final float BETA_2 = 0.999f;
  private static final float EPSILON = 1e-8f;
  private static final float NO_CLIPPING = -1;

  private final Map<String, NDArray> weights;
  private final Map<String, NDArray> means = new LinkedHashMap<>();
  private final Map<String, NDArray> squares = new LinkedHashMap<>();
  private final NDManager manager;
  private final float decay;

  /**
   * An optimizer.
   *
   * @param weights by name; each requires its gradient
   * @param decay by which weights shrink at each step, times the rate; 0 for none
   */
  public AdamW(Map<String, NDArray> weights, float decay, NDManager parent) {
    this.weights = weights;
    this.decay = decay;
    this.manager = parent.newSubManager();
    weights.forEach(
        (name, weight) -> {
          means.put(name, manager.zeros(weight.getShape()));
          squares.put(name, manager.zeros(weight.getShape()));
        });
  }

  /**
   * One step along all gradients, which PyTorch sets to zero.
   *
   * @param step counted from 1
   */
  public void update(int step, float rate) {
    double first = 1 - Math.pow(BETA_1, step);
    double second = 1 - Math.pow(BETA_2, step);
    float corrected = (float) (rate * Math.sqrt(second) / first);
    weights.forEach(
        (name, weight) -> {
          try (NDArray gradient = weight.getGradient()) {
            weight
                .getNDArrayInternal()
                .adamUpdate(
                    new NDList(weight, gradient, means.get(name), squares.get(name)),
                    new NDList(weight),
                    rate,
                    corrected,
                    decay,
                    1,
                    NO_CLIPPING,
                    BETA_1,
                    BETA_2,
                    EPSILON,
                    true,
                    true);
          }
        });
  }

  /** All that a later run needs to go on from here. */
  public Map<String, float[]> state() {
    Map<String, float[]> state = new LinkedHashMap<>();
    means.forEach((name, mean) -> state.put("mean/" + name, mean.toFloatArray()));
    squares.forEach((name, square) -> state.put("square/" + name, square.toFloatArray()));
    return state;
  }

  /** Goes on from a state. */
  public void restore(Map<String, float[]> state) {
    means.forEach((name, mean) -> Checkpoint.fill(mean, state, "mean/" + name));
    squares.forEach((name, square) -> Checkpoint.fill(square, state, "square/" + name));
  }

  @Override
  public void close() {
    manager.close();
  }
}
