package dev.katong.server.web;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * Gives every request an id, its client's own if it sends a harmless one, and logs how it ended:
 * the method, path and status, the time, the key's name and the client's address.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class RequestLog implements WebFilter {
  static final String HEADER = "X-Request-ID";

  private static final Logger LOG = LoggerFactory.getLogger("dev.katong.requests");

  /** The page's own files and the questions of those who watch, so that they can be left out. */
  private static final Logger PAGE_LOG = LoggerFactory.getLogger("dev.katong.requests.page");

  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final int ID_BYTES = 8;
  private static final int LONGEST_PATH = 300;
  private static final String NOBODY = "-";

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
    ServerHttpRequest request = exchange.getRequest();
    HttpStatusCode status = exchange.getResponse().getStatusCode();
    // The path alone: what stands behind it may be private.
    String path = request.getPath().value();
    boolean page =
        !isApi(request.getPath().pathWithinApplication().value())
            && (status == null || !status.isError());
    Object outcome = signal == SignalType.CANCEL ? "gone" : status == null ? 200 : status.value();
    long millis = Math.round(RequestAttributes.millis(exchange));
    try (LogFields fields = new LogFields(exchange)) {
      (page ? PAGE_LOG : LOG)
          .atInfo()
          .addKeyValue("method", request.getMethod().name())
          .addKeyValue("path", path)
          .addKeyValue("status", outcome)
          .addKeyValue("millis", millis)
          .log(
              "{} {} {} {} ms, {}, {}",
              request.getMethod(),
              escaped(path),
              outcome,
              millis,
              RequestAttributes.knownOwner(exchange).orElse(NOBODY),
              client(request.getRemoteAddress()));
    }
  }

  /**
   * Logs a request that was refused before it had been understood.
   *
   * @param target the method and path as far as they are known, as they were sent
   */
  public static void logMalformed(String target, int status, @Nullable InetSocketAddress client) {
    LOG.info("{} {} malformed, {}, {}", escaped(target), status, NOBODY, client(client));
  }

  private static boolean isApi(String path) {
    return path.startsWith("/api/") || path.startsWith("/v1/");
  }

  private static String client(@Nullable InetSocketAddress address) {
    return address == null ? NOBODY : address.getHostString();
  }

  /** A text that stays within its line, whatever is in it. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length() && escaped.length() < LONGEST_PATH; i++) {
      char letter = text.charAt(i);
      if (letter >= ' ' && letter < 0x7f) {
        escaped.append(letter);
      } else {
        escaped.append(String.format("\\u%04x", (int) letter));
      }
    }
    return text.length() > LONGEST_PATH ? escaped + "…" : escaped.toString();
  }
}
