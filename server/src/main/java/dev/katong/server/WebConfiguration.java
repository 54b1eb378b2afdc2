package dev.katong.server;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.codec.multipart.DefaultPartHttpMessageReader;
import org.springframework.http.codec.multipart.MultipartHttpMessageReader;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.web.reactive.config.WebFluxConfigurer;

/** Configures how requests are read. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebFluxConfigurer {
  /** The most bytes of a body that is read whole; forms and photos are streamed to the disk. */
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

  /**
   * None: requests are checked as they are read, and to set up another takes time at every start.
   */
  @Override
  public Validator getValidator() {
    return new Validator() {
      @Override
      public boolean supports(Class<?> type) {
        return false;
      }

      @Override
      public void validate(Object value, Errors errors) {
        // Nothing is supported.
      }
    };
  }
}
