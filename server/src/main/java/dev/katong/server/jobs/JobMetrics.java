package dev.katong.server.jobs;

import dev.katong.server.service.Uploads;
import dev.katong.server.storage.JobFiles;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Metrics of jobs and of the disk. All are read from one query, which runs at most every few
 * seconds and only when metrics are read.
 */
final class JobMetrics implements MeterBinder {
  private static final Logger LOG = LoggerFactory.getLogger(JobMetrics.class);
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final String BYTES = "bytes";

  private final JobStore store;
  private final JobFiles files;
  private final Uploads uploads;
  private final JobExecutor executor;

  /** The keys that have gauges; these stay when their jobs have gone. */
  private final Set<String> keys = new HashSet<>();

  private @Nullable MeterRegistry registry;
  private @Nullable Snapshot snapshot;
  private long taken;

  JobMetrics(JobStore store, JobFiles files, Uploads uploads, JobExecutor executor) {
    this.store = store;
    this.files = files;
    this.uploads = uploads;
    this.executor = executor;
  }

  /** The state of all jobs and of the disk at one time. */
  private record Snapshot(
      Map<String, JobCounts> byKey, double oldestSeconds, long bytes, Disk disk) {}

  private record Disk(double uploads, double free, double total) {}

  @Override
  public synchronized void bindTo(MeterRegistry bound) {
    registry = bound;
    gauge(
        "katong.jobs.oldest.waiting",
        "seconds",
        "age of the oldest job with a picture that waits; 0 if none waits",
        Snapshot::oldestSeconds);
    gauge("katong.disk.jobs", BYTES, "what jobs take on the disk", Snapshot::bytes);
    gauge(
        "katong.disk.uploads",
        BYTES,
        "uploads that are being received",
        now -> now.disk().uploads());
    gauge("katong.disk.free", BYTES, "free on the disk of the jobs", now -> now.disk().free());
    gauge("katong.disk.total", BYTES, "the disk of the jobs", now -> now.disk().total());
  }

  private void gauge(
      String name, String unit, String description, ToDoubleFunction<Snapshot> value) {
    if (registry != null) {
      Gauge.builder(name, this, metrics -> metrics.value(value))
          .baseUnit(unit)
          .description(description)
          .register(registry);
    }
  }

  private void register(MeterRegistry bound, String key) {
    for (String state : JobCounts.JOB_STATES) {
      Gauge.builder("katong.jobs", this, metrics -> metrics.value(now -> jobs(now, key, state)))
          .description("jobs by key and state")
          .tags("key", key, "state", state)
          .register(bound);
    }
    for (PictureState state : PictureState.values()) {
      Gauge.builder(
              "katong.jobs.pictures",
              this,
              metrics -> metrics.value(now -> pictures(now, key, state)))
          .description("pictures of jobs by key and state")
          .tags("key", key, "state", state.label())
          .register(bound);
    }
  }

  private static double jobs(Snapshot now, String key, String state) {
    JobCounts counts = now.byKey().get(key);
    return counts == null ? 0 : counts.jobs().getOrDefault(state, 0L);
  }

  private static double pictures(Snapshot now, String key, PictureState state) {
    JobCounts counts = now.byKey().get(key);
    return counts == null ? 0 : counts.pictures().getOrDefault(state, 0L);
  }

  private double value(ToDoubleFunction<Snapshot> value) {
    Snapshot now = now();
    return now == null ? Double.NaN : value.applyAsDouble(now);
  }

  /** The present state; null if it cannot be read. */
  private synchronized @Nullable Snapshot now() {
    long now = System.nanoTime();
    if (taken == 0 || now - taken > FRESH_NANOS) {
      snapshot = read();
      taken = now;
    }
    return snapshot;
  }

  private static double limited(long bytes) {
    return bytes == JobFiles.UNLIMITED ? Double.NaN : bytes;
  }

  private @Nullable Snapshot read() {
    try {
      List<JobCounts> rows = executor.await(store::counts);
      for (JobCounts row : rows) {
        if (keys.add(row.key()) && registry != null) {
          register(registry, row.key());
        }
      }
      double oldest = rows.stream().mapToDouble(JobCounts::oldestSeconds).max().orElse(0);
      long bytes = rows.stream().mapToLong(JobCounts::bytes).sum();
      Disk disk = new Disk(uploads.bytes(), limited(files.free()), limited(files.capacity()));
      return new Snapshot(JobCounts.byKey(rows), oldest, bytes, disk);
    } catch (RuntimeException | IOException e) {
      LOG.warn("the metrics of jobs cannot be read: {}", e.getMessage());
      return null;
    }
  }
}
