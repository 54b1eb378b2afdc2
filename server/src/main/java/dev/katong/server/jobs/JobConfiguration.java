package dev.katong.server.jobs;

import dev.katong.KatongHome;
import dev.katong.server.ServerSettings;
import dev.katong.server.service.CartoonService;
import dev.katong.server.service.RequestParser;
import dev.katong.server.service.Uploads;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcConnectionPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** What jobs are made of. */
@Configuration(proxyBeanMethods = false)
class JobConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(JobConfiguration.class);

  /** Every commit is written at once: a killed process loses none. */
  private static final String DATABASE = "jdbc:h2:file:%s;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";

  private static final int LOCKED = 90020;

  @Bean
  JobFiles jobFiles(KatongHome home) {
    return new JobFiles(home.folder().resolve("jobs").toAbsolutePath());
  }

  @Bean(destroyMethod = "dispose")
  JdbcConnectionPool jobDatabase(KatongHome home, JobFiles files) {
    Path file = home.folder().resolve("jobs").resolve("jobs").toAbsolutePath();
    JdbcConnectionPool pool = JdbcConnectionPool.create(DATABASE.formatted(file), "katong", "");
    try (Connection tried = pool.getConnection()) {
      return pool;
    } catch (SQLException e) {
      pool.dispose();
      throw new IllegalArgumentException(
          e.getErrorCode() == LOCKED
              ? "another service keeps its jobs in %s; set KATONG_HOME to another folder for this one"
                  .formatted(file.getParent())
              : "the jobs in %s.mv.db cannot be read (%s); move the file away"
                  .formatted(file, e.getMessage()),
          e);
    }
  }

  @Bean
  JobStore jobStore(JdbcConnectionPool database, JsonMapper json) {
    return new JobStore(database, json);
  }

  @Bean
  JobMetrics jobMetrics(JobStore store, JobFiles files, Uploads uploads) {
    return new JobMetrics(store, files, uploads);
  }

  @Bean
  JobEvents jobEvents() {
    return new JobEvents();
  }

  @Bean
  JobView jobView(JsonMapper json) {
    return new JobView(json);
  }

  @Bean
  Retention retention(JobStore store, JobFiles files, ServerSettings settings) {
    return new Retention(store, files, settings.jobs());
  }

  @Bean
  JobRunner jobRunner(
      JobStore store,
      JobFiles files,
      JobEvents events,
      JobView view,
      CartoonService service,
      RequestParser parser,
      JsonMapper json) {
    return new JobRunner(store, files, events, view, service, parser, json);
  }

  @Bean
  JobService jobDesk(
      JobStore store,
      JobFiles files,
      JobEvents events,
      JobView view,
      JobRunner runner,
      Retention retention,
      ServerSettings settings) {
    return new JobService(store, files, events, view, runner, retention, settings);
  }

  @Bean
  ApplicationListener<AvailabilityChangeEvent<ReadinessState>> jobStop(JobRunner runner) {
    return event -> {
      if (event.getState() == ReadinessState.REFUSING_TRAFFIC) {
        runner.finish();
      }
    };
  }

  /** Begins when all is made, and ends before anything is closed. */
  @Bean
  SmartLifecycle jobLife(JobStore store, JobFiles files, JobRunner runner, Retention retention) {
    return new SmartLifecycle() {
      private final ScheduledExecutorService clock =
          Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "retention"));
      private volatile boolean running;

      @Override
      public void start() {
        store.recover();
        files.removeAllBut(store.all());
        runner.start();
        var unused = clock.scheduleWithFixedDelay(this::removeOld, 0, 5, TimeUnit.MINUTES);
        running = true;
      }

      private void removeOld() {
        try {
          retention.removeOld();
        } catch (RuntimeException e) {
          LOG.error("old jobs cannot be removed", e);
        }
      }

      @Override
      public void stop() {
        clock.shutdownNow();
        runner.close();
        running = false;
      }

      @Override
      public boolean isRunning() {
        return running;
      }
    };
  }
}
