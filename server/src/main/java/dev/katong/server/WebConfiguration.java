package dev.katong.server;

import java.net.URI;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.codec.multipart.DefaultPartHttpMessageReader;
import org.springframework.http.codec.multipart.MultipartHttpMessageReader;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** What is read of requests, and from which pages they may come. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebFluxConfigurer {
  /** Of a body that is read whole; forms and photos go to the disk as they come. */
  private static final int IN_MEMORY_BYTES = 64 * 1024;

  private final ServerSettings settings;

  WebConfiguration(ServerSettings settings) {
    this.settings = settings;
  }

  @Override
  public void configureHttpMessageCodecs(ServerCodecConfigurer configurer) {
    // Forms are received by FormReader; nothing may make files in the system's temporary folder.
    DefaultPartHttpMessageReader none = new DefaultPartHttpMessageReader();
    none.setMaxParts(1);
    none.setMaxDiskUsagePerPart(0);
    configurer.defaultCodecs().multipartReader(new MultipartHttpMessageReader(none));
    configurer.defaultCodecs().maxInMemorySize(IN_MEMORY_BYTES);
  }

  /** Folders have no index by themselves. */
  @Bean
  RouterFunction<ServerResponse> docs() {
    RequestPredicate looking = RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD);
    return RouterFunctions.route(
        looking.and(RequestPredicates.path("/docs")),
        request -> ServerResponse.temporaryRedirect(URI.create("/docs/index.html")).build());
  }

  /** Spring Boot answers for the page's head only with its body. */
  @Bean
  RouterFunction<ServerResponse> pageHead() {
    return RouterFunctions.route(
        RequestPredicates.HEAD("/"),
        request ->
            ServerResponse.ok()
                .contentType(MediaType.TEXT_HTML)
                .bodyValue(new ClassPathResource("static/index.html")));
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
