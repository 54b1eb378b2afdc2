package dev.katong.server.jobs;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this service's claims to pictures where several services share a database: renews their
 * leases, stops those that are cancelled or lost, and takes back what services that ended have
 * left.
 *
 * <p>A second thread, which never waits for the database, stops pictures whose leases could not be
 * renewed, before another service may take them.
 */
final class Heartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  /** Renewals within a lease. */
  private static final int BEATS = 6;

  private final JobStore store;
  private final JobRunner runner;
  private final Duration lease;
  private final ScheduledExecutorService beats = thread("heartbeat");
  private final ScheduledExecutorService watch = thread("lease-watch");

  Heartbeat(JobStore store, JobRunner runner, Duration lease) {
    this.store = store;
    this.runner = runner;
    this.lease = lease;
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, name));
  }

  void start() {
    long millis = Math.max(100, lease.toMillis() / BEATS);
    var unused = beats.scheduleWithFixedDelay(this::beat, millis, millis, TimeUnit.MILLISECONDS);
    long often = Math.min(1000, millis);
    // At two thirds of a lease, so that the picture has stopped when the lease ends.
    Duration most = lease.multipliedBy(2).dividedBy(3);
    var also =
        watch.scheduleWithFixedDelay(
            () -> runner.stopUnrenewed(most), often, often, TimeUnit.MILLISECONDS);
  }

  private void beat() {
    try {
      runner.renewLeases();
      for (JobPicture picture : store.takeBackExpired()) {
        LOG.warn(
            "{}/{} was left by a service that ended or is cut off",
            picture.job(),
            picture.number());
        runner.changed(picture.job(), picture.number());
      }
      runner.tellAll();
    } catch (RuntimeException e) {
      LOG.warn("leases cannot be renewed now: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    beats.shutdown();
    watch.shutdown();
  }
}
