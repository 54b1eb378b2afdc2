package dev.katong.server.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The jobs whose files this service makes or reads. Removing the files of a job that is being read
 * waits for its last reader.
 */
final class JobReaders {
  /** Another service may be making a job whose files are younger. */
  private static final Duration ORPHAN = Duration.ofDays(1);

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

  /**
   * Removes the files of jobs that have no row.
   *
   * @param found jobs with files; found before {@code existing} is asked, so that a job that gets
   *     its row meanwhile is in the latter
   * @param existing gives those of some jobs that have rows
   * @param mayBeOrphan false for a job whose files are so young that another service may be making
   *     it
   */
  void removeOrphans(
      Collection<UUID> found,
      Function<Collection<UUID>, Set<UUID>> existing,
      Predicate<UUID> mayBeOrphan) {
    Set<UUID> busy = busy();
    Set<UUID> kept = existing.apply(found);
    found.stream()
        .filter(job -> !busy.contains(job) && !kept.contains(job) && mayBeOrphan.test(job))
        .forEach(this::remove);
  }

  /** True if files are so old that no service can still be making their job. */
  static boolean isOld(Instant modified) {
    return modified.isBefore(Instant.now().minus(ORPHAN));
  }

  /** The job that a folder is named after; empty if it is another folder. */
  static Optional<UUID> job(String folder) {
    try {
      return Optional.of(UUID.fromString(folder));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The jobs that are being made or read. */
  private synchronized Set<UUID> busy() {
    Set<UUID> busy = new HashSet<>(begun);
    busy.addAll(readers.keySet());
    return busy;
  }
}
