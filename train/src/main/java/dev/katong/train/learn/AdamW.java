package dev.katong.train.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.katong.memory.NativeMemory;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Changes weights by their gradients: I. Loshchilov and F. Hutter, "Decoupled Weight Decay
 * Regularization", ICLR 2019, with the usual β = 0.9, 0.999. Its state can be kept and brought
 * back.
 *
 * <p>A gradient far longer than usual is shortened. One freak batch would else push all weights
 * aside, and its square would hold them there for thousands of steps.
 */
public final class AdamW implements AutoCloseable {
  private static final float BETA_1 = 0.9f;
  private static final float BETA_2 = 0.999f;
  private static final float EPSILON = 1e-8f;
  private static final float NO_CLIPPING = -1;

  /** The longest gradient, in multiples of the usual length. */
  private static final double LONGEST = 10;

  /** The weight of one step in the usual length. */
  private static final double SHARE_OF_STEP = 0.02;

  private static final String USUAL = "usual";

  private final Map<String, NDArray> weights;
  private final Map<String, NDArray> means = new LinkedHashMap<>();
  private final Map<String, NDArray> squares = new LinkedHashMap<>();
  private final NDManager manager;
  private final float decay;

  /** The running mean of the gradients' lengths; 0 before the first step. */
  private double usual;

  /**
   * Creates an optimizer.
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
   * One step along all gradients, which PyTorch sets to zero. None is made along a gradient that is
   * not a number.
   *
   * @param step counted from 1
   */
  public void update(int step, float rate) {
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    weights.forEach((name, weight) -> gradients.put(name, weight.getGradient()));
    try {
      double length = length(gradients.values());
      if (Double.isFinite(length)) {
        update(gradients, step, rate, shortening(length));
      } else {
        gradients.values().forEach(gradient -> gradient.set(new float[(int) gradient.size()]));
      }
    } finally {
      NativeMemory.release(gradients.values());
    }
  }

  private static double length(Collection<NDArray> gradients) {
    double squares = 0;
    for (NDArray gradient : gradients) {
      try (NDArray square = gradient.square();
          NDArray sum = square.sum()) {
        squares += sum.getFloat();
      }
    }
    return Math.sqrt(squares);
  }

  /** The factor for a gradient of this length, which is taken into what is usual. */
  private float shortening(double length) {
    double most = usual == 0 ? length : LONGEST * usual;
    double taken = Math.min(length, most);
    usual = usual == 0 ? taken : usual + SHARE_OF_STEP * (taken - usual);
    return length == 0 ? 1 : (float) (taken / length);
  }

  private void update(Map<String, NDArray> gradients, int step, float rate, float factor) {
    double first = 1 - Math.pow(BETA_1, step);
    double second = 1 - Math.pow(BETA_2, step);
    float corrected = (float) (rate * Math.sqrt(second) / first);
    weights.forEach(
        (name, weight) ->
            weight
                .getNDArrayInternal()
                .adamUpdate(
                    new NDList(weight, gradients.get(name), means.get(name), squares.get(name)),
                    new NDList(weight),
                    rate,
                    corrected,
                    decay,
                    factor,
                    NO_CLIPPING,
                    BETA_1,
                    BETA_2,
                    EPSILON,
                    true,
                    true));
  }

  /** The state from which a later run continues. */
  public Map<String, float[]> state() {
    Map<String, float[]> state = new LinkedHashMap<>();
    state.put(USUAL, new float[] {(float) usual});
    means.forEach((name, mean) -> state.put("mean/" + name, mean.toFloatArray()));
    squares.forEach((name, square) -> state.put("square/" + name, square.toFloatArray()));
    return state;
  }

  /** Restores a state. */
  public void restore(Map<String, float[]> state) {
    float[] length = state.get(USUAL);
    usual = length == null ? 0 : length[0];
    means.forEach((name, mean) -> Checkpoint.fill(mean, state, "mean/" + name));
    squares.forEach((name, square) -> Checkpoint.fill(square, state, "square/" + name));
  }

  @Override
  public void close() {
    manager.close();
  }
}
