package dev.katong;

import dev.katong.style.StyleStore;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * How a photo becomes a cartoon. Immutable; made by {@link #builder()}, changed by {@link
 * #toBuilder()}.
 */
public final class Options {
  /** The built-in style, whole strength, the photo's own size, faces where there are some. */
  public static final Options DEFAULTS = builder().build();

  /** The least and the most long side of a result, in pixels. */
  public static final int MIN_RESOLUTION = 16;

  public static final int MAX_RESOLUTION = 16_384;

  /** What to do about faces. */
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

  /** At which size the background network draws. */
  public enum Detail {
    /** At the style's working size; the picture is brought to the result's size after that. */
    PLAIN,
    /** At the result's own size, in tiles where the memory asks for it. */
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

  private final String style;
  private final double strength;
  private final OptionalInt resolution;
  private final Faces faces;
  private final Detail detail;

  private Options(Builder builder) {
    this.style = builder.style;
    this.strength = builder.strength;
    this.resolution = builder.resolution;
    this.faces = builder.faces;
    this.detail = builder.detail;
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
    builder.resolution = resolution;
    builder.faces = faces;
    builder.detail = detail;
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

  /** The result's long side in pixels; empty for the photo's own size. */
  public OptionalInt resolution() {
    return resolution;
  }

  public Faces faces() {
    return faces;
  }

  public Detail detail() {
    return detail;
  }

  /** Collects {@link Options}; each setter refuses a bad value at once. */
  public static final class Builder {
    private String style = StyleStore.BUILT_IN;
    private double strength = 1;
    private OptionalInt resolution = OptionalInt.empty();
    private Faces faces = Faces.AUTO;
    private Detail detail = Detail.PLAIN;

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

    public Options build() {
      return new Options(this);
    }
  }
}
