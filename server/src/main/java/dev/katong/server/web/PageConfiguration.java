package dev.katong.server.web;

import java.time.Duration;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.reactive.config.ResourceHandlerRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;

/** Serves the page's files: those with a digest in their path for good, the rest after asking. */
@Configuration(proxyBeanMethods = false)
class PageConfiguration implements WebFluxConfigurer {
  private static final CacheControl FOR_GOOD =
      CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

  private final PageAssets assets;

  PageConfiguration(PageAssets assets) {
    this.assets = assets;
  }

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    String folder = "/" + assets.folder();
    registry
        .addResourceHandler(folder + "/webjars/**")
        .addResourceLocations("classpath:/META-INF/resources/webjars/")
        .setCacheControl(FOR_GOOD)
        // Finds the version in a web jar's path.
        .resourceChain(true);
    registry
        .addResourceHandler(folder + "/**")
        .addResourceLocations("classpath:/static/")
        .setCacheControl(FOR_GOOD);
    registry
        .addResourceHandler("/*.yaml")
        .addResourceLocations("classpath:/static/")
        .setCacheControl(CacheControl.noCache());
  }
}
