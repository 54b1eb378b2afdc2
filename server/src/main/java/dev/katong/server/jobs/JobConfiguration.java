package dev.katong.server.jobs;

import dev.katong.KatongHome;
import dev.katong.server.ServerSettings;
import dev.katong.server.database.JobDatabase;
import dev.katong.server.database.JobNotices;
import dev.katong.server.health.ReadyPart;
import dev.katong.server.service.CartoonService;
import dev.katong.server.service.RequestParser;
import dev.katong.server.service.StyleKeys;
import dev.katong.server.service.Uploads;
import dev.katong.server.storage.FolderFiles;
import dev.katong.server.storage.JobFiles;
import dev.katong.server.storage.S3Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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

  @Bean(destroyMethod = "close")
  JobFiles jobFiles(KatongHome home, ServerSettings settings) {
    String storage = settings.storage();
    if (storage != null && storage.startsWith(S3Files.SCHEME)) {
      Path work = home.folder().resolve("transfer").toAbsolutePath();
      return new S3Files(storage, settings.storageEndpoint(), work);
    }
    Path folder = storage == null ? home.folder().resolve("jobs") : Path.of(storage);
    return new FolderFiles(folder.toAbsolutePath(), settings.database() != null);
  }

  @Bean(destroyMethod = "close")
  JobDatabase jobDatabase(KatongHome home, ServerSettings settings, JobFiles files) {
    String url = settings.database();
    return url == null
        ? JobDatabase.embedded(embedded(home))
        : JobDatabase.shared(url, settings.databaseUser(), settings.databasePassword());
  }

  private static Path embedded(KatongHome home) {
    return home.folder().resolve("jobs").resolve("jobs").toAbsolutePath();
  }

  @Bean
  JobStore jobStore(JobDatabase database, JsonMapper json, ServerSettings settings) {
    return new JdbcJobStore(database.source(), json, settings.jobs().lease());
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
      JsonMapper json,
      JobDatabase database,
      StyleKeys styles,
      JobNotices notices) {
    // A service with a database of its own also draws jobs whose style was replaced meanwhile.
    StyleKeys taken = database.isShared() ? styles : null;
    return new JobRunner(
        store, files, retention, events, view, service, parser, json, taken, notices);
  }

  @Bean
  StyleKeys styleKeys(CartoonService service) {
    return new StyleKeys(service);
  }

  @Bean(destroyMethod = "close")
  JobNotices jobNotices(JobDatabase database) {
    return new JobNotices(database);
  }

  @Bean
  ReadyPart databaseReady(JobDatabase database) {
    return part("database", database.isShared() ? database::check : () -> {});
  }

  @Bean
  ReadyPart storageReady(JobFiles files) {
    return part("storage", files::check);
  }

  private interface Check {
    void run() throws Exception;
  }

  private static ReadyPart part(String name, Check check) {
    return new ReadyPart() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void check() throws Exception {
        check.run();
      }
    };
  }

  @Bean
  Heartbeat heartbeat(JobStore store, JobRunner runner, ServerSettings settings) {
    return new Heartbeat(store, runner, settings.jobs().lease());
  }

  @Bean
  WebhookPolicy webhookPolicy(ServerSettings settings) {
    return new WebhookPolicy(settings.webhook());
  }

  @Bean
  WebhookSender webhookSender(
      JobDatabase database,
      JobStore store,
      JobView view,
      JsonMapper json,
      WebhookPolicy policy,
      ServerSettings settings) {
    return new WebhookSender(
        new WebhookMessages(database.source()), store, view, json, policy, settings.webhook());
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
      ServerSettings settings,
      StyleKeys styles) {
    JobCreator creator = new JobCreator(store, files, retention, webhooks, settings, styles);
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
      JobDatabase database,
      Heartbeat heartbeat,
      JobNotices notices,
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
        if (database.isShared()) {
          heartbeat.start();
          notices.start(runner::changedElsewhere);
        } else {
          store.takeBackAll();
        }
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
        heartbeat.close();
        notices.close();
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
