package dev.katong.server.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.katong.Options;
import dev.katong.runtime.LoadedStyle;
import dev.katong.server.service.CartoonService;
import dev.katong.server.service.RequestParser;
import dev.katong.server.service.ServiceException;
import dev.katong.server.service.StyleSamples;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The available styles. They are loaded when a picture needs them, or by a request to this
 * controller.
 */
@RestController
@RequestMapping("/api/v1/styles")
public final class StylesController {
  private final CartoonService service;
  private final RequestParser parser;
  private final StyleSamples samples;

  StylesController(CartoonService service, RequestParser parser, StyleSamples samples) {
    this.service = service;
    this.parser = parser;
    this.samples = samples;
  }

  /**
   * All styles.
   *
   * @param standard the name of the default one
   */
  public record StyleList(@JsonProperty("default") String standard, List<StyleDetails> styles) {}

  /**
   * A style.
   *
   * @param workingSize in pixels, of the short side
   * @param heads true if it has a head network
   * @param tone the tone of its pictures for which none is asked, 0 to 1
   * @param variants the names of its variants, beside its own networks
   * @param loaded its loaded variants
   */
  public record StyleDetails(
      String name,
      String description,
      int workingSize,
      boolean heads,
      double tone,
      String license,
      boolean builtIn,
      List<String> variants,
      List<LoadedVariant> loaded) {}

  /**
   * A loaded variant of a style.
   *
   * @param users the number of pictures that use it now
   * @param idleSeconds since its last use
   */
  public record LoadedVariant(
      String style, String variant, long bytes, int users, long idleSeconds) {
    static LoadedVariant of(LoadedStyle loaded) {
      return new LoadedVariant(
          loaded.style(),
          loaded.variant(),
          loaded.bytes(),
          loaded.users(),
          loaded.idle().toSeconds());
    }
  }

  @GetMapping
  Mono<StyleList> all() {
    return later(
        () ->
            new StyleList(
                StyleStore.BUILT_IN, service.styleNames().stream().map(this::describe).toList()));
  }

  @GetMapping("/{name}")
  Mono<StyleDetails> one(@PathVariable String name) {
    return later(() -> describe(known(name)));
  }

  @GetMapping("/{name}/sample")
  Mono<ResponseEntity<byte[]>> sample(@PathVariable String name) {
    return later(
        () ->
            ResponseEntity.ok()
                .contentType(MediaType.IMAGE_JPEG)
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(10)))
                .body(samples.of(known(name))));
  }

  @PostMapping("/{name}/load")
  Mono<StyleDetails> load(@PathVariable String name) {
    return later(
        () -> {
          Options options =
              parser.read(field -> field.equals("style") ? known(name) : null).options();
          service.katong().load(options);
          return describe(name);
        });
  }

  @PostMapping("/{name}/unload")
  Mono<StyleDetails> unload(@PathVariable String name) {
    return later(
        () -> {
          if (!service.katong().styleCache().unload(known(name))) {
            throw ServiceException.later(
                ServiceException.Kind.CONFLICT, "the style " + name + " is in use; try again", 5);
          }
          return describe(name);
        });
  }

  private static <T> Mono<T> later(Callable<T> work) {
    return Mono.fromCallable(work).subscribeOn(Schedulers.boundedElastic());
  }

  private String known(String name) {
    if (!service.styleNames().contains(name)) {
      throw new ServiceException(
          ServiceException.Kind.NOT_FOUND,
          "there is no style '" + name + "'; GET /api/v1/styles lists all");
    }
    return name;
  }

  private StyleDetails describe(String name) {
    StyleManifest style = service.styles().manifest(name);
    return new StyleDetails(
        name,
        style.description(),
        style.workingSize(),
        style.head() != null,
        style.finish() == null ? 0 : style.finish().tone(),
        style.license(),
        service.styles().builtIn(name),
        style.variants().stream().map(variant -> variant.name()).toList(),
        service.katong().styleCache().contents().stream()
            .filter(one -> one.style().equals(name))
            .map(LoadedVariant::of)
            .toList());
  }
}
