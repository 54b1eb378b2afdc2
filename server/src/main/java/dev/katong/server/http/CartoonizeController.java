package dev.katong.server.http;

import dev.katong.Report;
import dev.katong.ReportValues;
import dev.katong.Stage;
import dev.katong.server.ServerSettings;
import dev.katong.server.room.Drawn;
import dev.katong.server.room.EngineRoom;
import dev.katong.server.room.Wish;
import dev.katong.server.room.Wishes;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** One photo in, one cartoon out. */
@RestController
final class CartoonizeController {
  private final EngineRoom room;
  private final Wishes wishes;
  private final ServerSettings settings;

  CartoonizeController(EngineRoom room, Wishes wishes, ServerSettings settings) {
    this.room = room;
    this.wishes = wishes;
    this.settings = settings;
  }

  @PostMapping({"/api/v1/cartoonize", "/api/cartoonize"})
  Mono<ResponseEntity<?>> cartoonize(ServerWebExchange exchange) {
    room.reception().check();
    return Form.receive(exchange)
        .flatMap(
            form -> {
              Wish wish = wishes.read(form::text);
              FilePart image = form.file("image");
              return Form.bytes(image, settings.maxUploadBytes())
                  .flatMap(photo -> reply(exchange, photo, wish));
            });
  }

  private Mono<ResponseEntity<?>> reply(ServerWebExchange exchange, byte[] photo, Wish wish) {
    String tag =
        EntityTag.of(
            photo, wish, room.styles().manifest(wish.options().style()), room.katong().device());
    List<String> known = exchange.getRequest().getHeaders().getIfNoneMatch();
    if (known.contains(tag) || known.contains("*")) {
      return Mono.error(
          new ResponseStatusException(
              HttpStatus.PRECONDITION_FAILED, "the cartoon is the one that you have already"));
    }
    return room.draw(photo, "the file", wish, Requests.id(exchange))
        .map(drawn -> wantsJson(exchange) ? json(drawn, tag) : picture(drawn, tag));
  }

  private static boolean wantsJson(ServerWebExchange exchange) {
    List<MediaType> accepted = exchange.getRequest().getHeaders().getAccept();
    return !accepted.isEmpty() && accepted.get(0).equalsTypeAndSubtype(MediaType.APPLICATION_JSON);
  }

  private static ResponseEntity<?> picture(Drawn drawn, String tag) {
    return ResponseEntity.ok()
        .headers(headers -> headers.addAll(headers(drawn.report())))
        .eTag(tag)
        .contentType(Media.type(drawn.format()))
        .body(drawn.file());
  }

  private static ResponseEntity<?> json(Drawn drawn, String tag) {
    Map<String, Object> values = new LinkedHashMap<>(ReportValues.of(drawn.report()));
    values.put("format", drawn.format().extension());
    values.put("image", Base64.getEncoder().encodeToString(drawn.file()));
    return ResponseEntity.ok()
        .headers(headers -> headers.addAll(headers(drawn.report())))
        .eTag(tag)
        .contentType(MediaType.APPLICATION_JSON)
        .body(values);
  }

  /** What a client can know without looking into the picture. */
  private static HttpHeaders headers(Report report) {
    HttpHeaders headers = new HttpHeaders();
    headers.set("X-Width", Integer.toString(report.width()));
    headers.set("X-Height", Integer.toString(report.height()));
    headers.set("X-Faces", Integer.toString(report.faces().size()));
    headers.set("X-Style", report.style());
    double sum = report.millis().values().stream().mapToDouble(Double::doubleValue).sum();
    double waited = report.millis().getOrDefault(Stage.QUEUE, 0.0);
    headers.set("X-Processing-Time-Ms", Long.toString(Math.round(sum - waited)));
    headers.set(
        "Server-Timing",
        report.millis().entrySet().stream()
            .map(
                stage ->
                    String.format(
                        Locale.ROOT, "%s;dur=%.1f", stage.getKey().label(), stage.getValue()))
            .collect(Collectors.joining(", ")));
    return headers;
  }
}
