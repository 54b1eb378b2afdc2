package dev.katong.server.web;

import dev.katong.image.PictureFormat;
import dev.katong.server.ServerSettings;
import dev.katong.server.jobs.JobEvent;
import dev.katong.server.jobs.JobJson;
import dev.katong.server.jobs.JobService;
import dev.katong.server.service.RequestParser;
import dev.katong.server.service.ServiceException;
import dev.katong.server.service.Upload;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ResourceHttpMessageWriter;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Jobs of many pictures. */
@RestController
@RequestMapping("/api/v1/jobs")
final class JobsController {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final ResourceHttpMessageWriter WRITER = new ResourceHttpMessageWriter();
  private static final ResolvableType RESOURCE = ResolvableType.forClass(Resource.class);
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final String WEBHOOK = "webhook";

  private static final Set<String> FILES = Set.of("images", "images[]", "image", "archive");

  private final JobService jobs;
  private final RequestParser parser;

  private final FormReader forms;
  private final Form.Fields fields;

  JobsController(JobService jobs, RequestParser parser, FormReader forms, ServerSettings settings) {
    this.jobs = jobs;
    this.parser = parser;
    this.forms = forms;
    this.fields =
        new Form.Fields(
            Stream.concat(RequestParser.NAMES.stream(), Stream.of(WEBHOOK))
                .collect(Collectors.toUnmodifiableSet()),
            FILES,
            settings.jobs().maxPictures(),
            settings.jobs().maxUploadBytes());
  }

  @PostMapping
  Mono<ResponseEntity<JobJson>> create(ServerWebExchange exchange) {
    return forms
        .read(exchange, fields)
        .flatMap(
            form -> {
              JobService.Request request =
                  new JobService.Request(
                      RequestAttributes.owner(exchange),
                      RequestAttributes.limits(exchange),
                      parser.values(parser.read(form::text)),
                      form.text(WEBHOOK),
                      exchange.getRequest().getHeaders().getFirst(IDEMPOTENCY_KEY));
              return jobs.create(request, () -> released(exchange, form));
            })
        .map(
            job ->
                ResponseEntity.accepted()
                    .location(URI.create("/api/v1/jobs/" + job.id()))
                    .body(job));
  }

  private static List<Upload> released(ServerWebExchange exchange, Form form) {
    RequestFiles.in(exchange).release(form.files());
    return form.files();
  }

  @GetMapping
  Mono<JobJson.Page> all(
      @RequestParam(defaultValue = "100") String limit,
      @RequestParam(required = false) @Nullable String after,
      ServerWebExchange exchange) {
    return jobs.jobs(RequestAttributes.owner(exchange), limit(limit), after);
  }

  private static int limit(String text) {
    if (!text.matches("[0-9]{1,3}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > JobService.MOST_LISTED) {
      throw ServiceException.of(
          "limit", "limit: it is 1 to %d, not %s".formatted(JobService.MOST_LISTED, text));
    }
    return Integer.parseInt(text);
  }

  @GetMapping("/{id}")
  Mono<JobJson> one(@PathVariable String id, ServerWebExchange exchange) {
    return jobs.job(RequestAttributes.owner(exchange), uuid(id));
  }

  @GetMapping(path = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  Flux<ServerSentEvent<Object>> events(@PathVariable String id, ServerWebExchange exchange) {
    ServerSentEvent<Object> last = ServerSentEvent.<Object>builder().build();
    Flux<ServerSentEvent<Object>> heartbeat =
        Flux.interval(HEARTBEAT).map(beat -> ServerSentEvent.<Object>builder().comment("").build());
    if (isHead(exchange)) {
      return jobs.job(RequestAttributes.owner(exchange), uuid(id)).thenMany(Flux.empty());
    }
    HttpHeaders headers = exchange.getResponse().getHeaders();
    headers.setCacheControl(CacheControl.noStore());
    headers.set("X-Accel-Buffering", "no");
    return jobs.events(RequestAttributes.owner(exchange), uuid(id))
        .map(JobsController::sent)
        .concatWithValues(last)
        .mergeWith(heartbeat)
        .takeWhile(event -> event != last);
  }

  private static ServerSentEvent<Object> sent(JobEvent event) {
    return ServerSentEvent.builder(event.values()).event(event.name()).build();
  }

  @GetMapping("/{id}/pictures/{number}")
  Mono<Void> cartoon(
      @PathVariable String id, @PathVariable String number, ServerWebExchange exchange) {
    return jobs.cartoon(
        RequestAttributes.owner(exchange),
        uuid(id),
        number(number),
        cartoon -> {
          HttpHeaders headers = exchange.getResponse().getHeaders();
          headers.set(HttpHeaders.CONTENT_DISPOSITION, attached("inline", cartoon.name()));
          MediaType type = MediaTypes.type(PictureFormat.of(cartoon.format()));
          return send(exchange, cartoon.file(), type);
        });
  }

  @GetMapping("/{id}/pictures/{number}/photo")
  Mono<Void> photo(
      @PathVariable String id, @PathVariable String number, ServerWebExchange exchange) {
    return jobs.photo(
        RequestAttributes.owner(exchange),
        uuid(id),
        number(number),
        // What a client sent is never shown as anything but a picture or a download.
        photo -> send(exchange, photo.file(), MediaTypes.sniffed(photo.start())));
  }

  /** Sends a file, or a range of it, without a thread or memory of this process. */
  private static Mono<Void> send(ServerWebExchange exchange, Path file, MediaType type) {
    exchange
        .getResponse()
        .getHeaders()
        .setCacheControl(CacheControl.maxAge(Duration.ofHours(1)).cachePrivate());
    return WRITER.write(
        Mono.just(new FileSystemResource(file)),
        RESOURCE,
        RESOURCE,
        type,
        exchange.getRequest(),
        exchange.getResponse(),
        Map.of());
  }

  @GetMapping("/{id}/zip")
  Mono<Void> zip(@PathVariable String id, ServerWebExchange exchange) {
    return jobs.zip(
        RequestAttributes.owner(exchange), uuid(id), zip -> ZipResponse.write(exchange, jobs, zip));
  }

  static String attached(String how, String name) {
    return ContentDisposition.builder(how)
        .filename(name, StandardCharsets.UTF_8)
        .build()
        .toString();
  }

  @PostMapping("/{id}/cancel")
  Mono<JobJson> cancel(@PathVariable String id, ServerWebExchange exchange) {
    return jobs.cancel(RequestAttributes.owner(exchange), uuid(id));
  }

  @PostMapping("/{id}/retry")
  Mono<JobJson> retry(@PathVariable String id, ServerWebExchange exchange) {
    return jobs.retry(RequestAttributes.owner(exchange), uuid(id));
  }

  @DeleteMapping("/{id}")
  Mono<ResponseEntity<Void>> remove(@PathVariable String id, ServerWebExchange exchange) {
    return jobs.remove(RequestAttributes.owner(exchange), uuid(id))
        .thenReturn(ResponseEntity.noContent().build());
  }

  private static UUID uuid(String id) {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw new ServiceException(ServiceException.Kind.NOT_FOUND, "there is no such job");
    }
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ServiceException(ServiceException.Kind.NOT_FOUND, "there is no such picture");
    }
  }

  private static boolean isHead(ServerWebExchange exchange) {
    return exchange.getRequest().getMethod() == HttpMethod.HEAD;
  }
}
