package dev.katong.server.health;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Reports whether the service takes requests; unlike Spring Boot's own indicator, it waits for no
 * thread.
 */
@Component("readyHealthIndicator")
final class Readiness implements ReactiveHealthIndicator {
  private final ApplicationAvailability availability;

  Readiness(ApplicationAvailability availability) {
    this.availability = availability;
  }

  @Override
  public Mono<Health> health() {
    boolean ready = availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC;
    return Mono.just((ready ? Health.up() : Health.outOfService()).build());
  }
}
