package dev.katong.server.jobs;

import dev.katong.server.ServerSettings;
import dev.katong.server.service.KeyLimits;
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

  Retention(JobStore store, JobFiles files, ServerSettings.Jobs settings) {
    this.store = store;
    this.files = files;
    this.settings = settings;
  }

  /** Removes what has been kept long enough, and what belongs to no job. */
  void removeOld() {
    store.endedBefore(settings.keep()).forEach(this::remove);
    store.forgetKeys(KEYS);
    files.removeOrphans(store::existing);
  }

  /**
   * The limits of a key, made definite: one that has some takes at most half of what all jobs may
   * take, so that no key can fill it alone.
   */
  KeyLimits limits(KeyLimits limits) throws IOException {
    long share = shareBytes();
    return new KeyLimits(
        limits.inFlight(),
        limits.requestsPerMinute(),
        limits.jobs() == 0 ? Integer.MAX_VALUE : limits.jobs(),
        Math.max(1, limits.bytes() == 0 ? share : Math.min(limits.bytes(), share / 2)));
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
  synchronized void makeSpace(JobService.Request request, long bytes) throws IOException {
    Deque<UUID> ended = new ArrayDeque<>();
    boolean asked = false;
    for (Lack lack = lack(request, bytes); lack != Lack.NONE; lack = lack(request, bytes)) {
      if (!asked) {
        ended.addAll(store.endedOf(request.owner()));
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

  private Lack lack(JobService.Request request, long bytes) throws IOException {
    KeyLimits limit = limits(request.limits());
    JobStore.Usage usage = store.usage(request.owner());
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
          ServiceException.Kind.RATE_LIMITED,
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
   * @throws ServiceException if the jobs, or the disk, would be too full
   */
  void checkCartoon(long bytes) throws IOException {
    if (files.freeBytes() - SPARE_BYTES < bytes || store.bytes() > shareBytes()) {
      throw refused(Lack.DISK);
    }
  }

  private void remove(UUID job) {
    LOG.info("the job {} is removed", job);
    store.remove(job);
    files.remove(job);
  }
}
