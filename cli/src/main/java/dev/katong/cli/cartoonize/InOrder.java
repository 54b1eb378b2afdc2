package dev.katong.cli.cartoonize;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Hands things on in the order of their numbers, in whatever order they are finished. Work that
 * runs too far ahead of a slow thing waits, so that few results are held.
 */
final class InOrder<T> {
  private final int count;
  private final Consumer<T> receiver;
  private final Semaphore ahead;
  private final Map<Integer, T> finished = new HashMap<>();
  private int begun;
  private int next;

  /**
   * Creates an order.
   *
   * @param count the number of things
   * @param ahead the most things begun beyond those passed on
   * @param receiver receives them from one thread at a time
   */
  InOrder(int count, int ahead, Consumer<T> receiver) {
    this.count = count;
    this.receiver = receiver;
    this.ahead = new Semaphore(ahead);
  }

  /** The number of the next thing to work on, from 0; -1 if there is none left. */
  int begin() {
    ahead.acquireUninterruptibly();
    synchronized (this) {
      if (begun < count) {
        return begun++;
      }
    }
    ahead.release();
    return -1;
  }

  /** Passes on a thing that was begun and is finished now, in its order. */
  synchronized void finish(int number, T thing) {
    finished.put(number, thing);
    while (finished.containsKey(next)) {
      T ready = finished.remove(next++);
      ahead.release();
      receiver.accept(ready);
    }
  }
}
