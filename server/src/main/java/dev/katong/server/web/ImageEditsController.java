package dev.katong.server.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.katong.server.ServerSettings;
import dev.katong.server.service.CartoonService;
import dev.katong.server.service.CartoonizeRequest;
import dev.katong.server.service.CartoonizeResult;
import dev.katong.server.service.ServiceException;
import dev.katong.server.service.Upload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.StreamUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * The image edits of OpenAI's API, so that programs written for it draw cartoons with nothing but
 * another base address: {@code model} is the style, {@code prompt} is not looked at.
 */
@RestController
@RequestMapping("/v1")
final class ImageEditsController {
  static final int MOST_IMAGES = 16;

  private final CartoonService service;
  private final EditParameters parameters;
  private final FormReader forms;
  private final JsonMapper json;
  private final Form.Fields fields;

  ImageEditsController(
      CartoonService service,
      EditParameters parameters,
      FormReader forms,
      JsonMapper json,
      ServerSettings settings) {
    this.service = service;
    this.parameters = parameters;
    this.forms = forms;
    this.json = json;
    this.fields =
        new Form.Fields(
            EditParameters.NAMES,
            Set.of("image", "image[]"),
            MOST_IMAGES,
            settings.maxUploadBytes());
  }

  /** A style, as a model. */
  record Model(String id, String object, long created, @JsonProperty("owned_by") String ownedBy) {
    static Model of(String style) {
      return new Model(style, "model", 0, "katong");
    }
  }

  /** The styles, as models. */
  record Models(String object, List<Model> data) {}

  @GetMapping("/models")
  Models models() {
    return new Models("list", service.styleNames().stream().map(Model::of).toList());
  }

  @GetMapping("/models/{id}")
  Model model(@PathVariable String id) {
    if (!service.styleNames().contains(id)) {
      throw new ServiceException(
          ServiceException.Kind.NOT_FOUND,
          "there is no style '" + id + "'; GET /v1/models lists all");
    }
    return Model.of(id);
  }

  @PostMapping("/images/edits")
  Mono<ResponseEntity<Flux<DataBuffer>>> edit(ServerWebExchange exchange) {
    service.limiter().check();
    return forms
        .read(exchange, fields)
        .flatMap(
            form -> {
              EditParameters.Edit edit = parameters.read(form::text);
              form.file("image");
              return edit.stream()
                  ? Mono.just(streamed(exchange, edit, form.files()))
                  : whole(exchange, edit, form.files());
            });
  }

  /** A file of the answer, and the size of the picture in it. */
  private record Part(Upload file, String size) {}

  private Mono<ResponseEntity<Flux<DataBuffer>>> whole(
      ServerWebExchange exchange, EditParameters.Edit edit, List<Upload> photos) {
    return Flux.fromIterable(photos)
        .concatMap(
            photo ->
                draw(exchange, photo, edit.request())
                    .map(
                        drawn -> {
                          photo.close();
                          return new Part(
                              jsonFile(exchange, new EditAnswer.Image(drawn.file())),
                              EditAnswer.size(drawn.report()));
                        }),
            0)
        .collectList()
        .map(parts -> answer(exchange, edit, parts));
  }

  private Mono<CartoonizeResult> draw(
      ServerWebExchange exchange, Upload photo, CartoonizeRequest request) {
    return service.draw(
        photo, request, RequestAttributes.id(exchange), RequestAttributes.owner(exchange));
  }

  private Upload jsonFile(ServerWebExchange exchange, Object value) {
    return AnswerFile.write(exchange, out -> json.writeValue(StreamUtils.nonClosing(out), value));
  }

  /** Puts the pictures, which lie in files, between the rest. */
  private ResponseEntity<Flux<DataBuffer>> answer(
      ServerWebExchange exchange, EditParameters.Edit edit, List<Part> parts) {
    String rest = json.writeValueAsString(EditAnswer.of(edit, parts.get(0).size()));
    byte[] head = bytes(rest.substring(0, rest.length() - 1) + ",\"data\":[");
    byte[] end = bytes("]}");
    List<Flux<DataBuffer>> body = new ArrayList<>();
    long length = head.length + end.length + parts.size() - 1;
    for (Part part : parts) {
      body.add(buffer(body.isEmpty() ? head : bytes(",")));
      body.add(AnswerFile.read(exchange, part.file()));
      length += part.file().size();
    }
    body.add(buffer(end));
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .contentLength(length)
        .body(Flux.concat(body));
  }

  private ResponseEntity<Flux<DataBuffer>> streamed(
      ServerWebExchange exchange, EditParameters.Edit edit, List<Upload> photos) {
    AtomicBoolean begun = new AtomicBoolean();
    // Before the first event, a failure is an answer of its own.
    Flux<DataBuffer> events =
        Flux.fromIterable(photos)
            .concatMap(photo -> events(exchange, edit, photo), 0)
            .doOnNext(buffer -> begun.set(true))
            .onErrorResume(failure -> begun.get() ? failure(failure) : Flux.error(failure));
    return ResponseEntity.ok()
        .contentType(MediaType.TEXT_EVENT_STREAM)
        .cacheControl(CacheControl.noStore())
        .header("X-Accel-Buffering", "no")
        .body(events);
  }

  /** A small picture first, if partial ones are wanted; then the picture. */
  private Flux<DataBuffer> events(
      ServerWebExchange exchange, EditParameters.Edit edit, Upload photo) {
    Flux<DataBuffer> picture =
        draw(exchange, photo, edit.request())
            .flatMapMany(
                drawn -> {
                  photo.close();
                  return event(exchange, EditAnswer.Completed.of(edit, drawn));
                });
    return Flux.concat(
        Mono.justOrEmpty(edit.preview())
            .flatMap(request -> draw(exchange, photo, request))
            .flatMapMany(drawn -> event(exchange, EditAnswer.Partial.of(edit, drawn))),
        picture);
  }

  private Flux<DataBuffer> event(ServerWebExchange exchange, EditAnswer.Event event) {
    return AnswerFile.read(
        exchange,
        AnswerFile.write(
            exchange,
            out -> {
              out.write(bytes("event: " + event.type() + "\ndata: "));
              json.writeValue(StreamUtils.nonClosing(out), event);
              out.write(bytes("\n\n"));
            }));
  }

  private Flux<DataBuffer> failure(Throwable failure) {
    String values = json.writeValueAsString(Problem.of(failure).openAiValues());
    return buffer(bytes("event: error\ndata: " + values + "\n\n"));
  }

  private static Flux<DataBuffer> buffer(byte[] bytes) {
    return Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(bytes));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
