package dev.katong.server.security;

import dev.katong.server.service.KeyLimits;
import dev.katong.server.service.ServiceException;
import dev.katong.server.web.RequestAttributes;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Keeps each key to its requests a minute and its pictures at a time. What is beyond is refused
 * after a pause, so that a client that asks again at once costs others little.
 */
final class KeyLimiter implements WebFilter {
  private static final Set<String> PICTURES =
      Set.of("/api/v1/cartoonize", "/api/cartoonize", "/v1/images/edits");

  private static final int FULL_RETRY_SECONDS = 2;

  /** The time before a refusal; it takes no thread, and nothing of the request is received. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  private final Map<String, Rate> rates = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();

  /** A bucket that refills evenly, and the limit that it was made for. */
  private record Rate(int perMinute, Bucket bucket) {
    static Rate of(int perMinute) {
      return new Rate(
          perMinute,
          Bucket.builder()
              .addLimit(
                  limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
              .build());
    }
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    String owner = RequestAttributes.owner(exchange);
    KeyLimits limits = RequestAttributes.limits(exchange);
    if (limits.requestsPerMinute() > 0) {
      OptionalInt wait = countRequest(exchange, owner, limits.requestsPerMinute());
      if (wait.isPresent()) {
        return refused(
            "this key has made its %d requests a minute".formatted(limits.requestsPerMinute()),
            wait.getAsInt());
      }
    }
    if (limits.inFlight() > 0 && isPicture(exchange)) {
      return countPicture(exchange, chain, owner, limits.inFlight());
    }
    return chain.filter(exchange);
  }

  private static Mono<Void> refused(String why, int retrySeconds) {
    return afterPause(
        ServiceException.later(ServiceException.Kind.RATE_LIMITED, why, retrySeconds));
  }

  /** Fails after the pause. */
  static Mono<Void> afterPause(RuntimeException refusal) {
    return Mono.delay(PAUSE).then(Mono.error(refusal));
  }

  /** Counts a request; gives the seconds to wait where it is one too many. */
  private OptionalInt countRequest(ServerWebExchange exchange, String owner, int perMinute) {
    Rate rate =
        rates.compute(
            owner,
            (name, known) ->
                known != null && known.perMinute() == perMinute ? known : Rate.of(perMinute));
    ConsumptionProbe probe = rate.bucket().tryConsumeAndReturnRemaining(1);
    HttpHeaders headers = exchange.getResponse().getHeaders();
    headers.set("RateLimit-Limit", Integer.toString(perMinute));
    headers.set("RateLimit-Remaining", Long.toString(probe.getRemainingTokens()));
    headers.set("RateLimit-Reset", Integer.toString(seconds(probe.getNanosToWaitForReset())));
    return probe.isConsumed()
        ? OptionalInt.empty()
        : OptionalInt.of(seconds(probe.getNanosToWaitForRefill()));
  }

  private static int seconds(long nanos) {
    return (int) Math.max(1, Math.ceil(nanos / (double) TimeUnit.SECONDS.toNanos(1)));
  }

  private static boolean isPicture(ServerWebExchange exchange) {
    return exchange.getRequest().getMethod() == HttpMethod.POST
        && PICTURES.contains(exchange.getRequest().getPath().pathWithinApplication().value());
  }

  private Mono<Void> countPicture(
      ServerWebExchange exchange, WebFilterChain chain, String owner, int most) {
    AtomicInteger pictures = inFlight.computeIfAbsent(owner, name -> new AtomicInteger());
    return Mono.defer(
        () -> {
          if (pictures.incrementAndGet() > most) {
            pictures.decrementAndGet();
            return refused(
                "this key has %d pictures waiting or being drawn, as many as it may"
                    .formatted(most),
                FULL_RETRY_SECONDS);
          }
          return chain.filter(exchange).doFinally(end -> pictures.decrementAndGet());
        });
  }
}
