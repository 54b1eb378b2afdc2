package dev.katong.server.service;

import dev.katong.Options;
import dev.katong.PictureOption;
import dev.katong.image.PictureEncoder;
import dev.katong.image.PictureFormat;
import dev.katong.network.Precision;
import dev.katong.server.ServerSettings;
import dev.katong.style.StyleStore;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a client's request from named texts, such as the fields of a form. A style is one of the
 * available styles, never a path.
 */
public final class RequestParser {
  private static final String FORMAT = "output_format";
  private static final String QUALITY = "quality";

  /** The names of all values, aliases included. */
  public static final List<String> NAMES =
      Stream.concat(
              Arrays.stream(PictureOption.values()).flatMap(option -> option.names().stream()),
              Stream.of(FORMAT, QUALITY))
          .toList();

  private final ServerSettings settings;
  private final StyleStore styles;

  public RequestParser(ServerSettings settings, StyleStore styles) {
    this.settings = settings;
    this.styles = styles;
  }

  /**
   * Parses a request.
   *
   * @param value gives the text of a name of {@link #NAMES}; null for the default
   * @throws ServiceException if a value is not allowed
   */
  public CartoonizeRequest read(Function<String, @Nullable String> value) {
    Options.Builder options =
        Options.builder().resolution(settings.defaultResolution()).fidelity(settings.fidelity());
    Precision.chosen(settings.precision()).ifPresent(options::precision);
    for (PictureOption option : PictureOption.values()) {
      set(options, option, value);
    }
    PictureFormat format = parsed(FORMAT, value, "png", PictureFormat::of);
    int quality =
        parsed(
            QUALITY,
            value,
            Integer.toString(PictureEncoder.DEFAULT_QUALITY),
            text -> whole(text, 1, 100));
    return new CartoonizeRequest(options.build(), format, quality);
  }

  private void set(
      Options.Builder options, PictureOption option, Function<String, @Nullable String> value) {
    List<String> given =
        option.names().stream().filter(name -> !isBlank(value.apply(name))).toList();
    if (given.size() > 1) {
      throw ServiceException.of(
          given.get(1),
          "%s is another name of %s; send one of them".formatted(given.get(1), given.get(0)));
    }
    if (!given.isEmpty()) {
      Options.Builder unused =
          parsed(given.get(0), value, "", text -> option.set(options, checked(option, text)));
    }
  }

  /** Checks the limits of this service, which come on top of those of the option itself. */
  private String checked(PictureOption option, String text) {
    if (option == PictureOption.RESOLUTION) {
      int unused = whole(text, least(), settings.maxResolution());
    } else if (option == PictureOption.STYLE && !styles.isReadable(text)) {
      List<String> names = styles.readableNames((damaged, why) -> {});
      throw new IllegalArgumentException(
          "'%s' is not one of the styles %s".formatted(text, String.join(", ", names)));
    }
    return text;
  }

  /** A request as texts by name, from which {@link #read} makes it again. */
  public Map<String, String> values(CartoonizeRequest request) {
    Map<String, String> values = new LinkedHashMap<>();
    for (PictureOption option : PictureOption.values()) {
      values.put(option.key(), option.text(request.options()));
    }
    values.put(FORMAT, request.format().extension());
    values.put(QUALITY, Integer.toString(request.quality()));
    return values;
  }

  /** The values of a request for JSON: numbers where they are numbers, no aliases. */
  public static Map<String, Object> json(Map<String, String> values) {
    Map<String, Object> json = new LinkedHashMap<>();
    values.forEach(
        (name, text) -> {
          Optional<PictureOption> option = PictureOption.of(name);
          PictureOption.Type type =
              option
                  .map(PictureOption::type)
                  .orElse(
                      name.equals(QUALITY)
                          ? PictureOption.Type.WHOLE_NUMBER
                          : PictureOption.Type.TEXT);
          json.put(
              option.map(PictureOption::key).orElse(name),
              switch (type) {
                case NUMBER ->
                    text.equals(PictureOption.TONE_OF_STYLE) ? text : Double.valueOf(text);
                case WHOLE_NUMBER -> Integer.valueOf(text);
                case TEXT -> text;
              });
        });
    return json;
  }

  private int least() {
    return Math.min(ServerSettings.MIN_RESOLUTION, settings.maxResolution());
  }

  private static int whole(String text, int least, int most) {
    int number = Integer.parseInt(text);
    if (number < least || number > most) {
      throw new IllegalArgumentException("it is %d to %d, not %s".formatted(least, most, text));
    }
    return number;
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private static <T> T parsed(
      String name,
      Function<String, @Nullable String> value,
      String otherwise,
      Function<String, T> parser) {
    String given = value.apply(name);
    String text = given == null || given.isBlank() ? otherwise : given.strip();
    try {
      return parser.apply(text);
    } catch (NumberFormatException e) {
      throw ServiceException.of(name, "%s: '%s' is not a number".formatted(name, text));
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw ServiceException.of(
          name, message.startsWith(name + " ") ? message : name + ": " + message);
    }
  }
}
