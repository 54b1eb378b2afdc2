package dev.katong.spark;

import dev.katong.Katong;
import dev.katong.Options;
import dev.katong.PictureOption;
import dev.katong.image.PhotoLimits;
import dev.katong.image.PictureEncoder;
import dev.katong.image.PictureFormat;
import dev.katong.image.io.Sha256;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.SparkFiles;

/**
 * The settings of pictures as texts, which travel to the executors: those of {@link PictureOption},
 * the format and the quality of the results.
 *
 * @param options by {@link PictureOption#key()}, only those that were given
 * @param quality 1..100, for JPEG and WebP
 */
record DrawingSettings(TreeMap<String, String> options, PictureFormat format, int quality)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static final String FORMAT = "format";
  static final String QUALITY = "quality";

  /** The names of all settings, aliases included. */
  static final List<String> NAMES =
      Stream.concat(
              Arrays.stream(PictureOption.values()).flatMap(option -> option.names().stream()),
              Stream.of(FORMAT, QUALITY))
          .toList();

  DrawingSettings {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("quality is 1 to 100, not " + quality);
    }
    parsed(options);
  }

  /**
   * Reads settings.
   *
   * @param given texts by a name of {@link #NAMES}
   * @throws IllegalArgumentException if a name is unknown or a value is not allowed
   */
  static DrawingSettings of(Map<String, String> given) {
    TreeMap<String, String> options = new TreeMap<>();
    PictureFormat format = PictureFormat.JPEG;
    int quality = PictureEncoder.DEFAULT_QUALITY;
    for (Map.Entry<String, String> setting : given.entrySet()) {
      String name = setting.getKey();
      switch (name) {
        case FORMAT -> format = PictureFormat.of(setting.getValue());
        case QUALITY -> quality = wholeNumber(QUALITY, setting.getValue());
        default -> options.put(option(name).key(), setting.getValue());
      }
    }
    return new DrawingSettings(options, format, quality);
  }

  private static PictureOption option(String name) {
    return PictureOption.of(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no setting '" + name + "'; there are " + String.join(", ", NAMES)));
  }

  static int wholeNumber(String name, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("%s is a whole number, not '%s'".formatted(name, text), e);
    }
  }

  private static Options parsed(Map<String, String> options) {
    Options.Builder builder = Options.builder();
    options.forEach(
        (name, text) -> {
          try {
            Options.Builder unused = option(name).set(builder, text);
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s is a number, not '%s'".formatted(name, text), e);
          }
        });
    return builder.build();
  }

  /** The style's name, or the path of its pack. */
  String style() {
    return parsed(options).style();
  }

  /** These with another style. */
  DrawingSettings style(String nameOrPath) {
    TreeMap<String, String> changed = new TreeMap<>(options);
    changed.put(PictureOption.STYLE.key(), nameOrPath);
    return new DrawingSettings(changed, format, quality);
  }

  /** The options in this process: a style pack that Spark brought here is found by its name. */
  Options toOptions() {
    Options here = parsed(options);
    if (here.style().endsWith(".zip") && !Files.exists(Path.of(here.style()))) {
      return here.toBuilder().style(SparkFiles.get(here.style())).build();
    }
    return here;
  }

  /**
   * Equal for equal pictures of equal photos, and for no others, if style packs are named by their
   * content.
   */
  String digest(PhotoLimits limits) {
    Options here = parsed(options);
    List<String> texts = new ArrayList<>(List.of(Katong.VERSION, format.name(), limits.toString()));
    texts.add(format.lossy() ? Integer.toString(quality) : "");
    for (PictureOption option : PictureOption.values()) {
      texts.add(option.text(here));
    }
    return HexFormat.of().formatHex(Sha256.of(String.join("\n", texts)), 0, 16);
  }
}
