package dev.katong;

import dev.katong.image.Colour;
import dev.katong.image.PictureSize;
import dev.katong.network.Device;
import dev.katong.network.Precision;
import dev.katong.plan.VariantSelection;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleStore;
import dev.katong.style.StyleVariant;
import dev.katong.tone.StyleFinish;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Settings that decide how a photo becomes a cartoon. Immutable; made by {@link #builder()},
 * changed by {@link #toBuilder()}.
 */
public final class Options {
  /** The built-in style, whole strength, the photo's own size, faces where there are some. */
  public static final Options DEFAULTS = builder().build();

  /** The least and the most long side of a result, in pixels. */
  public static final int MIN_RESOLUTION = 16;

  public static final int MAX_RESOLUTION = 16_384;

  /** The fidelity of equal pictures, in dB; with it, only exact variants are chosen. */
  public static final double MAX_FIDELITY = 100;

  /** The fidelity above which people see no difference, in dB. */
  public static final double DEFAULT_FIDELITY = 40;

  /** The treatment of faces. */
  public enum Faces {
    /** Heads are drawn where faces are found. */
    AUTO,
    /** No face is looked for; the background network draws everything. */
    OFF,
    /** A photo without a face is an error. */
    REQUIRED;

    /**
     * The choice called {@code name}, in either case.
     *
     * @throws IllegalArgumentException if there is none; the message lists the names
     */
    public static Faces of(String name) {
      return choice(values(), name);
    }
  }

  /** The source of the detail above the style's working size. */
  public enum Detail {
    /**
     * None: the networks' picture, drawn at working size, is scaled to the result's size by
     * interpolation.
     */
    PLAIN,
    /**
     * The photo: as {@link #PLAIN}, and the photo's finer detail is added wherever the networks'
     * picture follows the photo.
     */
    PHOTO,
    /** The network: it draws at the result's own size, in tiles where memory is short. */
    NETWORK;

    /**
     * The choice called {@code name}, in either case.
     *
     * @throws IllegalArgumentException if there is none; the message lists the names
     */
    public static Detail of(String name) {
      return choice(values(), name);
    }
  }

  /** The way in which frame and heads are put together. */
  public enum Composition {
    /**
     * The photo is continued beyond its border while it is drawn, and each head is fitted to its
     * surroundings; it is left out where a head network draws worse than the background network.
     */
    FITTED,
    /** DCT-Net's own pipeline: white beyond the border, every head blended in by one mask. */
    REFERENCE;

    /**
     * The choice called {@code name}, in either case.
     *
     * @throws IllegalArgumentException if there is none; the message lists the names
     */
    public static Composition of(String name) {
      return choice(values(), name);
    }
  }

  /** The changes after the networks. */
  public enum Finish {
    /** Those that the style recommends. */
    STYLE,
    /** None: the networks' picture as it is. */
    OFF;

    /**
     * The choice called {@code name}, in either case.
     *
     * @throws IllegalArgumentException if there is none; the message lists the names
     */
    public static Finish of(String name) {
      return choice(values(), name);
    }
  }

  /** The metadata that the result's file holds besides its colour space. */
  public enum Metadata {
    /** Nothing. */
    NONE,
    /** The style and how it was drawn, as XMP. */
    SETTINGS,
    /**
     * The settings, and of the photo's EXIF the camera, the time, the exposure and the author; not
     * the place, no thumbnail, no serial numbers.
     */
    EXIF,
    /** The same, and the place too. */
    ALL;

    /**
     * The choice called {@code name}, in either case.
     *
     * @throws IllegalArgumentException if there is none; the message lists the names
     */
    public static Metadata of(String name) {
      return choice(values(), name);
    }
  }

  private final String style;
  private final double strength;
  private final Finish finish;
  private final OptionalDouble tone;
  private final OptionalInt resolution;
  private final Faces faces;
  private final Detail detail;
  private final Composition composition;
  private final @Nullable Precision precision;
  private final @Nullable String variant;
  private final double fidelity;
  private final Colour background;
  private final Metadata metadata;

  private Options(Builder builder) {
    this.style = builder.style;
    this.strength = builder.strength;
    this.finish = builder.finish;
    this.tone = builder.tone;
    this.resolution = builder.resolution;
    this.faces = builder.faces;
    this.detail = builder.detail;
    this.composition = builder.composition;
    this.precision = builder.precision;
    this.variant = builder.variant;
    this.fidelity = builder.fidelity;
    this.background = builder.background;
    this.metadata = builder.metadata;
  }

  static <E extends Enum<E>> E choice(E[] values, String name) {
    return Arrays.stream(values)
        .filter(choice -> choice.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Arrays.stream(values)
                        .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ", "'" + name + "' is not one of ", ""))));
  }

  public static Builder builder() {
    return new Builder();
  }

  /** A builder that holds these options' values. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.style = style;
    builder.strength = strength;
    builder.finish = finish;
    builder.tone = tone;
    builder.resolution = resolution;
    builder.faces = faces;
    builder.detail = detail;
    builder.composition = composition;
    builder.precision = precision;
    builder.variant = variant;
    builder.fidelity = fidelity;
    builder.background = background;
    builder.metadata = metadata;
    return builder;
  }

  /** A style's name in the store, or the path of a style pack. */
  public String style() {
    return style;
  }

  /** 0 is the photo, 1 is the network's picture. */
  public double strength() {
    return strength;
  }

  public Finish finish() {
    return finish;
  }

  /**
   * The tone that is asked for: 0 is the style's own colours, 1 is the people's own skin tone and
   * the photo's palette; empty for the one that the style recommends.
   */
  public OptionalDouble tone() {
    return tone;
  }

  /** The finish of a style's pictures, with their tone. */
  public StyleFinish finishOf(StyleManifest style) {
    StyleFinish recommended =
        finish == Finish.OFF || style.finish() == null ? StyleFinish.NONE : style.finish();
    return recommended.withTone(tone.orElse(recommended.tone()));
  }

  /** The result's long side in pixels; empty for the photo's own size. */
  public OptionalInt resolution() {
    return resolution;
  }

  /** The result's size for a photo of this size. */
  public PictureSize resultSize(PictureSize photo) {
    return resolution.isPresent() ? photo.withLongSide(resolution.getAsInt()) : photo;
  }

  public Faces faces() {
    return faces;
  }

  public Detail detail() {
    return detail;
  }

  public Composition composition() {
    return composition;
  }

  /**
   * The precision of the networks' arithmetic; empty for the fastest on this kind of device that is
   * as faithful as {@link #fidelity()} asks.
   */
  public Optional<Precision> precision() {
    return Optional.ofNullable(precision);
  }

  /** The variant of the style's networks that draws; empty where it is chosen. */
  public Optional<String> variant() {
    return Optional.ofNullable(variant);
  }

  /**
   * The least fidelity of a variant that Katong chooses itself: the PSNR in dB of its pictures
   * against those of the style's own networks.
   */
  public double fidelity() {
    return fidelity;
  }

  /**
   * The colour behind transparent parts of the photo: for the networks, and in a file that cannot
   * be transparent itself (JPEG).
   */
  public Colour background() {
    return background;
  }

  /** The metadata that the result's file holds besides its colour space. */
  public Metadata metadata() {
    return metadata;
  }

  /** True if the cartoon's file keeps EXIF of the photo. */
  public boolean keepsExif() {
    return metadata.compareTo(Metadata.EXIF) >= 0;
  }

  /**
   * The variant of a style that draws with these options on the processor, if there is memory
   * enough for it.
   *
   * @return a variant's name, or {@link StyleVariant#FULL}
   * @throws KatongException.NoSuchStyle if the style lacks what is asked for
   */
  public String variantOf(StyleManifest style) {
    return variantOf(style, Device.CPU);
  }

  /** As {@link #variantOf(StyleManifest)}, on a device. */
  public String variantOf(StyleManifest style, Device device) {
    return VariantSelection.of(style, this, device.kind()).get(0);
  }

  /** Collects {@link Options}; each setter refuses a bad value at once. */
  public static final class Builder {
    private String style = StyleStore.BUILT_IN;
    private double strength = 1;
    private Finish finish = Finish.STYLE;
    private OptionalDouble tone = OptionalDouble.empty();
    private OptionalInt resolution = OptionalInt.empty();
    private Faces faces = Faces.AUTO;
    private Detail detail = Detail.PHOTO;
    private Composition composition = Composition.FITTED;
    private @Nullable Precision precision;
    private @Nullable String variant;
    private double fidelity = DEFAULT_FIDELITY;
    private Colour background = Colour.WHITE;
    private Metadata metadata = Metadata.SETTINGS;

    private Builder() {}

    /**
     * Sets the style.
     *
     * @param nameOrPath a style's name in the store, or the path of a style pack
     */
    public Builder style(String nameOrPath) {
      if (nameOrPath.isBlank()) {
        throw new IllegalArgumentException("the style is blank; name one, such as 'anime'");
      }
      this.style = nameOrPath;
      return this;
    }

    /**
     * Sets the strength.
     *
     * @param strength 0 (the photo) to 1 (the network's picture)
     */
    public Builder strength(double strength) {
      if (!(strength >= 0 && strength <= 1)) {
        throw new IllegalArgumentException("strength is 0 to 1, not " + strength);
      }
      this.strength = strength;
      return this;
    }

    /**
     * Sets how much of the photo's own colours the cartoon keeps: wholly on the skin of the people
     * whose faces are found, at a lower weight elsewhere. Lines, eyes, mouths and shading stay the
     * style's.
     *
     * @param tone 0 (the style's colours) to 1 (the photo's)
     */
    public Builder tone(double tone) {
      if (!(tone >= 0 && tone <= 1)) {
        throw new IllegalArgumentException("tone is 0 to 1, not " + tone);
      }
      this.tone = OptionalDouble.of(tone);
      return this;
    }

    /** Gives the cartoon the tone that its style recommends. */
    public Builder toneOfStyle() {
      this.tone = OptionalDouble.empty();
      return this;
    }

    public Builder finish(Finish finish) {
      this.finish = finish;
      return this;
    }

    /**
     * Sets the result's size; the photo's proportions are kept.
     *
     * @param longSide in pixels, {@link #MIN_RESOLUTION} to {@link #MAX_RESOLUTION}
     */
    public Builder resolution(int longSide) {
      if (longSide < MIN_RESOLUTION || longSide > MAX_RESOLUTION) {
        throw new IllegalArgumentException(
            "resolution is " + MIN_RESOLUTION + " to " + MAX_RESOLUTION + ", not " + longSide);
      }
      this.resolution = OptionalInt.of(longSide);
      return this;
    }

    /** Gives the result the photo's own size. */
    public Builder resolutionOfPhoto() {
      this.resolution = OptionalInt.empty();
      return this;
    }

    public Builder faces(Faces faces) {
      this.faces = faces;
      return this;
    }

    public Builder detail(Detail detail) {
      this.detail = detail;
      return this;
    }

    public Builder composition(Composition composition) {
      this.composition = composition;
      return this;
    }

    /**
     * Has the style's own networks draw in that precision. A style that lacks them is an error when
     * it is used.
     */
    public Builder precision(Precision precision) {
      this.precision = precision;
      return this;
    }

    /** Has the precision chosen by device and fidelity. */
    public Builder precisionOfDevice() {
      this.precision = null;
      return this;
    }

    /**
     * Has one variant draw, whatever its fidelity; it goes before a precision. A style that lacks
     * it is an error when it is used.
     *
     * @param name such as {@code pruned-15}, or {@code full} for the style's own networks
     */
    public Builder variant(String name) {
      if (name.isBlank()) {
        throw new IllegalArgumentException("the variant is blank; name one, such as 'int8'");
      }
      this.variant = name;
      return this;
    }

    /**
     * Sets how close to the style's own networks a variant has to be to be chosen.
     *
     * @param psnr in dB, 0 to {@link #MAX_FIDELITY}; people see no difference above about 40
     */
    public Builder fidelity(double psnr) {
      if (!(psnr >= 0 && psnr <= MAX_FIDELITY)) {
        throw new IllegalArgumentException(
            "fidelity is 0 to " + (int) MAX_FIDELITY + " dB, not " + psnr);
      }
      this.fidelity = psnr;
      return this;
    }

    /** Sets what transparent parts of the photo are shown on. */
    public Builder background(Colour colour) {
      this.background = colour;
      return this;
    }

    /** Sets what the result's file says besides its colour space. */
    public Builder metadata(Metadata metadata) {
      this.metadata = metadata;
      return this;
    }

    public Options build() {
      return new Options(this);
    }
  }
}
