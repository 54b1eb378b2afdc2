package dev.katong.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The memory for the pictures that are on the way at a time. A picture waits until there is room
 * beside those before it, in the order in which they came; one alone always has room.
 */
final class PictureRoom {
  private final long bytes;
  private final Deque<Place> waiting = new ArrayDeque<>();
  private final List<Place> inside = new ArrayList<>();

  /** The room that a picture has, given back when it is closed. */
  final class Place implements AutoCloseable {
    private final long need;
    private final boolean alone;
    private boolean hadNeighbours;

    private Place(long need, boolean alone) {
      this.need = need;
      this.alone = alone;
    }

    /** Whether there was another at any time. */
    boolean hadNeighbours() {
      synchronized (PictureRoom.this) {
        return hadNeighbours;
      }
    }

    @Override
    public void close() {
      leave(this);
    }
  }

  /** A room of so many bytes. */
  PictureRoom(long bytes) {
    this.bytes = bytes;
  }

  /** Waits for room of so many bytes. */
  Place enter(long need) {
    return enter(new Place(need, false));
  }

  /** Waits until all others have left, and keeps them out. */
  Place enterAlone() {
    return enter(new Place(bytes, true));
  }

  private synchronized Place enter(Place place) {
    waiting.add(place);
    boolean interrupted = false;
    while (waiting.peek() != place || !fits(place)) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    waiting.remove();
    inside.add(place);
    if (inside.size() > 1) {
      inside.forEach(each -> each.hadNeighbours = true);
    }
    notifyAll();
    return place;
  }

  private boolean fits(Place place) {
    if (inside.isEmpty()) {
      return true;
    }
    long taken = inside.stream().mapToLong(each -> each.need).sum();
    return !place.alone
        && inside.stream().noneMatch(each -> each.alone)
        && place.need <= bytes - taken;
  }

  private synchronized void leave(Place place) {
    inside.remove(place);
    notifyAll();
  }
}
