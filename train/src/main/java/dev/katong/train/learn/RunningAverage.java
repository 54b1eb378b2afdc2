package dev.katong.train.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The average of weights over the last steps, each older one counting a little less. It draws
 * better than the weights of any one step, which jitter about it.
 */
public final class RunningAverage implements AutoCloseable {
  private final List<Averaged> all = new ArrayList<>();
  private final NDManager manager;
  private final double keep;

  private record Averaged(String name, NDArray weight, NDArray average) {}

  /**
   * An average that begins with the weights as they are.
   *
   * @param keep the share of the average that one step leaves, such as 0.998
   */
  public RunningAverage(Map<String, NDArray> weights, double keep, NDManager parent) {
    this.keep = keep;
    this.manager = parent.newSubManager();
    weights.forEach(
        (name, weight) ->
            all.add(
                new Averaged(
                    name, weight, manager.create(weight.toFloatArray(), weight.getShape()))));
  }

  /**
   * Adds the present weights.
   *
   * @param step counted from 1; early on the average is over fewer steps
   */
  public void update(int step) {
    double kept = Math.min(keep, (1.0 + step) / (10.0 + step));
    for (Averaged one : all) {
      try (NDArray values = one.weight.stopGradient();
          NDArray share = values.mul(1 - kept)) {
        one.average.muli(kept).addi(share);
      }
    }
  }

  public Map<String, float[]> values() {
    Map<String, float[]> values = new LinkedHashMap<>();
    all.forEach(one -> values.put(one.name, one.average.toFloatArray()));
    return values;
  }

  /** Restores values. */
  public void restore(Map<String, float[]> state) {
    all.forEach(one -> Checkpoint.fill(one.average, state, one.name));
  }

  @Override
  public void close() {
    manager.close();
  }
}
