package dev.katong.server.health;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The time between the request to stop and the stop, in which running pictures are finished. */
@Component
public final class Stopping {
  private final ApplicationContext context;
  private final Sinks.Empty<Void> begun = Sinks.empty();
  private volatile boolean isBegun;

  Stopping(ApplicationContext context) {
    this.context = context;
  }

  /** Has readiness say no; those who listen for {@link ReadinessState} take no more work. */
  public void begin() {
    isBegun = true;
    AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
    Sinks.EmitResult unused = begun.tryEmitEmpty();
  }

  boolean isBegun() {
    return isBegun;
  }

  /** Ends when stopping begins. */
  Mono<Void> begun() {
    return begun.asMono();
  }
}
