package dev.katong.server.web;

import dev.katong.photo.PictureFormat;
import dev.katong.server.ServerSettings;
import dev.katong.server.jobs.JobEvent;
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
import java.util.concurrent.Callable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Jobs of many pictures. */
@RestController
@RequestMapping("/api/v1/jobs")
final class JobsController {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final MediaType ZIP = new MediaType("application", "zip");

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
            Set.copyOf(RequestParser.NAMES),
            FILES,
            settings.jobs().maxPictures(),
            settings.jobs().maxUploadBytes());
  }

  @PostMapping
  Mono<ResponseEntity<Map<String, Object>>> create(ServerWebExchange exchange) {
    return forms
        .read(exchange, fields)
        .flatMap(
            form -> {
              Map<String, String> request = parser.values(parser.read(form::text));
              return later(() -> create(exchange, request, form.files()));
            })
        .map(
            job ->
                ResponseEntity.accepted()
                    .location(URI.create("/api/v1/jobs/" + job.get("id")))
                    .body(job));
  }

  private Map<String, Object> create(
      ServerWebExchange exchange, Map<String, String> request, List<Upload> uploads) {
    RequestFiles.in(exchange).release(uploads);
    try {
      return jobs.create(
          RequestAttributes.owner(exchange),
          request,
          uploads.stream()
              .map(upload -> new JobService.Upload(upload.file(), upload.name()))
              .toList());
    } finally {
      uploads.forEach(Upload::close);
    }
  }

  @GetMapping
  Mono<Map<String, Object>> all(ServerWebExchange exchange) {
    return later(() -> Map.of("jobs", jobs.jobs(RequestAttributes.owner(exchange))));
  }

  @GetMapping("/{id}")
  Mono<Map<String, Object>> one(@PathVariable String id, ServerWebExchange exchange) {
    return later(() -> jobs.job(RequestAttributes.owner(exchange), uuid(id)));
  }

  @GetMapping(path = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  Flux<ServerSentEvent<Map<String, Object>>> events(
      @PathVariable String id, ServerWebExchange exchange) {
    ServerSentEvent<Map<String, Object>> last =
        ServerSentEvent.<Map<String, Object>>builder().build();
    Flux<ServerSentEvent<Map<String, Object>>> heartbeat =
        Flux.interval(HEARTBEAT)
            .map(beat -> ServerSentEvent.<Map<String, Object>>builder().comment("").build());
    return jobs.events(RequestAttributes.owner(exchange), uuid(id))
        .subscribeOn(Schedulers.boundedElastic())
        .map(JobsController::sent)
        .concatWithValues(last)
        .mergeWith(heartbeat)
        .takeWhile(event -> event != last);
  }

  private static ServerSentEvent<Map<String, Object>> sent(JobEvent event) {
    return ServerSentEvent.builder(event.values()).event(event.name()).build();
  }

  @GetMapping("/{id}/pictures/{number}")
  Mono<ResponseEntity<Resource>> cartoon(
      @PathVariable String id, @PathVariable int number, ServerWebExchange exchange) {
    return later(
        () -> {
          JobService.Fetched cartoon =
              jobs.cartoon(RequestAttributes.owner(exchange), uuid(id), number);
          return ResponseEntity.ok()
              .contentType(MediaTypes.type(PictureFormat.of(cartoon.format())))
              .cacheControl(CacheControl.maxAge(Duration.ofHours(1)).cachePrivate())
              .header(HttpHeaders.CONTENT_DISPOSITION, attached("inline", cartoon.name()))
              .body(new FileSystemResource(cartoon.file()));
        });
  }

  @GetMapping("/{id}/pictures/{number}/photo")
  Mono<ResponseEntity<Resource>> photo(
      @PathVariable String id, @PathVariable int number, ServerWebExchange exchange) {
    return later(
        () -> {
          Path photo = jobs.photo(RequestAttributes.owner(exchange), uuid(id), number);
          // What a client sent is never shown as anything but a picture or a download.
          return ResponseEntity.ok()
              .contentType(MediaTypes.sniffed(photo))
              .cacheControl(CacheControl.maxAge(Duration.ofHours(1)).cachePrivate())
              .body(new FileSystemResource(photo));
        });
  }

  @GetMapping("/{id}/zip")
  Mono<ResponseEntity<Flux<DataBuffer>>> zip(@PathVariable String id, ServerWebExchange exchange) {
    String owner = RequestAttributes.owner(exchange);
    return later(() -> jobs.job(owner, uuid(id)))
        .map(
            job ->
                ResponseEntity.ok()
                    .contentType(ZIP)
                    .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        attached("attachment", "katong-" + job.get("style") + ".zip"))
                    .body(
                        Flux.from(
                            DataBufferUtils.outputStreamPublisher(
                                out -> jobs.zip(owner, uuid(id), out),
                                DefaultDataBufferFactory.sharedInstance,
                                task -> Schedulers.boundedElastic().schedule(task)))));
  }

  private static String attached(String how, String name) {
    return ContentDisposition.builder(how)
        .filename(name, StandardCharsets.UTF_8)
        .build()
        .toString();
  }

  @PostMapping("/{id}/cancel")
  Mono<Map<String, Object>> cancel(@PathVariable String id, ServerWebExchange exchange) {
    return later(() -> jobs.cancel(RequestAttributes.owner(exchange), uuid(id)));
  }

  @PostMapping("/{id}/retry")
  Mono<Map<String, Object>> retry(@PathVariable String id, ServerWebExchange exchange) {
    return later(() -> jobs.retry(RequestAttributes.owner(exchange), uuid(id)));
  }

  @DeleteMapping("/{id}")
  Mono<ResponseEntity<Void>> remove(@PathVariable String id, ServerWebExchange exchange) {
    return later(
        () -> {
          jobs.remove(RequestAttributes.owner(exchange), uuid(id));
          return ResponseEntity.noContent().build();
        });
  }

  private static UUID uuid(String id) {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw new ServiceException(ServiceException.Kind.NOT_FOUND, "there is no such job");
    }
  }

  private static <T> Mono<T> later(Callable<T> work) {
    return Mono.fromCallable(work).subscribeOn(Schedulers.boundedElastic());
  }
}
