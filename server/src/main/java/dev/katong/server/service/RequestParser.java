package dev.katong.server.service;

import dev.katong.Options;
import dev.katong.image.Colour;
import dev.katong.image.PictureEncoder;
import dev.katong.image.PictureFormat;
import dev.katong.network.Precision;
import dev.katong.server.ServerSettings;
import dev.katong.style.StyleStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a client wants from named texts, such as the fields of a form. A style is one of those
 * at hand, never a path.
 */
public final class RequestParser {
  /** The names of all values, in the order of the documentation. */
  public static final List<String> NAMES =
      List.of(
          "style",
          "resolution",
          "style_intensity",
          "tone",
          "output_format",
          "quality",
          "faces",
          "detail",
          "background",
          "metadata");

  private static final double LEAST_STRENGTH = 0.1;

  private static final String DEFAULT_DETAIL = label(Options.DEFAULTS.detail());

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
        Options.builder()
            .style(parsed("style", value, StyleStore.BUILT_IN, this::style))
            .resolution(
                parsed(
                    "resolution",
                    value,
                    Integer.toString(settings.defaultResolution()),
                    text -> whole(text, least(), settings.maxResolution())))
            .strength(parsed("style_intensity", value, "1", text -> share(text, LEAST_STRENGTH)))
            .tone(parsed("tone", value, "0", text -> share(text, 0)))
            .faces(parsed("faces", value, "auto", Options.Faces::of))
            .detail(parsed("detail", value, DEFAULT_DETAIL, Options.Detail::of))
            .background(parsed("background", value, "white", Colour::parse))
            .metadata(parsed("metadata", value, "settings", Options.Metadata::of))
            .fidelity(settings.fidelity());
    Precision.chosen(settings.precision()).ifPresent(options::precision);
    PictureFormat format = parsed("output_format", value, "png", PictureFormat::of);
    int quality =
        parsed(
            "quality",
            value,
            Integer.toString(PictureEncoder.DEFAULT_QUALITY),
            text -> whole(text, 1, 100));
    return new CartoonizeRequest(options.build(), format, quality);
  }

  /** A request as texts by name, from which {@link #read} makes it again. */
  public Map<String, String> values(CartoonizeRequest request) {
    Options options = request.options();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("style", options.style());
    values.put("resolution", Integer.toString(options.resolution().orElseThrow()));
    values.put("style_intensity", Double.toString(options.strength()));
    values.put("tone", Double.toString(options.tone()));
    values.put("output_format", request.format().extension());
    values.put("quality", Integer.toString(request.quality()));
    values.put("faces", label(options.faces()));
    values.put("detail", label(options.detail()));
    values.put("background", options.background().text());
    values.put("metadata", label(options.metadata()));
    return values;
  }

  private static String label(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  private int least() {
    return Math.min(ServerSettings.MIN_RESOLUTION, settings.maxResolution());
  }

  private String style(String name) {
    if (!styles.isReadable(name)) {
      List<String> names = styles.readableNames((damaged, why) -> {});
      throw new IllegalArgumentException(
          "'%s' is not one of the styles %s".formatted(name, String.join(", ", names)));
    }
    return name;
  }

  private static double share(String text, double least) {
    double share = Double.parseDouble(text);
    if (!(share >= least && share <= 1)) {
      throw new IllegalArgumentException(
          "it is %s to 1, not %s".formatted(least == 0 ? "0" : least, text));
    }
    return share;
  }

  private static int whole(String text, int least, int most) {
    int number = Integer.parseInt(text);
    if (number < least || number > most) {
      throw new IllegalArgumentException("it is %d to %d, not %s".formatted(least, most, text));
    }
    return number;
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
      throw ServiceException.of(name, name + ": " + String.valueOf(e.getMessage()));
    }
  }
}
