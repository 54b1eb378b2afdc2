package dev.katong.server.web;

import dev.katong.Options;
import dev.katong.server.service.CartoonService;
import dev.katong.server.service.RequestParser;
import dev.katong.server.service.Samples;
import dev.katong.server.service.ServiceException;
import dev.katong.style.LoadedStyle;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
final class StylesController {
  private final CartoonService service;
  private final RequestParser parser;
  private final Samples samples;

  StylesController(CartoonService service, RequestParser parser, Samples samples) {
    this.service = service;
    this.parser = parser;
    this.samples = samples;
  }

  @GetMapping
  Mono<Map<String, Object>> all() {
    return later(
        () ->
            Map.of(
                "default",
                StyleStore.BUILT_IN,
                "styles",
                service.styleNames().stream().map(this::describe).toList()));
  }

  @GetMapping("/{name}")
  Mono<Map<String, Object>> one(@PathVariable String name) {
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
  Mono<Map<String, Object>> load(@PathVariable String name) {
    return later(
        () -> {
          Options options =
              parser.read(field -> field.equals("style") ? known(name) : null).options();
          service.katong().load(options);
          return describe(name);
        });
  }

  @PostMapping("/{name}/unload")
  Mono<Map<String, Object>> unload(@PathVariable String name) {
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

  private Map<String, Object> describe(String name) {
    StyleManifest style = service.styles().manifest(name);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", name);
    values.put("description", style.description());
    values.put("workingSize", style.workingSize());
    values.put("heads", style.head() != null);
    values.put("license", style.license());
    values.put("builtIn", service.styles().builtIn(name));
    values.put("variants", style.variants().stream().map(variant -> variant.name()).toList());
    List<Map<String, Object>> loaded =
        service.katong().styleCache().contents().stream()
            .filter(one -> one.style().equals(name))
            .map(StylesController::values)
            .toList();
    values.put("loaded", loaded);
    return values;
  }

  /** One loaded variant. */
  static Map<String, Object> values(LoadedStyle loaded) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("style", loaded.style());
    values.put("variant", loaded.variant());
    values.put("bytes", loaded.bytes());
    values.put("users", loaded.users());
    values.put("idleSeconds", loaded.idle().toSeconds());
    return values;
  }
}
