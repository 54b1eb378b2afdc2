package dev.katong.server.health;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Reports whether the service takes requests, and its parts elsewhere work; unlike Spring Boot's
 * own indicator, it waits for no thread.
 */
@Component("readyHealthIndicator")
final class Readiness implements ReactiveHealthIndicator, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
  private static final int CHECK_SECONDS = 3;

  /** A part that has not answered for so long does not work. */
  private static final long MOST_SILENT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final ApplicationAvailability availability;
  private final List<ReadyPart> parts;
  private final Map<ReadyPart, Long> worked = new ConcurrentHashMap<>();
  private final Map<ReadyPart, String> broken = new ConcurrentHashMap<>();
  private final ScheduledExecutorService clock;

  Readiness(ApplicationAvailability availability, ObjectProvider<ReadyPart> parts) {
    this.availability = availability;
    this.parts = parts.stream().toList();
    // A thread for each: one that hangs does not keep the others from being checked.
    this.clock =
        Executors.newScheduledThreadPool(
            Math.max(1, this.parts.size()),
            task -> {
              Thread thread = new Thread(task, "readiness");
              thread.setDaemon(true);
              return thread;
            });
    for (ReadyPart part : this.parts) {
      worked.put(part, System.nanoTime());
      var unused =
          clock.scheduleWithFixedDelay(
              () -> check(part), CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void check(ReadyPart part) {
    try {
      part.check();
      worked.put(part, System.nanoTime());
      if (broken.remove(part) != null) {
        LOG.info("{} works again", part.name());
      }
    } catch (Exception e) {
      if (broken.put(part, "does not work") == null) {
        LOG.warn("not ready: {}: {}", part.name(), e.getMessage());
      }
    }
  }

  @Override
  public Mono<Health> health() {
    boolean ready = availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC;
    Health.Builder health = (ready ? Health.up() : Health.outOfService());
    for (ReadyPart part : parts) {
      long silent = System.nanoTime() - worked.getOrDefault(part, System.nanoTime());
      if (broken.containsKey(part) || silent > MOST_SILENT_NANOS) {
        health.outOfService().withDetail(part.name(), "does not work");
      }
    }
    return Mono.just(health.build());
  }

  @Override
  public void destroy() {
    // Not interrupted: inside a database's file an interrupt would close it.
    clock.shutdown();
  }
}
