package dev.katong.server.web;

import dev.katong.server.ServerSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Lets only those in who have a key, where keys are set: as {@code Authorization: Bearer KEY} or
 * {@code X-API-Key: KEY}. The page itself, its documents and the health of the service need none.
 */
@Component
@Order(Keys.ORDER)
final class Keys implements WebFilter {
  /** Behind the request log and the rules for other pages. */
  static final int ORDER = -90;

  private static final String HEADER = "X-API-Key";
  private static final String BEARER = "Bearer ";

  /** Digests of equal length, so that comparing tells nothing of the keys. */
  private final Map<String, byte[]> digests = new LinkedHashMap<>();

  Keys(ServerSettings settings) {
    settings.keys().forEach((name, secret) -> digests.put(name, digest(secret)));
  }

  /** The request has no key that is known. */
  static final class Unauthorized extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unauthorized(String message) {
      super(message);
    }
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    if (digests.isEmpty()) {
      RequestAttributes.owner(exchange, RequestAttributes.ANYBODY);
      return chain.filter(exchange);
    }
    if (isOpen(exchange.getRequest())) {
      return chain.filter(exchange);
    }
    String sent = sent(exchange.getRequest().getHeaders());
    if (sent == null) {
      return Mono.error(
          new Unauthorized("this service needs a key: send Authorization: Bearer KEY"));
    }
    Optional<String> owner = owner(sent);
    if (owner.isEmpty()) {
      return Mono.error(new Unauthorized("the key is not one of this service"));
    }
    RequestAttributes.owner(exchange, owner.get());
    return chain.filter(exchange);
  }

  private static boolean isOpen(ServerHttpRequest request) {
    String path = request.getPath().pathWithinApplication().value();
    boolean guarded =
        path.startsWith("/api/") || path.startsWith("/v1/") || path.startsWith("/actuator/");
    return !guarded
        || path.startsWith("/actuator/health")
        || request.getMethod() == HttpMethod.OPTIONS;
  }

  private static @Nullable String sent(HttpHeaders headers) {
    String authorization = headers.getFirst(HttpHeaders.AUTHORIZATION);
    if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return authorization.substring(BEARER.length()).strip();
    }
    return headers.getFirst(HEADER);
  }

  /** Looks at all keys, whichever fits. */
  private Optional<String> owner(String sent) {
    byte[] digest = digest(sent);
    String owner = null;
    for (Map.Entry<String, byte[]> key : digests.entrySet()) {
      if (MessageDigest.isEqual(key.getValue(), digest)) {
        owner = key.getKey();
      }
    }
    return Optional.ofNullable(owner);
  }

  private static byte[] digest(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
