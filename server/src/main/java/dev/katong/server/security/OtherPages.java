package dev.katong.server.security;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.server.ServerWebExchange;

/**
 * Lets the pages of other servers call this one if they are listed. A request of another origin is
 * not refused here, as Spring does, but answered without leave to read: behind a proxy that does
 * not tell its name the service's own page looks like another's.
 */
final class OtherPages extends DefaultCorsProcessor {
  /** The rules for those of these origins. */
  static CorsConfigurationSource rules(List<String> origins) {
    UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
    if (!origins.isEmpty()) {
      CorsConfiguration rules = new CorsConfiguration();
      rules.setAllowedOrigins(origins);
      rules.setAllowedMethods(List.of("GET", "HEAD", "POST", "DELETE", "OPTIONS"));
      rules.setAllowedHeaders(List.of("*"));
      rules.setExposedHeaders(
          List.of(
              "ETag",
              "Location",
              "RateLimit-Limit",
              "RateLimit-Remaining",
              "RateLimit-Reset",
              "Retry-After",
              "Server-Timing",
              "X-Request-ID",
              "X-Width",
              "X-Height",
              "X-Faces",
              "X-Style",
              "X-Processing-Time-Ms"));
      source.registerCorsConfiguration("/api/**", rules);
      source.registerCorsConfiguration("/v1/**", rules);
    }
    return source;
  }

  @Override
  public boolean process(@Nullable CorsConfiguration rules, ServerWebExchange exchange) {
    if (rules != null
        && !CorsUtils.isPreFlightRequest(exchange.getRequest())
        && rules.checkOrigin(exchange.getRequest().getHeaders().getOrigin()) == null) {
      exchange.getResponse().getHeaders().add("Vary", "Origin");
      return true;
    }
    return super.process(rules, exchange);
  }

  @Override
  protected void rejectRequest(ServerHttpResponse response) {
    throw new AccessDeniedException("pages of this origin may not call this service");
  }
}
