package dev.katong.server.web;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * Gives every request an id, its client's own if it sends a harmless one, and logs how it ended.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RequestLog implements WebFilter {
  static final String HEADER = "X-Request-ID";

  private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final int ID_BYTES = 8;

  private final SecureRandom random = new SecureRandom();

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    String id = id(exchange.getRequest().getHeaders());
    RequestAttributes.id(exchange, id);
    exchange.getResponse().getHeaders().set(HEADER, id);
    RequestAttributes.begin(exchange);
    return chain.filter(exchange).doFinally(signal -> log(exchange, signal));
  }

  private String id(HttpHeaders headers) {
    String asked = headers.getFirst(HEADER);
    if (asked != null && HARMLESS.matcher(asked).matches()) {
      return asked;
    }
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static void log(ServerWebExchange exchange, SignalType signal) {
    try (LogFields fields = new LogFields(exchange)) {
      Object status = signal == SignalType.CANCEL ? "gone" : exchange.getResponse().getStatusCode();
      // The path alone: what stands behind it may be private.
      String path = exchange.getRequest().getPath().value();
      long millis = Math.round(RequestAttributes.millis(exchange));
      LOG.atLevel(isApi(path) ? Level.INFO : Level.DEBUG)
          .addKeyValue("method", exchange.getRequest().getMethod().name())
          .addKeyValue("path", path)
          .addKeyValue("status", status instanceof HttpStatusCode code ? code.value() : status)
          .addKeyValue("millis", millis)
          .log(
              "{} {} {} {} ms, {}",
              exchange.getRequest().getMethod(),
              path,
              status,
              millis,
              RequestAttributes.owner(exchange));
    }
  }

  /** The page's own files, and the questions of those who watch, would hide the rest. */
  private static boolean isApi(String path) {
    return path.startsWith("/api/") || path.startsWith("/v1/");
  }
}
