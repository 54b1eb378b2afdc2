package dev.katong.server.health;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Tells whether requests are taken; waits for no thread, unlike Spring Boot's own. */
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
