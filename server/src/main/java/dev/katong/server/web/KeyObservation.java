package dev.katong.server.web;

import io.micrometer.common.KeyValues;
import org.springframework.http.server.reactive.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.stereotype.Component;

/** Adds the name of the key to what Spring measures and traces of each request. */
@Component
final class KeyObservation extends DefaultServerRequestObservationConvention {
  @Override
  public KeyValues getLowCardinalityKeyValues(ServerRequestObservationContext context) {
    return super.getLowCardinalityKeyValues(context)
        .and("key", RequestAttributes.key(context.getAttributes()));
  }
}
