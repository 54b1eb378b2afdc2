package dev.katong.server.jobs;

import dev.katong.server.ServerSettings;
import dev.katong.server.service.KeyLimits;
import dev.katong.server.service.ServiceException;
import dev.katong.server.storage.JobFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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

  /** The time that an idempotency key is kept. */
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
    return (long) (settings.share() * files.capacity());
  }

  /**
   * Makes space for a job, if need be by removing the owner's oldest jobs that have ended.
   *
   * @param bytes that the job will take
   * @throws ServiceException if that does not help
   */
  synchronized void makeSpace(JobService.Request request, long bytes) throws IOException {
    Deque<UUID> ended = null;
    for (ServiceException lack = lack(request, bytes); lack != null; lack = lack(request, bytes)) {
      if (ended == null) {
        ended = new ArrayDeque<>(store.endedOf(request.owner()));
      }
      if (ended.isEmpty()) {
        throw lack;
      }
      remove(ended.remove());
    }
  }

  /** The reason to refuse a job; null if there is none. */
  private @Nullable ServiceException lack(JobService.Request request, long bytes)
      throws IOException {
    KeyLimits limit = limits(request.limits());
    JobStore.Usage usage = store.usage(request.owner());
    if (usage.jobs() >= limit.jobs()) {
      return tooManyJobs();
    }
    if (usage.bytes() + bytes > limit.bytes()) {
      return tooManyBytes();
    }
    boolean fits = files.free() - SPARE_BYTES >= bytes && store.bytes() + bytes <= shareBytes();
    return fits ? null : diskFull();
  }

  static ServiceException tooManyJobs() {
    return ServiceException.later(
        ServiceException.Kind.RATE_LIMITED,
        "your jobs are as many as may be, and none of them has ended; try again later",
        RETRY_SECONDS);
  }

  static ServiceException tooManyBytes() {
    return new ServiceException(
        ServiceException.Kind.DISK_FULL,
        "your jobs would take more of the disk than they may; remove jobs, or send fewer photos");
  }

  private static ServiceException diskFull() {
    return new ServiceException(
        ServiceException.Kind.DISK_FULL,
        "the service's disk has not enough free space for these photos; remove jobs, or send fewer");
  }

  /**
   * Checks that a cartoon may be written.
   *
   * @throws ServiceException if the jobs, or the disk, would be too full
   */
  void checkCartoon(long bytes) throws IOException {
    if (files.free() - SPARE_BYTES < bytes || store.bytes() > shareBytes()) {
      throw diskFull();
    }
  }

  private void remove(UUID job) {
    LOG.info("the job {} is removed", job);
    store.remove(job);
    files.remove(job);
  }
}
