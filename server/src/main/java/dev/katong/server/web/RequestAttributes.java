package dev.katong.server.web;

import dev.katong.server.service.KeyLimits;
import dev.katong.server.service.ServiceMetrics;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/** Attributes of a request that filters have set. */
public final class RequestAttributes {
  /** The client's name if no keys are needed. */
  public static final String ANYBODY = "anybody";

  private static final String ID = RequestAttributes.class.getName() + ".id";
  private static final String BEGIN = RequestAttributes.class.getName() + ".begin";
  private static final String OWNER = RequestAttributes.class.getName() + ".owner";
  private static final String LIMITS = RequestAttributes.class.getName() + ".limits";

  private RequestAttributes() {}

  static void id(ServerWebExchange exchange, String id) {
    exchange.getAttributes().put(ID, id);
  }

  /** The name under which logs and errors know the request. */
  static String id(ServerWebExchange exchange) {
    return exchange.getAttributeOrDefault(ID, "-");
  }

  /** The request's head has come; the clock begins to run. */
  static void begin(ServerWebExchange exchange) {
    exchange.getAttributes().put(BEGIN, System.nanoTime());
  }

  /** Milliseconds since the request's head came. */
  static double millis(ServerWebExchange exchange) {
    long now = System.nanoTime();
    long begin = exchange.getAttributeOrDefault(BEGIN, now);
    return (now - begin) / 1e6;
  }

  /** Sets the client's name. */
  public static void owner(ServerWebExchange exchange, String owner) {
    exchange.getAttributes().put(OWNER, owner);
  }

  /** The name of the key that was sent, for metrics; {@code none} of a request without one. */
  static String key(Map<String, Object> attributes) {
    return attributes.get(OWNER) instanceof String owner ? owner : ServiceMetrics.NO_KEY;
  }

  /** The name of the key that was sent. */
  public static String owner(ServerWebExchange exchange) {
    return exchange.getAttributeOrDefault(OWNER, ANYBODY);
  }

  /** The name of the key, if one was needed and is known. */
  static Optional<String> knownOwner(ServerWebExchange exchange) {
    return Optional.ofNullable(exchange.getAttribute(OWNER));
  }

  /** Sets what the key may. */
  public static void limits(ServerWebExchange exchange, KeyLimits limits) {
    exchange.getAttributes().put(LIMITS, limits);
  }

  /** The limits of the key that was sent; none where no keys are needed. */
  public static KeyLimits limits(ServerWebExchange exchange) {
    return exchange.getAttributeOrDefault(LIMITS, KeyLimits.NONE);
  }
}
