package dev.katong;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** Measures the stages of one picture and tells a listener of them. */
final class StageTimes {
  private final Map<Stage, Double> millis = new EnumMap<>(Stage.class);
  private final Progress progress;

  StageTimes(Progress progress) {
    this.progress = progress;
  }

  /** Does the work of a stage; a stage's times add up. */
  <T> T time(Stage stage, Supplier<T> work) {
    progress.at(stage, 0);
    long start = System.nanoTime();
    T result = work.get();
    millis.merge(stage, (System.nanoTime() - start) / 1e6, Double::sum);
    progress.at(stage, 1);
    return result;
  }

  /** Does the work of a stage that has no result. */
  void run(Stage stage, Runnable work) {
    time(
        stage,
        () -> {
          work.run();
          return stage;
        });
  }

  /** Milliseconds by stage, in the stages' order. */
  Map<Stage, Double> millis() {
    return Collections.unmodifiableMap(new EnumMap<>(millis));
  }
}
