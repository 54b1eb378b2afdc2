package dev.katong.runtime;

import dev.katong.Cancellation;
import dev.katong.KatongException;
import dev.katong.KatongException.OverBudget;
import dev.katong.Priority;
import dev.katong.RequestContext;
import dev.katong.memory.MemorySize;
import dev.katong.plan.MemoryDemand;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Admits pictures by count and by bytes; the others wait. Single pictures, for which a user waits,
 * go before those of batches, but for every fifth: a batch goes on, slowly, whatever others ask
 * for. Clients of equal priority take turns: the one with the fewest pictures in work goes first,
 * and of several the one that was served longest ago, so that one with many pictures does not hold
 * back the next picture of another. Pictures of one client go by arrival.
 *
 * <p>The first in this order reserves: while the memory in use leaves it too little, no other
 * picture of the same or a lower priority overtakes it, however small. So a large picture waits no
 * longer than the pictures take that are in work when it becomes the first. When no picture is in
 * work, the first is admitted whatever finished cartoons still hold.
 */
final class AdmissionQueue {
  /** The memory that pictures share. */
  interface Capacity {
    /** No limits but the count. */
    Capacity UNLIMITED =
        new Capacity() {
          @Override
          public long shareBytes() {
            return Long.MAX_VALUE;
          }

          @Override
          public long freeBytes() {
            return Long.MAX_VALUE;
          }

          @Override
          public long heapBytes() {
            return Long.MAX_VALUE;
          }
        };

    /**
     * Native bytes that pictures may take in addition to the networks; called while no picture is
     * in work.
     */
    long shareBytes();

    /** Native bytes that are free now, for this process and others. */
    long freeBytes();

    /** Bytes of the Java heap that pictures may take. */
    long heapBytes();
  }

  /** The most pictures that are admitted before one of a lower priority that waits. */
  private static final int MOST_IN_A_ROW = 4;

  private record Place(MemoryDemand demand, CompletableFuture<@Nullable Permit> granted) {}

  private final int slots;
  private final int slotsForOthers;
  private final Capacity capacity;
  private final Map<Priority, Map<String, Deque<Place>>> waiting = new EnumMap<>(Priority.class);
  private final Set<Permit> inWork = new HashSet<>();
  private final Set<Permit> finished = new HashSet<>();

  /**
   * The number of the admission that each client had last; forgotten when nothing is left to do.
   */
  private final Map<String, Long> lastAdmissions = new HashMap<>();

  private long admissions;

  /** Admissions since one of a lower priority began to wait, or was the last to be admitted. */
  private int inARow;

  private long share;

  /**
   * Creates a queue.
   *
   * @param slots the most pictures in work at a time, at least 1
   * @param slotsForOthers slots in addition, for clients that have no picture in work: one client
   *     cannot take them all
   * @param capacity called under this queue's lock, so it must not wait for a picture
   */
  AdmissionQueue(int slots, int slotsForOthers, Capacity capacity) {
    this.slots = slots;
    this.slotsForOthers = slotsForOthers;
    this.capacity = capacity;
    for (Priority priority : Priority.values()) {
      waiting.put(priority, new LinkedHashMap<>());
    }
  }

  /** A picture's slot and memory; given back when it is closed, once. */
  final class Permit implements AutoCloseable {
    private final String client;
    private long nativeBytes;
    private long heapBytes;
    private final boolean alone;
    private boolean shared;

    private Permit(String client, MemoryDemand demand) {
      this.client = client;
      this.nativeBytes = demand.nativeBytes();
      this.heapBytes = demand.heapBytes();
      this.alone = demand.alone();
    }

    /** Gives back the slot, and all memory but {@code keptBytes} of the finished cartoon. */
    void finish(long keptBytes) {
      synchronized (AdmissionQueue.this) {
        if (inWork.remove(this)) {
          nativeBytes = Math.min(nativeBytes, keptBytes);
          heapBytes = 0;
          finished.add(this);
          grant();
        }
      }
    }

    /**
     * True if another picture was in work, or finished and not yet closed, at any time meanwhile.
     */
    boolean wasShared() {
      synchronized (AdmissionQueue.this) {
        return shared;
      }
    }

    @Override
    public void close() {
      synchronized (AdmissionQueue.this) {
        if (inWork.remove(this) | finished.remove(this)) {
          grant();
        }
      }
    }
  }

  /**
   * Waits for a slot, and for memory.
   *
   * @throws KatongException.Cancelled if the work was stopped meanwhile
   * @throws OverBudget if there would be too little memory even alone
   */
  Permit admit(MemoryDemand demand, RequestContext context) {
    Place place = new Place(demand, new CompletableFuture<>());
    join(place, context);
    try (Cancellation.Watch watch = context.cancellation().onCancel(() -> leave(place, context))) {
      Permit permit = place.granted.join();
      if (permit != null) {
        return permit;
      }
    }
    context.cancellation().check();
    throw new IllegalStateException("a place in the queue was lost");
  }

  /** The number of waiting pictures. */
  synchronized int waiting() {
    return waiting.values().stream()
        .flatMap(clients -> clients.values().stream())
        .mapToInt(Deque::size)
        .sum();
  }

  /** The number of pictures in work. */
  synchronized int inWork() {
    return inWork.size();
  }

  /** Native bytes of the admitted pictures and of finished cartoons. */
  synchronized long nativeBytes() {
    return sum(inWork) + sum(finished);
  }

  private synchronized void join(Place place, RequestContext context) {
    checkFitsAlone(place.demand);
    clients(context).computeIfAbsent(context.client(), any -> new ArrayDeque<>()).add(place);
    grant();
  }

  private void checkFitsAlone(MemoryDemand demand) {
    long free = capacity.freeBytes();
    long most = free == Long.MAX_VALUE ? free : free + sum(inWork) + sum(finished);
    if (demand.nativeBytes() > most) {
      throw new OverBudget(
          "the picture takes %s, and %s are free"
              .formatted(MemorySize.text(demand.nativeBytes()), MemorySize.text(most)),
          demand.nativeBytes(),
          KatongException.Remedy.ASK_FOR_LESS);
    }
    if (demand.heapBytes() > capacity.heapBytes()) {
      throw new OverBudget(
          "the picture takes %s of the Java heap, and pictures may have %s of it"
              .formatted(
                  MemorySize.text(demand.heapBytes()), MemorySize.text(capacity.heapBytes())),
          demand.heapBytes(),
          KatongException.Remedy.RAISE_HEAP);
    }
  }

  private synchronized void leave(Place place, RequestContext context) {
    Map<String, Deque<Place>> clients = clients(context);
    Deque<Place> own = clients.get(context.client());
    if (own != null && own.remove(place)) {
      if (own.isEmpty()) {
        clients.remove(context.client());
      }
      place.granted.complete(null);
      // It may have been the one for which memory was reserved.
      grant();
    }
  }

  private Map<String, Deque<Place>> clients(RequestContext context) {
    return Objects.requireNonNull(waiting.get(context.priority()));
  }

  private void grant() {
    while (true) {
      List<Map<String, Deque<Place>>> waits =
          waiting.values().stream().filter(clients -> !clients.isEmpty()).toList();
      if (waits.isEmpty()) {
        break;
      }
      boolean lowersTurn = waits.size() > 1 && inARow >= MOST_IN_A_ROW;
      Map<String, Deque<Place>> clients = waits.get(lowersTurn ? 1 : 0);
      String client = next(clients.keySet());
      Deque<Place> own = Objects.requireNonNull(clients.get(client));
      if (!fits(own.element().demand, client)) {
        return;
      }
      Place place = own.remove();
      if (own.isEmpty()) {
        clients.remove(client);
      }
      inARow = lowersTurn || waits.size() == 1 ? 0 : inARow + 1;
      place.granted.complete(enter(place.demand, client));
    }
    if (inWork.isEmpty()) {
      lastAdmissions.clear();
    }
  }

  /** The client whose turn it is, of several that wait. */
  private String next(Set<String> clients) {
    return clients.stream()
        .min(
            Comparator.<String>comparingLong(this::inWork)
                .thenComparingLong(client -> lastAdmissions.getOrDefault(client, 0L)))
        .orElseThrow();
  }

  private long inWork(String client) {
    return inWork.stream().filter(permit -> permit.client.equals(client)).count();
  }

  private boolean fits(MemoryDemand demand, String client) {
    if (inWork.isEmpty()) {
      long shared = capacity.shareBytes();
      share = shared == Long.MAX_VALUE ? shared : shared + sum(finished);
      return true;
    }
    return inWork.size() < (inWork(client) == 0 ? slots + slotsForOthers : slots)
        && !demand.alone()
        && inWork.stream().noneMatch(permit -> permit.alone)
        && demand.nativeBytes() <= share - sum(inWork) - sum(finished)
        && demand.nativeBytes() <= capacity.freeBytes()
        && demand.heapBytes()
            <= capacity.heapBytes() - inWork.stream().mapToLong(permit -> permit.heapBytes).sum();
  }

  private Permit enter(MemoryDemand demand, String client) {
    Permit permit = new Permit(client, demand);
    lastAdmissions.put(client, ++admissions);
    inWork.add(permit);
    if (inWork.size() + finished.size() > 1) {
      inWork.forEach(each -> each.shared = true);
    }
    return permit;
  }

  private static long sum(Set<Permit> permits) {
    return permits.stream().mapToLong(permit -> permit.nativeBytes).sum();
  }
}
