package dev.katong.server.jobs;

import dev.katong.server.ServerSettings;
import dev.katong.server.service.ServiceException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes jobs that have ended: those that are old, and the oldest when the disk fills. */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  /** Always left free for others. */
  private static final long SPARE_BYTES = 256L << 20;

  private final JobStore store;
  private final JobFiles files;
  private final ServerSettings.Jobs settings;

  Retention(JobStore store, JobFiles files, ServerSettings.Jobs settings) {
    this.store = store;
    this.files = files;
    this.settings = settings;
  }

  /** Removes what has been kept long enough. */
  void removeOld() {
    store.endedBefore(Instant.now().minus(settings.keep())).forEach(this::remove);
  }

  /**
   * Frees disk space for a new job, if need be by removing the oldest that have ended.
   *
   * @throws ServiceException if that does not help
   */
  synchronized void makeRoom(long bytes) throws IOException {
    Deque<UUID> ended = new ArrayDeque<>();
    boolean asked = false;
    while (!fits(bytes)) {
      if (!asked) {
        ended.addAll(store.endedBefore(Instant.now()));
        asked = true;
      }
      if (ended.isEmpty()) {
        throw new ServiceException(
            ServiceException.Kind.DISK_FULL,
            "the service's disk has not enough free space for these photos; remove jobs, or send fewer");
      }
      remove(ended.remove());
    }
  }

  /** The cartoons will take about as much as the photos do. */
  private boolean fits(long bytes) throws IOException {
    long expected = 2 * bytes;
    return files.freeBytes() - SPARE_BYTES >= expected
        && store.bytes() + expected <= settings.share() * files.diskBytes();
  }

  private void remove(UUID job) {
    LOG.info("the job {} is removed", job);
    store.remove(job);
    files.remove(job);
  }
}
