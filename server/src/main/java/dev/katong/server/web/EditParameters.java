package dev.katong.server.web;

import dev.katong.image.PictureFormat;
import dev.katong.server.ServerSettings;
import dev.katong.server.service.CartoonizeRequest;
import dev.katong.server.service.RequestParser;
import dev.katong.server.service.ServiceException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads the parameters of OpenAI's image edits. What has no meaning for a style is accepted with
 * the values that OpenAI's API allows, and what would ask for another picture is refused.
 */
@Component
final class EditParameters {
  static final Set<String> NAMES =
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
          "complexity",
          "partial_images",
          "stream",
          "user",
          "safety_identifier");

  private static final List<String> QUALITIES =
      List.of("auto", "low", "medium", "high", "xhigh", "max", "standard", "hd");
  private static final List<String> FORMATS = List.of("png", "jpeg", "webp");
  private static final List<String> BACKGROUNDS = List.of("auto", "opaque", "transparent");
  private static final List<String> BOOLEANS = List.of("true", "false");
  private static final int MOST_PARTIAL = 3;
  private static final int BEST = 100;
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

  /** OpenAI's names for the parser's parameters. */
  private static final Map<String, String> OPENAI =
      Map.of("style", "model", "resolution", "size", "quality", "output_compression");

  private final RequestParser parser;
  private final ServerSettings settings;

  EditParameters(RequestParser parser, ServerSettings settings) {
    this.parser = parser;
    this.settings = settings;
  }

  /**
   * The parameters of an edit.
   *
   * @param partial true if a small picture is wanted before the picture
   */
  record Edit(
      CartoonizeRequest request,
      boolean stream,
      boolean partial,
      String background,
      String outputFormat,
      String quality) {

    /** The request for a small picture before the picture, if one is wanted. */
    Optional<CartoonizeRequest> preview() {
      int small = ServerSettings.MIN_RESOLUTION;
      return partial && request.options().resolution().orElse(0) > small
          ? Optional.of(request.resolution(small))
          : Optional.empty();
    }
  }

  /**
   * Reads an edit.
   *
   * @param value gives the text of a name of {@link #NAMES}; null for the default
   * @throws ServiceException with OpenAI's name of the parameter that is not allowed
   */
  Edit read(Function<String, @Nullable String> value) {
    Function<String, @Nullable String> given =
        name -> {
          String text = value.apply(name);
          return text == null || text.isBlank() ? null : text.strip();
        };
    checkCount(given.apply("n"));
    choice(given, "response_format", List.of("b64_json"));
    choice(given, "input_fidelity", List.of("low", "high"));
    choice(given, "moderation", List.of("auto", "low"));
    choice(given, "complexity", List.of("low", "medium", "high"));
    String quality = choice(given, "quality", QUALITIES);
    String format = choice(given, "output_format", FORMATS);
    String background = choice(given, "background", BACKGROUNDS);
    boolean stream = "true".equals(choice(given, "stream", BOOLEANS));
    int partial = number(given, "partial_images", 0, MOST_PARTIAL).orElse(0);
    CartoonizeRequest request = request(given);
    if ("transparent".equals(background) && request.format() == PictureFormat.JPEG) {
      throw ServiceException.of(
          "background", "background: a jpeg is never transparent; ask for png or webp");
    }
    return new Edit(
        "opaque".equals(background) ? request.madeOpaque() : request,
        stream,
        partial > 0,
        background == null ? "auto" : background,
        format == null ? "png" : format,
        quality == null ? "auto" : quality);
  }

  private CartoonizeRequest request(Function<String, @Nullable String> given) {
    Optional<Integer> compression = number(given, "output_compression", 0, BEST);
    Optional<String> resolution = resolution(given.apply("size"));
    try {
      return parser.read(
          name ->
              switch (name) {
                case "style" -> given.apply("model");
                case "resolution" -> resolution.orElse(null);
                case "quality" -> compression.map(EditParameters::quality).orElse(null);
                case "output_format" -> given.apply("output_format");
                default -> null;
              });
    } catch (ServiceException e) {
      String name = e.parameter().orElse("");
      String message = String.valueOf(e.getMessage());
      String openAi = OPENAI.getOrDefault(name, name);
      throw ServiceException.of(openAi, message.replaceFirst("^" + name, openAi));
    }
  }

  /** Encoders know no quality of 0. */
  private static String quality(int compression) {
    return Integer.toString(Math.max(1, compression));
  }

  /** The long side of {@code 1024x1536}, at least the least that there is; none for auto. */
  private Optional<String> resolution(@Nullable String size) {
    if (size == null || size.equals("auto")) {
      return Optional.empty();
    }
    Matcher sides = SIZE.matcher(size);
    if (!sides.matches()) {
      throw ServiceException.of(
          "size", "size: '%s' is not a size such as 1024x1024, nor auto".formatted(size));
    }
    int longSide = Math.max(Integer.parseInt(sides.group(1)), Integer.parseInt(sides.group(2)));
    if (longSide < 1 || longSide > settings.maxResolution()) {
      throw ServiceException.of(
          "size",
          "size: the long side is at most %d pixels, not %d"
              .formatted(settings.maxResolution(), longSide));
    }
    int least = Math.min(ServerSettings.MIN_RESOLUTION, settings.maxResolution());
    return Optional.of(Integer.toString(Math.max(least, longSide)));
  }

  private static void checkCount(@Nullable String count) {
    if (count != null && !count.equals("1")) {
      throw ServiceException.of("n", "n: a style draws one picture of a photo, not " + count);
    }
  }

  private static @Nullable String choice(
      Function<String, @Nullable String> given, String name, List<String> allowed) {
    String text = given.apply(name);
    if (text != null && !allowed.contains(text)) {
      throw ServiceException.of(
          name, "%s: it is %s, not '%s'".formatted(name, String.join(", ", allowed), text));
    }
    return text;
  }

  private static Optional<Integer> number(
      Function<String, @Nullable String> given, String name, int least, int most) {
    String text = given.apply(name);
    if (text == null) {
      return Optional.empty();
    }
    if (!text.matches("\\d{1,6}")
        || Integer.parseInt(text) < least
        || Integer.parseInt(text) > most) {
      throw ServiceException.of(
          name, "%s: it is %d to %d, not '%s'".formatted(name, least, most, text));
    }
    return Optional.of(Integer.parseInt(text));
  }
}
