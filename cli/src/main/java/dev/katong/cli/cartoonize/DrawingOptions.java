package dev.katong.cli.cartoonize;

import dev.katong.Options;
import dev.katong.Profile;
import dev.katong.Resources;
import dev.katong.cli.console.OptionType;
import dev.katong.image.Colour;
import dev.katong.image.PhotoLimits;
import dev.katong.memory.MemorySize;
import dev.katong.network.Device;
import dev.katong.network.Precision;
import dev.katong.style.StyleStore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the command that become {@link Options} and {@link Resources}. */
final class DrawingOptions {
  private static final int SIZE_OF_PHOTO = 0;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--style",
      paramLabel = "S",
      defaultValue = StyleStore.BUILT_IN,
      converter = StyleName.class,
      description = "A style's name, or the path of a style pack. Default: ${DEFAULT-VALUE}.")
  private String style;

  @Option(
      names = "--strength",
      paramLabel = "0..1",
      converter = OptionType.Share.class,
      description = "0 is the photo, 1 is the network's picture. Default: 1.")
  private @Nullable Double strength;

  @Option(
      names = "--tone",
      paramLabel = "0..1",
      converter = OptionType.Share.class,
      description = {
        "0 is the style's own colours, 1 keeps the people's own skin tone and the photo's",
        "palette. Default: what the style recommends; 'style info' shows it."
      })
  private @Nullable Double tone;

  @Option(
      names = "--finish",
      paramLabel = "style|off",
      description = {
        "The changes after the networks, such as tone and shading: those that the style",
        "recommends (the default), or none."
      })
  private Options.@Nullable Finish finish;

  @Option(
      names = "--resolution",
      paramLabel = "PIXELS",
      converter = LongSide.class,
      description = "The result's long side, or 'photo' for the photo's own size (the default).")
  private @Nullable Integer resolution;

  @Option(
      names = "--faces",
      paramLabel = "auto|off|required",
      description = "Whether heads are drawn by the head network. Default: auto.")
  private Options.@Nullable Faces faces;

  @Option(
      names = "--detail",
      paramLabel = "photo|plain|network",
      description = {
        "Where detail above the style's working size comes from: the photo (the default),",
        "nowhere, or the background network, which then draws at the result's own size."
      })
  private Options.@Nullable Detail detail;

  @Option(
      names = "--composition",
      paramLabel = "fitted|reference",
      description = {
        "How frame and heads are put together. fitted (the default) continues the photo beyond",
        "its border and fits each head to its surroundings; reference is DCT-Net's own way."
      })
  private Options.@Nullable Composition composition;

  @Option(
      names = "--precision",
      paramLabel = "auto|fp32|fp16|int8",
      converter = ChosenPrecision.class,
      description = {
        "What the networks compute with. auto (the default) takes the fastest variant of the",
        "style that was measured on this kind of device and is as faithful as --fidelity asks."
      })
  private @Nullable Precision precision;

  @Option(
      names = "--fidelity",
      paramLabel = "0..100",
      converter = OptionType.Decibels.class,
      description = "For auto: the least PSNR to the style's own networks, in dB. Default: 40.")
  private @Nullable Double fidelity;

  @Option(
      names = "--variant",
      paramLabel = "V",
      converter = VariantName.class,
      description = {
        "The variant of the style's networks that draws, such as pruned-15;",
        "full for its own. 'style info' lists them."
      })
  private @Nullable String variant;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = OptionType.Bytes.class,
      description = {
        "The memory of the networks, such as 600m or 2g; the pictures come on top.",
        "Default: half of what is free, at most 2g."
      })
  private @Nullable Long memory;

  @Option(
      names = "--device",
      paramLabel = "D",
      converter = ChosenDevice.class,
      description = {
        "What the networks run on: cpu, cuda, cuda:1, tensorrt, coreml, directml, or auto (the",
        "default): a card if there is one that works, else the processor."
      })
  private @Nullable Device device;

  @Option(
      names = "--profile",
      paramLabel = "web|quality|shared|reference",
      description = {
        "Presets: web is --resolution 1024, quality is --detail network, reference is DCT-Net's",
        "own pipeline (--composition reference --finish off --detail plain), shared unloads styles",
        "that are not used. Other options take precedence."
      })
  private @Nullable Profile profile;

  @Option(
      names = "--background",
      paramLabel = "COLOUR",
      description = {
        "The colour behind transparent parts, such as white, black or ff8800: for the networks,",
        "and in jpg, which has no transparency. png and webp keep it. Default: white."
      })
  private @Nullable Colour background;

  @Option(
      names = "--metadata",
      paramLabel = "none|settings|exif|all",
      description = {
        "What results record: nothing; style and settings (the default); also the photo's",
        "EXIF without the place; also the place. They are marked as sRGB in any case."
      })
  private Options.@Nullable Metadata metadata;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      converter = Pixels.class,
      description = "Photos with more are refused before they are decoded. Default: 100m.")
  private @Nullable Long maxPixels;

  @Option(
      names = "--max-bytes",
      paramLabel = "SIZE",
      converter = FileBytes.class,
      description = "Photo files with more are refused before they are read. Default: 64m.")
  private @Nullable Long maxBytes;

  Options options() {
    if (variant != null && (precision != null || fidelity != null)) {
      throw new ParameterException(
          spec.commandLine(),
          "--variant names the networks that draw; --precision and --fidelity go without it");
    }
    Options preset = profile == null ? Options.DEFAULTS : profile.options();
    Options.Builder builder = preset.toBuilder().style(style);
    ifGiven(strength, builder::strength);
    ifGiven(tone, builder::tone);
    ifGiven(finish, builder::finish);
    ifGiven(faces, builder::faces);
    ifGiven(detail, builder::detail);
    ifGiven(composition, builder::composition);
    ifGiven(variant, builder::variant);
    ifGiven(precision, builder::precision);
    ifGiven(fidelity, builder::fidelity);
    ifGiven(background, builder::background);
    ifGiven(metadata, builder::metadata);
    ifGiven(
        resolution,
        pixels -> {
          if (pixels == SIZE_OF_PHOTO) {
            builder.resolutionOfPhoto();
          } else {
            builder.resolution(pixels);
          }
        });
    return builder.build();
  }

  private static <T> void ifGiven(@Nullable T value, Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }

  Resources resources() {
    Resources resources = profile == null ? Resources.DEFAULTS : profile.resources();
    if (memory != null) {
      resources = resources.memory(memory);
    }
    if (device != null) {
      resources = resources.device(device);
    }
    return resources.photos(photoLimits());
  }

  private PhotoLimits photoLimits() {
    PhotoLimits limits = PhotoLimits.DEFAULTS;
    return new PhotoLimits(
        maxPixels == null ? limits.maxPixels() : maxPixels,
        maxBytes == null ? limits.maxBytes() : maxBytes);
  }

  /** The part of a result's name that names the style: a path's last name, without ending. */
  String label() {
    String name = String.valueOf(OptionType.path(style).toAbsolutePath().normalize().getFileName());
    return name.endsWith(".zip") ? name.substring(0, name.length() - 4) : name;
  }

  static final class StyleName extends OptionType<String> {
    StyleName() {
      super(text -> Options.builder().style(text).build().style());
    }
  }

  static final class VariantName extends OptionType<String> {
    VariantName() {
      super(text -> Options.builder().variant(text).build().variant().orElseThrow());
    }
  }

  static final class LongSide extends OptionType<Integer> {
    LongSide() {
      super(text -> text.equals("photo") ? SIZE_OF_PHOTO : pixels(text));
    }

    private static int pixels(String text) {
      try {
        return wholeNumber(text, Options.MIN_RESOLUTION, Options.MAX_RESOLUTION);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(e.getMessage() + ", or 'photo'", e);
      }
    }
  }

  /** {@code auto} is the same as no option. */
  static final class ChosenPrecision extends OptionType<@Nullable Precision> {
    ChosenPrecision() {
      super(text -> Precision.chosen(text).orElse(null));
    }
  }

  /** {@code auto} is the same as no option. */
  static final class ChosenDevice extends OptionType<@Nullable Device> {
    ChosenDevice() {
      super(text -> Device.chosen(text).orElse(null));
    }
  }

  static final class Pixels extends OptionType<Long> {
    Pixels() {
      super(PhotoLimits::parsePixels);
    }
  }

  static final class FileBytes extends OptionType<Long> {
    FileBytes() {
      super(text -> PhotoLimits.DEFAULTS.bytes(MemorySize.parse(text)).maxBytes());
    }
  }
}
