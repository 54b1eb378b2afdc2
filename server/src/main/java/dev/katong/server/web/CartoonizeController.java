package dev.katong.server.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.katong.Report;
import dev.katong.ReportJson;
import dev.katong.Stage;
import dev.katong.image.PictureFormat;
import dev.katong.server.ServerSettings;
import dev.katong.server.service.CartoonService;
import dev.katong.server.service.CartoonizeRequest;
import dev.katong.server.service.CartoonizeResult;
import dev.katong.server.service.RequestParser;
import dev.katong.server.service.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** One photo in, one cartoon out. */
@RestController
final class CartoonizeController {
  private static final String FORMAT = "output_format";
  private static final List<PictureFormat> FORMATS =
      List.of(PictureFormat.PNG, PictureFormat.JPEG, PictureFormat.WEBP);

  private final CartoonService service;
  private final RequestParser parser;
  private final PhotoReader photos;
  private final JsonMapper json;
  private final Form.Fields fields;

  CartoonizeController(
      CartoonService service,
      RequestParser parser,
      PhotoReader photos,
      JsonMapper json,
      ServerSettings settings) {
    this.service = service;
    this.parser = parser;
    this.photos = photos;
    this.json = json;
    this.fields =
        new Form.Fields(
            Set.copyOf(RequestParser.NAMES),
            Set.of(PhotoReader.IMAGE),
            1,
            settings.maxUploadBytes());
  }

  @PostMapping({"/api/v1/cartoonize", "/api/cartoonize"})
  Mono<ResponseEntity<Flux<DataBuffer>>> cartoonize(ServerWebExchange exchange) {
    service.limiter().check();
    checkAccept(exchange, FORMATS);
    return photos.read(exchange, fields).flatMap(form -> reply(exchange, form));
  }

  /** The media type to answer with: a picture's, or JSON. */
  private static MediaType checkAccept(ServerWebExchange exchange, List<PictureFormat> formats) {
    List<MediaType> offered =
        Stream.concat(formats.stream().map(MediaTypes::type), Stream.of(MediaType.APPLICATION_JSON))
            .toList();
    return MediaTypes.best(exchange.getRequest(), offered);
  }

  private Mono<ResponseEntity<Flux<DataBuffer>>> reply(ServerWebExchange exchange, Form form) {
    Upload photo = form.file(PhotoReader.IMAGE);
    CartoonizeRequest asked = parser.read(form::text);
    boolean free = form.text(FORMAT) == null;
    MediaType type = checkAccept(exchange, free ? FORMATS : List.of(asked.format()));
    CartoonizeRequest request = free ? asked.format(formatOf(type)) : asked;
    String tag =
        EntityTag.of(
            photo.hash(),
            request,
            type,
            service.styles().manifest(request.options().style()),
            service.katong().device());
    List<String> known = exchange.getRequest().getHeaders().getIfNoneMatch();
    if (known.contains(tag) || known.contains("*")) {
      return Mono.error(
          new ResponseStatusException(
              HttpStatus.PRECONDITION_FAILED, "the cartoon is the one that you have already"));
    }
    double received = RequestAttributes.millis(exchange);
    return service
        .draw(photo, request, RequestAttributes.id(exchange), RequestAttributes.owner(exchange))
        .map(
            drawn -> {
              photo.close();
              ResponseEntity.BodyBuilder answer =
                  ResponseEntity.ok()
                      .headers(facts(drawn.report(), received, RequestAttributes.millis(exchange)))
                      .varyBy(HttpHeaders.ACCEPT)
                      .eTag(tag)
                      .contentType(type);
              return AnswerFile.body(answer, exchange, out -> write(drawn, type, out));
            });
  }

  private static PictureFormat formatOf(MediaType type) {
    return FORMATS.stream()
        .filter(format -> MediaTypes.type(format).equals(type))
        .findFirst()
        .orElse(PictureFormat.PNG);
  }

  private void write(CartoonizeResult drawn, MediaType type, OutputStream out) throws IOException {
    if (!type.equals(MediaType.APPLICATION_JSON)) {
      out.write(drawn.file());
      return;
    }
    json.writeValue(
        out,
        new DrawnJson(ReportJson.of(drawn.report()), drawn.format().extension(), drawn.file()));
  }

  private record DrawnJson(@JsonUnwrapped ReportJson report, String format, byte[] image) {}

  /**
   * The headers that describe a cartoon.
   *
   * @param received milliseconds until the photo was received
   * @param total milliseconds until the answer was ready
   */
  private static HttpHeaders facts(Report report, double received, double total) {
    HttpHeaders headers = new HttpHeaders();
    headers.set("X-Width", Integer.toString(report.width()));
    headers.set("X-Height", Integer.toString(report.height()));
    headers.set("X-Faces", Integer.toString(report.faces().size()));
    headers.set("X-Style", report.style());
    double waited = report.millis().getOrDefault(Stage.QUEUE, 0.0);
    headers.set("X-Processing-Time-Ms", Long.toString(Math.round(total - received - waited)));
    headers.set(
        "Server-Timing",
        Stream.concat(
                report.millis().entrySet().stream()
                    .map(stage -> timing(stage.getKey().label(), stage.getValue())),
                Stream.of(timing("total", total)))
            .collect(Collectors.joining(", ")));
    return headers;
  }

  private static String timing(String name, double millis) {
    return String.format(Locale.ROOT, "%s;dur=%.1f", name, millis);
  }
}
