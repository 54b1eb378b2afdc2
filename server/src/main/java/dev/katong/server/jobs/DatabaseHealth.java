package dev.katong.server.jobs;

import dev.katong.server.health.VitalPart;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Checks that the database of the jobs can be read; a broken disk may close it for good. */
@Component
final class DatabaseHealth implements VitalPart, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseHealth.class);

  private final JobStore store;

  /** A thread of its own: a database that hangs must not hold up those who ask. */
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread own = new Thread(task, "database-health");
            own.setDaemon(true);
            return own;
          });

  DatabaseHealth(JobStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return "database";
  }

  @Override
  public void ask(Runnable answer) {
    thread.execute(
        () -> {
          if (isReadable()) {
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
