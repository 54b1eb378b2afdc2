package dev.katong.server.jobs;

import dev.katong.server.database.JobDatabase;
import dev.katong.server.health.VitalPart;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Checks that the database of the jobs can be read; a broken disk may close it for good. One that
 * services share is elsewhere, and no restart of this service mends it.
 */
@Component
final class DatabaseHealth implements VitalPart, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseHealth.class);

  private final JobStore store;
  private final boolean shared;

  /** A thread of its own: a database that hangs must not hold up those who ask. */
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread own = new Thread(task, "database-health");
            own.setDaemon(true);
            return own;
          });

  DatabaseHealth(JobStore store, JobDatabase database) {
    this.store = store;
    this.shared = database.isShared();
  }

  @Override
  public String name() {
    return "database";
  }

  @Override
  public void ask(Runnable answer) {
    thread.execute(
        () -> {
          if (shared || isReadable()) {
            answer.run();
          }
        });
  }

  private boolean isReadable() {
    while (!thread.isShutdown()) {
      try {
        int unused = store.pendingJobs();
        return true;
      } catch (RuntimeException e) {
        LOG.debug("the jobs cannot be read", e);
      }
      try {
        Thread.sleep(1000);
      } catch (InterruptedException e) {
        return false;
      }
    }
    return false;
  }

  /** Does not interrupt the thread: inside the database's file an interrupt would close it. */
  @Override
  public void destroy() {
    thread.shutdown();
  }
}
