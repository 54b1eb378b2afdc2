package dev.katong.runtime;

import dev.katong.KatongException;
import dev.katong.RequestContext;
import dev.katong.Stage;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Measures the stages of one picture and reports them to a listener. Stages may run in parallel on
 * several threads; the listener receives one report at a time.
 */
public final class StageTimer {
  private final Map<Stage, Double> millis = new EnumMap<>(Stage.class);
  private final RequestContext context;

  StageTimer(RequestContext context) {
    this.context = context;
  }

  /**
   * Does the work of a stage; a stage's times add up.
   *
   * @throws KatongException.Cancelled if the work was stopped before
   */
  public <T> T time(Stage stage, Supplier<T> work) {
    context.cancellation().check();
    tell(stage, 0);
    long start = System.nanoTime();
    T result = work.get();
    double spent = (System.nanoTime() - start) / 1e6;
    synchronized (this) {
      millis.merge(stage, spent, Double::sum);
    }
    tell(stage, 1);
    return result;
  }

  /** Reports the progress of a stage that is being timed. */
  void at(Stage stage, double fraction) {
    if (fraction < 1) {
      tell(stage, fraction);
    }
  }

  private synchronized void tell(Stage stage, double fraction) {
    context.progress().at(stage, fraction);
  }

  /** Does the work of a stage that has no result. */
  public void run(Stage stage, Runnable work) {
    time(
        stage,
        () -> {
          work.run();
          return stage;
        });
  }

  /** Milliseconds by stage, in the stages' order. */
  public synchronized Map<Stage, Double> millis() {
    return Collections.unmodifiableMap(new EnumMap<>(millis));
  }
}
