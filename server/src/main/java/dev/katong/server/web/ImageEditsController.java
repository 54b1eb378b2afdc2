package dev.katong.server.web;

import dev.katong.Options;
import dev.katong.server.ServerSettings;
import dev.katong.server.service.CartoonService;
import dev.katong.server.service.CartoonizeRequest;
import dev.katong.server.service.CartoonizeResult;
import dev.katong.server.service.RequestParser;
import dev.katong.server.service.ServiceException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The image edits of OpenAI's API, so that programs written for it draw cartoons with nothing but
 * another base address: {@code model} is the style, {@code prompt} is not looked at.
 */
@RestController
@RequestMapping("/v1")
final class ImageEditsController {
  static final int MOST_IMAGES = 16;

  private static final Set<String> TEXTS =
      Set.of(
          "model",
          "prompt",
          "n",
          "size",
          "quality",
          "background",
          "output_format",
          "output_compression",
          "response_format",
          "input_fidelity",
          "moderation",
          "partial_images",
          "stream",
          "user");

  private final CartoonService service;
  private final RequestParser parser;
  private final FormReader forms;
  private final Form.Fields fields;

  ImageEditsController(
      CartoonService service, RequestParser parser, FormReader forms, ServerSettings settings) {
    this.service = service;
    this.parser = parser;
    this.forms = forms;
    this.fields =
        new Form.Fields(TEXTS, Set.of("image", "image[]"), MOST_IMAGES, settings.maxUploadBytes());
  }

  /** The styles, as models. */
  @GetMapping("/models")
  Map<String, Object> models() {
    return Map.of(
        "object",
        "list",
        "data",
        service.styleNames().stream()
            .map(name -> Map.of("id", name, "object", "model", "created", 0, "owned_by", "katong"))
            .toList());
  }

  @PostMapping("/images/edits")
  Mono<Map<String, Object>> edit(ServerWebExchange exchange) {
    service.limiter().check();
    return forms.read(exchange, fields).flatMap(form -> edit(exchange, form));
  }

  private Mono<Map<String, Object>> edit(ServerWebExchange exchange, Form form) {
    CartoonizeRequest request = parser.read(name -> value(form, name));
    checkUnsupported(form);
    form.file("image");
    return Flux.fromIterable(form.files())
        .concatMap(
            photo ->
                service.draw(
                    photo,
                    request,
                    RequestAttributes.id(exchange),
                    RequestAttributes.owner(exchange)))
        .collectList()
        .map(drawn -> reply(request, drawn));
  }

  /** Translates OpenAI's names. */
  private @Nullable String value(Form form, String name) {
    return switch (name) {
      case "style" -> form.text("model");
      case "resolution" -> resolution(form.text("size"));
      case "quality" -> form.text("output_compression");
      default -> form.text(name);
    };
  }

  /** The long side of {@code 1024x1536}; null for {@code auto}. */
  private static @Nullable String resolution(@Nullable String size) {
    if (size == null || size.isBlank() || size.equals("auto")) {
      return null;
    }
    try {
      String[] sides = size.split("x", 2);
      int longSide = Integer.parseInt(sides[0]);
      if (sides.length == 2) {
        longSide = Math.max(longSide, Integer.parseInt(sides[1]));
      }
      return Integer.toString(longSide);
    } catch (NumberFormatException e) {
      throw ServiceException.of(
          "size", "size: '%s' is not a size such as 1024x1024".formatted(size));
    }
  }

  private static void checkUnsupported(Form form) {
    String count = form.text("n");
    if (count != null && !count.equals("1")) {
      throw ServiceException.of("n", "n: a style draws one picture of a photo, not " + count);
    }
    String format = form.text("response_format");
    if (format != null && !format.equals("b64_json")) {
      throw ServiceException.of(
          "response_format", "response_format: pictures come as b64_json, not as " + format);
    }
  }

  private static Map<String, Object> reply(
      CartoonizeRequest request, List<CartoonizeResult> drawn) {
    Map<String, Object> reply = new LinkedHashMap<>();
    reply.put("created", Instant.now().getEpochSecond());
    reply.put(
        "data",
        drawn.stream()
            .map(one -> Map.of("b64_json", Base64.getEncoder().encodeToString(one.file())))
            .toList());
    reply.put("output_format", MediaTypes.type(request.format()).getSubtype());
    reply.put("size", drawn.get(0).report().width() + "x" + drawn.get(0).report().height());
    Options options = request.options();
    reply.put("model", options.style());
    reply.put("usage", Map.of("input_tokens", 0, "output_tokens", 0, "total_tokens", 0));
    return reply;
  }
}
