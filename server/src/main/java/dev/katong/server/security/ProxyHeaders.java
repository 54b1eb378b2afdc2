package dev.katong.server.security;

import java.net.URI;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.RequestPath;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Makes replies fit for proxies: places in {@code Location} are below the path that the client
 * sees, and event streams are passed on at once.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class ProxyHeaders implements WebFilter {
  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    RequestPath path = exchange.getRequest().getPath();
    String base = path.contextPath().value();
    ServerHttpResponse response = exchange.getResponse();
    if (!base.isEmpty() && path.pathWithinApplication().value().isEmpty()) {
      // The page's own links need the slash.
      response.setStatusCode(HttpStatus.TEMPORARY_REDIRECT);
      response.getHeaders().setLocation(URI.create(base + "/"));
      return response.setComplete();
    }
    response.beforeCommit(() -> Mono.fromRunnable(() -> complete(response.getHeaders(), base)));
    return chain.filter(exchange);
  }

  private static void complete(HttpHeaders headers, String base) {
    URI location = headers.getLocation();
    if (!base.isEmpty()
        && location != null
        && !location.isAbsolute()
        && location.getPath().startsWith("/")
        && !location.getPath().startsWith(base + "/")) {
      headers.setLocation(URI.create(base + location));
    }
    if (MediaType.TEXT_EVENT_STREAM.equalsTypeAndSubtype(headers.getContentType())) {
      headers.setCacheControl(CacheControl.noStore());
      headers.set("X-Accel-Buffering", "no");
    }
  }
}
