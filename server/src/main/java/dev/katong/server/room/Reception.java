package dev.katong.server.room;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets single pictures in as long as there is room, and sends the others away at once: a full house
 * that says so serves its guests sooner than a long queue in which all of them give up.
 */
public final class Reception {
  /** A guess before the first picture is finished. */
  private static final double FIRST_GUESS = 1;

  private static final double REMEMBERED = 0.9;

  private final int capacity;
  private final Semaphore room;
  private double secondsByPicture = FIRST_GUESS;

  /**
   * A reception.
   *
   * @param capacity how many pictures may be in the house at a time
   */
  Reception(int capacity) {
    this.capacity = capacity;
    this.room = new Semaphore(capacity);
  }

  /** A place in the house, until it is closed. */
  public final class Place implements AutoCloseable {
    private final AtomicBoolean left = new AtomicBoolean();

    private Place() {}

    @Override
    public void close() {
      if (left.compareAndSet(false, true)) {
        room.release();
      }
    }
  }

  /**
   * Lets a picture in.
   *
   * @throws Refusal if the house is full
   */
  public Place admit() {
    if (!room.tryAcquire()) {
      throw full();
    }
    return new Place();
  }

  /**
   * Looks whether there is room, before a photo is received.
   *
   * @throws Refusal if the house is full
   */
  public void check() {
    if (room.availablePermits() <= 0) {
      throw full();
    }
  }

  /** How many pictures are in the house. */
  public int guests() {
    return capacity - room.availablePermits();
  }

  /** Takes note of how long the networks were busy with a picture. */
  synchronized void spent(double seconds) {
    secondsByPicture = REMEMBERED * secondsByPicture + (1 - REMEMBERED) * seconds;
  }

  private synchronized Refusal full() {
    int wait = (int) Math.ceil(Math.max(1, secondsByPicture * capacity / 2));
    return Refusal.later(
        Refusal.Kind.QUEUE_FULL,
        "%d pictures are waiting or being drawn, as many as may be; try again in %d s"
            .formatted(capacity, wait),
        wait);
  }
}
