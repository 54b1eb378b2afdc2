package dev.katong.server;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.codec.multipart.DefaultPartHttpMessageReader;
import org.springframework.http.codec.multipart.MultipartHttpMessageReader;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.reactive.config.WebFluxConfigurer;

/** How much may be sent, how slowly, and from which pages. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebFluxConfigurer {
  /** Small files stay in memory. */
  private static final int IN_MEMORY_BYTES = 256 * 1024;

  private static final int HEADER_BYTES = 10 * 1024;

  /** A client that sends its request more slowly is cut off. */
  private static final Duration RECEIVE = Duration.ofMinutes(5);

  private static final Duration IDLE = Duration.ofMinutes(2);

  private final ServerSettings settings;

  WebConfiguration(ServerSettings settings) {
    this.settings = settings;
  }

  @Override
  public void configureHttpMessageCodecs(ServerCodecConfigurer configurer) {
    DefaultPartHttpMessageReader parts = new DefaultPartHttpMessageReader();
    parts.setMaxInMemorySize(IN_MEMORY_BYTES);
    parts.setMaxHeadersSize(HEADER_BYTES);
    parts.setMaxDiskUsagePerPart(
        Math.max(settings.maxUploadBytes(), settings.jobs().maxUploadBytes()));
    parts.setMaxParts(settings.jobs().maxPictures() + 20);
    configurer.defaultCodecs().multipartReader(new MultipartHttpMessageReader(parts));
    configurer.defaultCodecs().maxInMemorySize(IN_MEMORY_BYTES);
  }

  @Bean
  NettyServerCustomizer patience() {
    return server -> server.requestTimeout(RECEIVE).idleTimeout(IDLE);
  }

  /** Before the keys: a browser asks for leave without one. */
  @Bean
  @Order(-100)
  CorsWebFilter otherPages() {
    UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
    if (!settings.origins().isEmpty()) {
      CorsConfiguration rules = new CorsConfiguration();
      rules.setAllowedOrigins(settings.origins());
      rules.setAllowedMethods(List.of("GET", "POST", "DELETE", "OPTIONS"));
      rules.setAllowedHeaders(List.of("*"));
      rules.setExposedHeaders(
          List.of(
              "ETag",
              "Location",
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
    return new CorsWebFilter(source);
  }
}
