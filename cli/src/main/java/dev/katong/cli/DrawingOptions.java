package dev.katong.cli;

import dev.katong.Options;
import dev.katong.Profile;
import dev.katong.Resources;
import dev.katong.image.Colour;
import dev.katong.image.PhotoLimits;
import dev.katong.memory.MemorySize;
import dev.katong.network.Device;
import dev.katong.network.Precision;
import dev.katong.style.StyleStore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How cartoons are drawn: the options behind {@link Options} and {@link Resources}. */
final class DrawingOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--style",
      paramLabel = "S",
      defaultValue = StyleStore.BUILT_IN,
      description = "A style's name, or the path of a style pack. Default: ${DEFAULT-VALUE}.")
  private String style;

  @Option(
      names = "--strength",
      paramLabel = "0..1",
      description = "0 is the photo, 1 is the network's picture. Default: 1.")
  private @Nullable String strength;

  @Option(
      names = "--tone",
      paramLabel = "0..1",
      description = {
        "0 is the style's own colours (the default), 1 keeps the people's own skin tone",
        "and the photo's palette."
      })
  private @Nullable String tone;

  @Option(
      names = "--resolution",
      paramLabel = "PIXELS",
      description = "The result's long side, or 'photo' for the photo's own size (the default).")
  private @Nullable String resolution;

  @Option(
      names = "--faces",
      paramLabel = "auto|off|required",
      description = "Whether heads are drawn by the head network. Default: auto.")
  private @Nullable String faces;

  @Option(
      names = "--detail",
      paramLabel = "photo|plain|network",
      description = {
        "Where detail above the style's working size comes from: the photo (the default),",
        "nowhere, or the background network, which then draws at the result's own size."
      })
  private @Nullable String detail;

  @Option(
      names = "--precision",
      paramLabel = "auto|fp32|fp16|int8",
      description = {
        "What the networks compute with. auto (the default) takes the fastest variant of the",
        "style that was measured on this kind of device and is as faithful as --fidelity asks."
      })
  private @Nullable String precision;

  @Option(
      names = "--fidelity",
      paramLabel = "0..100",
      description = "For auto: how close to the style's own networks, in dB of PSNR. Default: 40.")
  private @Nullable String fidelity;

  @Option(
      names = "--variant",
      paramLabel = "V",
      description = {
        "The variant of the style's networks that draws, such as pruned-15;",
        "full for its own. 'style info' lists them."
      })
  private @Nullable String variant;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = {
        "What the networks may take, such as 600m or 2g; the pictures come on top.",
        "Default: half of what is free, at most 2g."
      })
  private @Nullable String memory;

  @Option(
      names = "--device",
      paramLabel = "D",
      description = {
        "What the networks run on: cpu, cuda, cuda:1, tensorrt, coreml, directml, or auto (the",
        "default): a card if there is one that works, else the processor."
      })
  private @Nullable String device;

  @Option(
      names = "--profile",
      paramLabel = "web|quality|shared",
      description = {
        "Presets: web is --resolution 1024, quality is --detail network,",
        "shared unloads styles that are not used. Other options go before."
      })
  private @Nullable String profile;

  @Option(
      names = "--background",
      paramLabel = "COLOUR",
      description = {
        "What transparent parts are shown on, such as white, black or ff8800: to the networks,",
        "and in jpg, which has no transparency. png and webp keep it. Default: white."
      })
  private @Nullable String background;

  @Option(
      names = "--metadata",
      paramLabel = "none|settings|exif|all",
      description = {
        "What results say of themselves: nothing; style and settings (the default); also the",
        "photo's EXIF without the place; also the place. sRGB is said in any case."
      })
  private @Nullable String metadata;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      description = "Photos with more are refused before they are decoded. Default: 100m.")
  private @Nullable String maxPixels;

  @Option(
      names = "--max-bytes",
      paramLabel = "SIZE",
      description = "Photo files with more are refused before they are read. Default: 64m.")
  private @Nullable String maxBytes;

  Options options() {
    Options.Builder builder =
        chosenProfile().map(Profile::options).orElse(Options.DEFAULTS).toBuilder();
    checked("--style", () -> builder.style(style));
    given(strength, "--strength", text -> builder.strength(OptionValue.share(text)));
    given(tone, "--tone", text -> builder.tone(OptionValue.share(text)));
    given(faces, "--faces", text -> builder.faces(Options.Faces.of(text)));
    given(detail, "--detail", text -> builder.detail(Options.Detail.of(text)));
    if (variant != null && (precision != null || fidelity != null)) {
      throw new ParameterException(
          spec.commandLine(),
          "--variant names the networks that draw; --precision and --fidelity go without it");
    }
    given(variant, "--variant", builder::variant);
    given(
        precision,
        "--precision",
        text ->
            Precision.chosen(text).map(builder::precision).orElseGet(builder::precisionOfDevice));
    given(
        fidelity,
        "--fidelity",
        text -> builder.fidelity(OptionValue.number(text, 0, Options.MAX_FIDELITY)));
    given(background, "--background", text -> builder.background(Colour.parse(text)));
    given(metadata, "--metadata", text -> builder.metadata(Options.Metadata.of(text)));
    given(
        resolution,
        "--resolution",
        text ->
            text.equals("photo") ? builder.resolutionOfPhoto() : builder.resolution(pixels(text)));
    return builder.build();
  }

  Resources resources() {
    Resources preset = chosenProfile().map(Profile::resources).orElse(Resources.DEFAULTS);
    String size = memory;
    Resources chosen =
        size == null ? preset : preset.memory(checked("--memory", () -> MemorySize.parse(size)));
    String name = device;
    return (name == null
            ? chosen
            : checked("--device", () -> Device.chosen(name)).map(chosen::device).orElse(chosen))
        .photos(photoLimits());
  }

  private PhotoLimits photoLimits() {
    PhotoLimits limits = PhotoLimits.DEFAULTS;
    String pixels = maxPixels;
    if (pixels != null) {
      limits = limits.pixels(checked("--max-pixels", () -> PhotoLimits.parsePixels(pixels)));
    }
    String bytes = maxBytes;
    if (bytes != null) {
      PhotoLimits others = limits;
      limits = checked("--max-bytes", () -> others.bytes(MemorySize.parse(bytes)));
    }
    return limits;
  }

  private Optional<Profile> chosenProfile() {
    return Optional.ofNullable(profile).map(name -> checked("--profile", () -> Profile.of(name)));
  }

  private void given(@Nullable String text, String option, Function<String, ?> setter) {
    if (text != null) {
      checked(option, () -> setter.apply(text));
    }
  }

  private static int pixels(String text) {
    try {
      return OptionValue.integer(text, Options.MIN_RESOLUTION, Options.MAX_RESOLUTION);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + ", or 'photo'", e);
    }
  }

  /** The part of a result's name that tells the style: the last name of a path, without ending. */
  String label() {
    String name = String.valueOf(Path.of(style).toAbsolutePath().normalize().getFileName());
    return name.endsWith(".zip") ? name.substring(0, name.length() - 4) : name;
  }

  private <T> T checked(String option, Supplier<T> value) {
    return OptionValue.of(spec.commandLine(), option, value);
  }
}
