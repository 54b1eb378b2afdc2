package dev.katong.server.service;

import dev.katong.KatongException;
import dev.katong.server.health.VitalPart;
import java.util.concurrent.atomic.AtomicInteger;

/** Health of the engine: it is down after several pictures in a row have failed in the engine. */
final class EngineHealth implements VitalPart {
  static final int MOST_FAILURES = 5;

  private final AtomicInteger failures = new AtomicInteger();

  @Override
  public String name() {
    return "engine";
  }

  void succeeded() {
    failures.set(0);
  }

  /** A picture failed; counts if it is the engine's or its library's fault. */
  void failed(Throwable failure) {
    if (failure instanceof KatongException.Engine || failure instanceof LinkageError) {
      failures.incrementAndGet();
    }
  }

  @Override
  public void ask(Runnable answer) {
    if (failures.get() < MOST_FAILURES) {
      answer.run();
    } else {
      // Asked again next time.
      throw new IllegalStateException("the engine failed " + failures + " times in a row");
    }
  }
}
