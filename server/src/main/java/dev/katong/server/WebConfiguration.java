package dev.katong.server;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.codec.multipart.DefaultPartHttpMessageReader;
import org.springframework.http.codec.multipart.MultipartHttpMessageReader;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** How much may be sent, and how slowly. */
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

  /** Folders have no index by themselves. */
  @Bean
  RouterFunction<ServerResponse> docs() {
    return RouterFunctions.route(
        RequestPredicates.GET("/docs"),
        request -> ServerResponse.temporaryRedirect(URI.create("/docs/index.html")).build());
  }
}
