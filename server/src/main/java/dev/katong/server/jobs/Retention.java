package dev.katong.server.jobs;

import dev.katong.server.ServerSettings;
import dev.katong.server.service.ServiceException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes jobs that have ended: those that are old, and an owner's oldest when it wants more than
 * its limits allow. Jobs of other owners are never removed to free space.
 */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  /** Always left free for others. */
  private static final long SPARE_BYTES = 256L << 20;

  private static final int RETRY_SECONDS = 60;

  /** How long an idempotency key is kept. */
  static final Duration KEYS = Duration.ofHours(24);

  private final JobStore store;
  private final JobFiles files;
  private final ServerSettings.Jobs settings;
  private final OwnerLimits.Source limits;

  Retention(
      JobStore store, JobFiles files, ServerSettings.Jobs settings, OwnerLimits.Source limits) {
    this.store = store;
    this.files = files;
    this.settings = settings;
    this.limits = limits;
  }

  /** Removes what has been kept long enough, and what belongs to no job. */
  void removeOld() {
    store.endedBefore(settings.keep()).forEach(this::remove);
    store.forgetKeys(KEYS);
    files.removeOrphans(store::existing);
  }

  OwnerLimits limits(String owner) throws IOException {
    return limits.of(owner, shareBytes());
  }

  private long shareBytes() throws IOException {
    return (long) (settings.share() * files.diskBytes());
  }

  /**
   * Makes space for a job, if need be by removing the owner's oldest jobs that have ended.
   *
   * @param bytes that the job will take
   * @throws ServiceException if that does not help
   */
  synchronized void makeSpace(String owner, long bytes) throws IOException {
    Deque<UUID> ended = new ArrayDeque<>();
    boolean asked = false;
    for (Lack lack = lack(owner, bytes); lack != Lack.NONE; lack = lack(owner, bytes)) {
      if (!asked) {
        ended.addAll(store.endedOf(owner));
        asked = true;
      }
      if (ended.isEmpty()) {
        throw refused(lack);
      }
      remove(ended.remove());
    }
  }

  private enum Lack {
    NONE,
    JOBS,
    BYTES,
    DISK
  }

  private Lack lack(String owner, long bytes) throws IOException {
    OwnerLimits limit = limits(owner);
    JobStore.Usage usage = store.usage(owner);
    if (usage.jobs() >= limit.jobs()) {
      return Lack.JOBS;
    }
    if (usage.bytes() + bytes > limit.bytes()) {
      return Lack.BYTES;
    }
    boolean fits =
        files.freeBytes() - SPARE_BYTES >= bytes && store.bytes() + bytes <= shareBytes();
    return fits ? Lack.NONE : Lack.DISK;
  }

  private static ServiceException refused(Lack lack) {
    return refused(
        lack == Lack.JOBS ? JobStore.Added.TOO_MANY_JOBS : JobStore.Added.TOO_MANY_BYTES,
        lack == Lack.DISK);
  }

  /** The error for a job that its owner's limits do not allow. */
  static ServiceException refused(JobStore.Added added, boolean disk) {
    if (added == JobStore.Added.TOO_MANY_JOBS) {
      return ServiceException.later(
          ServiceException.Kind.QUEUE_FULL,
          "your jobs are as many as may be, and none of them has ended; try again later",
          RETRY_SECONDS);
    }
    return new ServiceException(
        ServiceException.Kind.DISK_FULL,
        disk
            ? "the service's disk has not enough free space for these photos; remove jobs, or send fewer"
            : "your jobs would take more of the disk than they may; remove jobs, or send fewer photos");
  }

  /**
   * Checks that a cartoon may be written.
   *
   * @throws ServiceException if its owner's jobs, or the disk, would be too full
   */
  void checkCartoon(String owner, long bytes) throws IOException {
    if (store.usage(owner).bytes() > limits(owner).bytes()) {
      throw refused(Lack.BYTES);
    }
    if (files.freeBytes() - SPARE_BYTES < bytes) {
      throw refused(Lack.DISK);
    }
  }

  private void remove(UUID job) {
    LOG.info("the job {} is removed", job);
    store.remove(job);
    files.remove(job);
  }
}
