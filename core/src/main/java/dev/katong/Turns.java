package dev.katong;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

/**
 * Lets only so many pictures at a time do something. The others wait; single pictures go before
 * those of batches, else whoever came first.
 */
final class Turns {
  private final int atOnce;
  private final PriorityQueue<Place> waiting =
      new PriorityQueue<>(Comparator.comparing(Place::priority).thenComparingLong(Place::number));
  private long next;
  private int taken;

  private record Place(Priority priority, long number, CompletableFuture<Boolean> granted) {}

  /** The right to do it; given back when it is closed, once. */
  final class Turn implements AutoCloseable {
    private boolean over;

    private Turn() {}

    @Override
    public void close() {
      synchronized (Turns.this) {
        if (!over) {
          over = true;
          taken--;
          grant();
        }
      }
    }
  }

  /**
   * Turns for pictures.
   *
   * @param atOnce how many may have theirs at a time, at least 1
   */
  Turns(int atOnce) {
    this.atOnce = atOnce;
  }

  /**
   * Waits for a turn.
   *
   * @throws KatongException.Cancelled if the work was stopped meanwhile
   */
  Turn take(Priority priority, Cancellation cancellation) {
    Place place = join(priority);
    try (Cancellation.Watch watch = cancellation.onCancel(() -> leave(place))) {
      if (place.granted.join()) {
        return new Turn();
      }
    }
    cancellation.check();
    throw new IllegalStateException("a place in the queue was lost");
  }

  /** How many wait. */
  synchronized int waiting() {
    return waiting.size();
  }

  /** How many have theirs. */
  synchronized int taken() {
    return taken;
  }

  private synchronized Place join(Priority priority) {
    Place place = new Place(priority, next++, new CompletableFuture<>());
    waiting.add(place);
    grant();
    return place;
  }

  private synchronized void leave(Place place) {
    if (waiting.remove(place)) {
      place.granted.complete(false);
    }
  }

  private void grant() {
    while (taken < atOnce && !waiting.isEmpty()) {
      taken++;
      waiting.remove().granted.complete(true);
    }
  }
}
