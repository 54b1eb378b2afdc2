package dev.katong.server.storage;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The jobs whose files this service makes or reads. Removing the files of a job that is being read
 * waits for its last reader.
 */
final class JobReaders {
  private final Consumer<UUID> remover;

  /** Jobs that are being read, by the number of readers. */
  private final Map<UUID, Integer> readers = new HashMap<>();

  /** Jobs to remove once they have no more readers. */
  private final Set<UUID> removed = new HashSet<>();

  /** Jobs whose files exist and whose rows do not yet. */
  private final Set<UUID> begun = new HashSet<>();

  /**
   * Creates the list.
   *
   * @param remover removes the files of a job
   */
  JobReaders(Consumer<UUID> remover) {
    this.remover = remover;
  }

  synchronized void begin(UUID job) {
    begun.add(job);
  }

  synchronized void commit(UUID job) {
    begun.remove(job);
  }

  synchronized void enter(UUID job) {
    readers.merge(job, 1, Integer::sum);
  }

  void leave(UUID job) {
    synchronized (this) {
      Integer left = readers.merge(job, -1, Integer::sum);
      if (left == null || left > 0) {
        return;
      }
      readers.remove(job);
      if (!removed.contains(job)) {
        return;
      }
    }
    removeNow(job);
  }

  void remove(UUID job) {
    synchronized (this) {
      removed.add(job);
      if (readers.containsKey(job)) {
        return;
      }
    }
    removeNow(job);
  }

  private void removeNow(UUID job) {
    remover.accept(job);
    synchronized (this) {
      removed.remove(job);
      begun.remove(job);
    }
  }

  /** The jobs that are being made or read. */
  synchronized Set<UUID> busy() {
    Set<UUID> busy = new HashSet<>(begun);
    busy.addAll(readers.keySet());
    return busy;
  }
}
