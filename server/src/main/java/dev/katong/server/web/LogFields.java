package dev.katong.server.web;

import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.MDC;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.server.ServerWebExchange;

/** Has the log lines of this thread say whose request they are about, until it is closed. */
final class LogFields implements AutoCloseable {
  private final Map<String, String> fields = new LinkedHashMap<>();

  LogFields(ServerWebExchange exchange) {
    fields.put("request", RequestAttributes.id(exchange));
    fields.put("key", RequestAttributes.key(exchange.getAttributes()));
    InetSocketAddress client = exchange.getRequest().getRemoteAddress();
    if (client != null) {
      fields.put("client", client.getHostString());
    }
    ServerRequestObservationContext.findCurrent(exchange.getAttributes())
        .map(context -> context.<TracingContext>get(TracingContext.class))
        .map(TracingContext::getSpan)
        .ifPresent(span -> fields.put("traceId", span.context().traceId()));
    fields.forEach(MDC::put);
  }

  @Override
  public void close() {
    fields.keySet().forEach(MDC::remove);
  }
}
