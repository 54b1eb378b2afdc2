package dev.katong;

import dev.katong.image.Colour;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The options of a picture by name and text, as forms, queries, jobs and XMP hold them. An option
 * that is added to {@link Options} is added here, and thereby to all of these.
 */
public enum PictureOption {
  STYLE(List.of("style"), Type.TEXT, Options.Builder::style, Options::style),
  RESOLUTION(
      List.of("resolution"),
      Type.WHOLE_NUMBER,
      PictureOption::setResolution,
      options ->
          options.resolution().isPresent()
              ? Integer.toString(options.resolution().getAsInt())
              : PictureOption.SIZE_OF_PHOTO),
  STRENGTH(
      List.of("strength", "style_intensity"),
      Type.NUMBER,
      (options, text) -> options.strength(Double.parseDouble(text)),
      options -> Double.toString(options.strength())),
  TONE(
      List.of("tone"),
      Type.NUMBER,
      PictureOption::setTone,
      options ->
          options.tone().isPresent()
              ? Double.toString(options.tone().getAsDouble())
              : PictureOption.TONE_OF_STYLE),
  FINISH(
      List.of("finish"),
      Type.TEXT,
      (options, text) -> options.finish(Options.Finish.of(text)),
      options -> label(options.finish())),
  FACES(
      List.of("faces"),
      Type.TEXT,
      (options, text) -> options.faces(Options.Faces.of(text)),
      options -> label(options.faces())),
  DETAIL(
      List.of("detail"),
      Type.TEXT,
      (options, text) -> options.detail(Options.Detail.of(text)),
      options -> label(options.detail())),
  COMPOSITION(
      List.of("composition"),
      Type.TEXT,
      (options, text) -> options.composition(Options.Composition.of(text)),
      options -> label(options.composition())),
  BACKGROUND(
      List.of("background"),
      Type.TEXT,
      (options, text) -> options.background(Colour.parse(text)),
      options -> options.background().text()),
  METADATA(
      List.of("metadata"),
      Type.TEXT,
      (options, text) -> options.metadata(Options.Metadata.of(text)),
      options -> label(options.metadata()));

  /** The text of {@link #RESOLUTION} for the photo's own size. */
  public static final String SIZE_OF_PHOTO = "photo";

  /** The text of {@link #TONE} for the tone that the style recommends. */
  public static final String TONE_OF_STYLE = "style";

  /** The types of values in JSON. */
  public enum Type {
    TEXT,
    NUMBER,
    WHOLE_NUMBER
  }

  private final List<String> names;
  private final Type type;
  private final BiConsumer<Options.Builder, String> setter;
  private final Function<Options, String> getter;

  PictureOption(
      List<String> names,
      Type type,
      BiConsumer<Options.Builder, String> setter,
      Function<Options, String> getter) {
    this.names = names;
    this.type = type;
    this.setter = setter;
    this.getter = getter;
  }

  /** The option's name, such as {@code strength}. */
  public String key() {
    return names.get(0);
  }

  /** All names of the option: {@link #key()}, and others that are read but not written. */
  public List<String> names() {
    return names;
  }

  public Type type() {
    return type;
  }

  /** The option of a name or an alias; empty if there is none. */
  public static Optional<PictureOption> of(String name) {
    return Arrays.stream(values()).filter(option -> option.names.contains(name)).findFirst();
  }

  /**
   * Sets the option.
   *
   * @return the builder
   * @throws NumberFormatException if the text is not a number where one is needed
   * @throws IllegalArgumentException if the value is not allowed; the message names the allowed
   *     ones
   */
  public Options.Builder set(Options.Builder options, String text) {
    setter.accept(options, text);
    return options;
  }

  /** The option's value as a text that {@link #set} takes. */
  public String text(Options options) {
    return getter.apply(options);
  }

  private static void setTone(Options.Builder options, String text) {
    if (text.equals(TONE_OF_STYLE)) {
      options.toneOfStyle();
    } else {
      options.tone(Double.parseDouble(text));
    }
  }

  private static void setResolution(Options.Builder options, String text) {
    if (text.equals(SIZE_OF_PHOTO)) {
      options.resolutionOfPhoto();
    } else {
      options.resolution(Integer.parseInt(text));
    }
  }

  private static String label(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }
}
