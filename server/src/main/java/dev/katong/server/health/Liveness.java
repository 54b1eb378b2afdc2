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
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Reports whether the vital parts answer. A thread of this class asks them and stores the state, so
 * that probes never wait.
 */
@Component("aliveHealthIndicator")
final class Liveness implements ReactiveHealthIndicator, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(Liveness.class);

  static final int ASK_SECONDS = 5;

  /** A minute: a part that is busy is not dead. */
  static final int MOST_UNANSWERED = 12;

  private final List<VitalPart> parts;
  private final Map<VitalPart, Integer> unanswered = new ConcurrentHashMap<>();
  private final Map<VitalPart, Boolean> asked = new ConcurrentHashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "liveness");
            thread.setDaemon(true);
            return thread;
          });

  Liveness(List<VitalPart> parts) {
    this.parts = parts;
    var unused =
        clock.scheduleWithFixedDelay(this::askAll, ASK_SECONDS, ASK_SECONDS, TimeUnit.SECONDS);
  }

  /** Counts missing answers rather than time, so that a suspended process is not called dead. */
  void askAll() {
    for (VitalPart part : parts) {
      int missing = unanswered.merge(part, 1, Integer::sum);
      if (missing == MOST_UNANSWERED) {
        LOG.error("{} does not answer; the service is not alive any more", part.name());
      }
      if (asked.putIfAbsent(part, true) == null) {
        ask(part);
      }
    }
  }

  private void ask(VitalPart part) {
    try {
      part.ask(
          () -> {
            unanswered.put(part, 0);
            asked.remove(part);
          });
    } catch (RuntimeException e) {
      asked.remove(part);
    }
  }

  @Override
  public Mono<Health> health() {
    Health.Builder health = Health.up();
    for (VitalPart part : parts) {
      if (unanswered.getOrDefault(part, 0) >= MOST_UNANSWERED) {
        health.down().withDetail(part.name(), "does not answer");
      }
    }
    return Mono.just(health.build());
  }

  @Override
  public void destroy() {
    clock.shutdownNow();
  }
}
