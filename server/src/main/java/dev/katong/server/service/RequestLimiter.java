package dev.katong.server.service;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Admits single pictures up to a limit and refuses the others at once: clients that retry later are
 * served sooner than clients in a long queue, in which all of them give up.
 */
public final class RequestLimiter {
  /** A guess before the first picture is finished. */
  private static final double FIRST_GUESS = 1;

  private static final double REMEMBERED = 0.9;

  /** The seconds after which the service may have been started again. */
  private static final int RESTART = 10;

  private final int capacity;
  private final Semaphore permits;
  private final Set<Permit> admitted = ConcurrentHashMap.newKeySet();
  private double secondsByPicture = FIRST_GUESS;
  private volatile boolean stopping;

  /**
   * Creates a limiter.
   *
   * @param capacity the most pictures in flight at a time
   */
  RequestLimiter(int capacity) {
    this.capacity = capacity;
    this.permits = new Semaphore(capacity);
  }

  /** A picture in flight, until it is closed. */
  public final class Permit implements AutoCloseable {
    private final long begin = System.nanoTime();

    private Permit() {}

    @Override
    public void close() {
      if (admitted.remove(this)) {
        permits.release();
      }
    }
  }

  /**
   * Admits a picture.
   *
   * @throws ServiceException if the most pictures are in flight already
   */
  public Permit admit() {
    checkStopping();
    if (!permits.tryAcquire()) {
      throw full();
    }
    Permit permit = new Permit();
    admitted.add(permit);
    return permit;
  }

  /**
   * Checks the limit before a photo is received.
   *
   * @throws ServiceException if the most pictures are in flight already
   */
  public void check() {
    checkStopping();
    if (permits.availablePermits() <= 0) {
      throw full();
    }
  }

  /** Admits no more pictures. */
  void stop() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  private void checkStopping() {
    if (stopping) {
      throw stopped();
    }
  }

  static ServiceException stopped() {
    return ServiceException.later(
        ServiceException.Kind.STOPPING, "the service is being stopped; try again", RESTART);
  }

  /** The number of pictures in flight. */
  public int inFlight() {
    return capacity - permits.availablePermits();
  }

  /** The age of the oldest picture in flight, in seconds; 0 if there is none. */
  double oldestSeconds() {
    long now = System.nanoTime();
    return admitted.stream().mapToLong(permit -> now - permit.begin).max().orElse(0) / 1e9;
  }

  /** Records the time that the networks were busy with a picture. */
  synchronized void spent(double seconds) {
    secondsByPicture = REMEMBERED * secondsByPicture + (1 - REMEMBERED) * seconds;
  }

  private synchronized ServiceException full() {
    int wait = (int) Math.ceil(Math.max(1, secondsByPicture * capacity / 2));
    return ServiceException.later(
        ServiceException.Kind.QUEUE_FULL,
        "%d pictures are waiting or being drawn, as many as may be; try again in %d s"
            .formatted(capacity, wait),
        wait);
  }
}
