package dev.katong.server.web;

import java.util.Map;
import org.springframework.web.server.ServerWebExchange;

/** What the filters have found out about a request. */
final class RequestAttributes {
  /** Who asks where no keys are needed. */
  static final String ANYBODY = "anybody";

  /** Who asks without a key that is known, where keys are needed. */
  private static final String NOBODY = "none";

  private static final String ID = RequestAttributes.class.getName() + ".id";
  private static final String BEGIN = RequestAttributes.class.getName() + ".begin";
  private static final String OWNER = RequestAttributes.class.getName() + ".owner";

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

  static void owner(ServerWebExchange exchange, String owner) {
    exchange.getAttributes().put(OWNER, owner);
  }

  /** The name of the key that was sent, for metrics; {@code none} of a request without one. */
  static String key(Map<String, Object> attributes) {
    return attributes.get(OWNER) instanceof String owner ? owner : NOBODY;
  }

  /** The name of the key that was sent. */
  static String owner(ServerWebExchange exchange) {
    return exchange.getAttributeOrDefault(OWNER, ANYBODY);
  }
}
