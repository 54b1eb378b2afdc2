package dev.katong.server.web;

import dev.katong.Report;
import dev.katong.ReportValues;
import dev.katong.Stage;
import dev.katong.server.ServerSettings;
import dev.katong.server.service.CartoonService;
import dev.katong.server.service.CartoonizeRequest;
import dev.katong.server.service.CartoonizeResult;
import dev.katong.server.service.RequestParser;
import dev.katong.server.service.Upload;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** One photo in, one cartoon out. */
@RestController
final class CartoonizeController {
  private final CartoonService service;
  private final RequestParser parser;
  private final FormReader forms;
  private final Form.Fields fields;

  CartoonizeController(
      CartoonService service, RequestParser parser, FormReader forms, ServerSettings settings) {
    this.service = service;
    this.parser = parser;
    this.forms = forms;
    this.fields =
        new Form.Fields(
            Set.copyOf(RequestParser.NAMES), Set.of("image"), 1, settings.maxUploadBytes());
  }

  @PostMapping({"/api/v1/cartoonize", "/api/cartoonize"})
  Mono<ResponseEntity<?>> cartoonize(ServerWebExchange exchange) {
    service.limiter().check();
    return forms
        .read(exchange, fields)
        .flatMap(form -> reply(exchange, form.file("image"), parser.read(form::text)));
  }

  private Mono<ResponseEntity<?>> reply(
      ServerWebExchange exchange, Upload photo, CartoonizeRequest request) {
    String tag =
        EntityTag.of(
            photo.hash(),
            request,
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
              HttpHeaders facts =
                  facts(drawn.report(), received, RequestAttributes.millis(exchange));
              return wantsJson(exchange) ? json(drawn, tag, facts) : picture(drawn, tag, facts);
            });
  }

  private static boolean wantsJson(ServerWebExchange exchange) {
    List<MediaType> accepted = exchange.getRequest().getHeaders().getAccept();
    return !accepted.isEmpty() && accepted.get(0).equalsTypeAndSubtype(MediaType.APPLICATION_JSON);
  }

  private static ResponseEntity<?> picture(CartoonizeResult drawn, String tag, HttpHeaders facts) {
    return ResponseEntity.ok()
        .headers(headers -> headers.addAll(facts))
        .eTag(tag)
        .contentType(MediaTypes.type(drawn.format()))
        .body(drawn.file());
  }

  private static ResponseEntity<?> json(CartoonizeResult drawn, String tag, HttpHeaders facts) {
    Map<String, Object> values = new LinkedHashMap<>(ReportValues.of(drawn.report()));
    values.put("format", drawn.format().extension());
    values.put("image", Base64.getEncoder().encodeToString(drawn.file()));
    return ResponseEntity.ok()
        .headers(headers -> headers.addAll(facts))
        .eTag(tag)
        .contentType(MediaType.APPLICATION_JSON)
        .body(values);
  }

  /**
   * What a client can know without looking into the picture.
   *
   * @param received after how many milliseconds the photo was there
   * @param total after how many the answer was
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
