package dev.katong.server.jobs;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.katong.KatongHome;
import dev.katong.server.ServerSettings;
import dev.katong.server.service.CartoonService;
import dev.katong.server.service.RequestParser;
import dev.katong.server.service.Uploads;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The parts of jobs. */
@Configuration(proxyBeanMethods = false)
class JobConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(JobConfiguration.class);

  /** Every commit is written at once: a killed process loses none. */
  private static final String DATABASE =
      "jdbc:h2:file:%s;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000";

  private static final String MIGRATIONS = "classpath:dev/katong/server/jobs/migration";
  private static final int LOCKED = 90020;
  private static final int CONNECTIONS = 12;

  @Bean
  JobFiles jobFiles(KatongHome home) {
    return new JobFiles(home.folder().resolve("jobs").toAbsolutePath());
  }

  /** The database with its schema up to date. */
  @Bean(destroyMethod = "close")
  HikariDataSource jobDatabase(KatongHome home, JobFiles files) {
    Path file = home.folder().resolve("jobs").resolve("jobs").toAbsolutePath();
    HikariConfig config = new HikariConfig();
    config.setPoolName("jobs");
    config.setJdbcUrl(DATABASE.formatted(file));
    config.setUsername("katong");
    config.setMaximumPoolSize(CONNECTIONS);
    try {
      HikariDataSource source = new HikariDataSource(config);
      try {
        migrate(source);
        return source;
      } catch (RuntimeException e) {
        source.close();
        throw e;
      }
    } catch (RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  /** Homes of versions before these migrations have the tables of the first one. */
  private static void migrate(HikariDataSource source) {
    Flyway.configure(JobConfiguration.class.getClassLoader())
        .dataSource(source)
        .locations(MIGRATIONS)
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load()
        .migrate();
  }

  private static IllegalArgumentException unreadable(Path file, RuntimeException failure) {
    String reason = String.valueOf(failure.getMessage());
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException known) {
        if (known.getErrorCode() == LOCKED) {
          return new IllegalArgumentException(
              "another service keeps its jobs in %s; set KATONG_HOME to another folder for this one"
                  .formatted(file.getParent()),
              failure);
        }
        reason = String.valueOf(known.getMessage());
      } else if (cause instanceof FlywayException) {
        reason = String.valueOf(cause.getMessage());
      }
    }
    return new IllegalArgumentException(
        "the jobs in %s.mv.db cannot be read (%s); move the file away"
            .formatted(file, reason.strip()),
        failure);
  }

  @Bean
  JobStore jobStore(HikariDataSource database, JsonMapper json) {
    return new JdbcJobStore(database, json);
  }

  @Bean
  JobExecutor jobExecutor() {
    return new JobExecutor();
  }

  @Bean
  JobMetrics jobMetrics(JobStore store, JobFiles files, Uploads uploads, JobExecutor executor) {
    return new JobMetrics(store, files, uploads, executor);
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
      Retention retention,
      JobEvents events,
      JobView view,
      CartoonService service,
      RequestParser parser,
      JsonMapper json) {
    return new JobRunner(store, files, retention, events, view, service, parser, json);
  }

  @Bean
  WebhookPolicy webhookPolicy(ServerSettings settings) {
    return new WebhookPolicy(settings.webhook());
  }

  @Bean
  WebhookSender webhookSender(
      HikariDataSource database,
      JobStore store,
      JobView view,
      JsonMapper json,
      WebhookPolicy policy,
      ServerSettings settings) {
    return new WebhookSender(
        new WebhookMessages(database), store, view, json, policy, settings.webhook());
  }

  @Bean
  JobService jobService(
      JobStore store,
      JobFiles files,
      JobEvents events,
      JobView view,
      JobRunner runner,
      Retention retention,
      WebhookPolicy webhooks,
      JobExecutor executor,
      ServerSettings settings) {
    JobCreator creator = new JobCreator(store, files, retention, webhooks, settings);
    return new JobService(store, files, events, view, runner, creator, executor);
  }

  @Bean
  ApplicationListener<AvailabilityChangeEvent<ReadinessState>> jobStop(JobRunner runner) {
    return event -> {
      if (event.getState() == ReadinessState.REFUSING_TRAFFIC) {
        runner.finish();
      }
    };
  }

  /** Starts when all is made, and stops before anything is closed. */
  @Bean
  SmartLifecycle jobLife(
      JobStore store,
      JobFiles files,
      JobRunner runner,
      WebhookSender webhooks,
      Retention retention) {
    return new SmartLifecycle() {
      private final ScheduledExecutorService clock =
          Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "retention"));
      private volatile boolean running;

      @Override
      public void start() {
        store.recover();
        files.removeOrphans(store::existing);
        runner.start();
        webhooks.start();
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

      /**
       * Shuts down without interrupting threads: an interrupt inside the database's files closes
       * them.
       */
      @Override
      public void stop() {
        clock.shutdown();
        webhooks.close();
        runner.close();
        try {
          boolean unused = clock.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        running = false;
      }

      @Override
      public boolean isRunning() {
        return running;
      }
    };
  }
}
