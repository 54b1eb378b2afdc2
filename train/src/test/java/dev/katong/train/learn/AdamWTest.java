package dev.katong.train.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdamWTest {
  private static final float RATE = 0.01f;

  private final NDManager manager = NDManager.newBaseManager();
  private final NDArray weight = manager.create(new float[] {1, 2});
  private final AdamW optimizer;
  private int step;

  AdamWTest() {
    weight.setRequiresGradient(true);
    optimizer = new AdamW(Map.of("weight", weight), 0, manager);
  }

  @AfterEach
  void close() {
    optimizer.close();
    manager.close();
  }

  /**
   * One step along a gradient of {@code length} for the first weight and half of it for the second.
   */
  private void step(float length) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray along = manager.create(new float[] {length, length / 2});
      collector.backward(weight.mul(along).sum());
    }
    optimizer.update(++step, RATE);
  }

  @Test
  void update_alongASteadyGradient_changesEachWeightByTheRate() {
    for (int i = 0; i < 10; i++) {
      step(3);
    }

    assertThat(weight.toFloatArray()[0]).isCloseTo(1 - 10 * RATE, within(1e-4f));
    assertThat(weight.toFloatArray()[1]).isCloseTo(2 - 10 * RATE, within(1e-4f));
  }

  @Test
  void update_afterAFreakGradient_goesOnAsBefore() {
    for (int i = 0; i < 50; i++) {
      step(3);
    }
    step(3e9f);
    for (int i = 0; i < 50; i++) {
      step(3);
    }

    assertThat(weight.toFloatArray()[0]).isCloseTo(1 - 101 * RATE, within(20 * RATE));
    float before = weight.toFloatArray()[0];
    step(3);
    assertThat(before - weight.toFloatArray()[0]).isCloseTo(RATE, within(RATE / 2));
  }

  @Test
  void update_alongNoNumber_changesNothingButGoesOn() {
    step(Float.NaN);

    assertThat(weight.toFloatArray()).containsExactly(1, 2);

    step(3);
    assertThat(weight.toFloatArray()[0]).isBetween(1 - 4 * RATE, 1 - RATE / 4);
  }

  @Test
  void restore_ofItsState_goesOnAsItWould() {
    step(3);
    step(-1);
    Map<String, float[]> state = optimizer.state();
    float[] weights = weight.toFloatArray();
    step(2);
    float[] expected = weight.toFloatArray();

    weight.set(weights);
    optimizer.restore(state);
    step = 2;
    step(2);

    assertThat(weight.toFloatArray()).containsExactly(expected, within(1e-6f));
  }
}
