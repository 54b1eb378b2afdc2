package dev.katong.plan;

import dev.katong.KatongException;
import dev.katong.KatongException.NoSuchStyle;
import dev.katong.Options;
import dev.katong.network.Device;
import dev.katong.network.Precision;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleVariant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Selects the variant of a style that draws. A variant or a precision that the options name is used
 * and no other. Otherwise it is the fastest, as measured on this kind of device, among those that
 * are as faithful as asked; the style's own networks where none is clearly faster.
 */
public final class VariantSelection {
  /** Times that differ by less are the same; measurements repeat to a few percent. */
  private static final double TIE = 0.95;

  private static final Comparator<StyleVariant> MOST_FAITHFUL =
      Comparator.comparingDouble(variant -> variant.quality().psnr());

  private final StyleManifest style;
  private final Device.Kind device;

  private VariantSelection(StyleManifest style, Device.Kind device) {
    this.style = style;
    this.device = device;
  }

  /**
   * The variants that may draw, the preferred one first. The others are for when there is not
   * enough memory for it; they are as faithful as asked, too.
   *
   * @param style with all its variants
   * @param device the kind of device that runs the networks
   * @return names of variants, {@link StyleVariant#FULL} among them; at least one
   * @throws NoSuchStyle if the style lacks what is asked for; its remedy names what creates it
   */
  public static List<String> of(StyleManifest style, Options options, Device.Kind device) {
    VariantSelection choice = new VariantSelection(style, device);
    if (options.variant().isPresent()) {
      return List.of(choice.named(options.variant().get()));
    }
    return options
        .precision()
        .map(precision -> List.of(choice.inPrecision(precision)))
        .orElseGet(() -> choice.faithful(options.fidelity()));
  }

  /** True if half precision is asked for, and the style lacks networks in it. */
  public static boolean lacksHalf(StyleManifest style, Options options) {
    return options.variant().isEmpty()
        && options.precision().filter(precision -> precision == Precision.FP16).isPresent()
        && new VariantSelection(style, Device.Kind.CPU).found(Precision.FP16).isEmpty();
  }

  private String named(String variant) {
    return variant.equals(StyleVariant.FULL) ? variant : style.needVariant(variant).name();
  }

  /** The style's own networks in that precision; never pruned ones. */
  private String inPrecision(Precision precision) {
    return found(precision).orElseThrow(() -> lacks(precision));
  }

  private Optional<String> found(Precision precision) {
    if (style.precision() == precision) {
      return Optional.of(StyleVariant.FULL);
    }
    return style.variants().stream()
        .filter(variant -> variant.precision() == precision && variant.pruned() == 0)
        .max(MOST_FAITHFUL)
        .map(StyleVariant::name);
  }

  private NoSuchStyle lacks(Precision precision) {
    String message =
        "the style '%s' has no networks in %s, only in %s"
            .formatted(style.name(), precision.label(), style.precision().label());
    return switch (precision) {
      case FP32 -> new NoSuchStyle(message);
      case FP16 -> new NoSuchStyle(message, KatongException.Remedy.MAKE_FP16);
      case INT8 -> new NoSuchStyle(message, KatongException.Remedy.MAKE_INT8);
    };
  }

  private List<String> faithful(double floor) {
    List<StyleVariant> faithful =
        style.variants().stream().filter(variant -> variant.quality().psnr() >= floor).toList();
    Optional<StyleVariant> preferred = preferred(faithful);
    List<String> names = new ArrayList<>();
    preferred.ifPresent(variant -> names.add(variant.name()));
    names.add(StyleVariant.FULL);
    faithful.stream()
        .sorted(Comparator.comparingDouble(this::ratio))
        .map(StyleVariant::name)
        .filter(name -> !names.contains(name))
        .forEach(names::add);
    return names;
  }

  /**
   * The fastest; of those that are as fast, the most faithful. On a card for which nothing was
   * measured, half precision, which all of them compute faster.
   */
  private Optional<StyleVariant> preferred(List<StyleVariant> faithful) {
    double fastest = faithful.stream().mapToDouble(this::ratio).min().orElse(1);
    if (fastest == Double.POSITIVE_INFINITY && device.prefersHalf()) {
      return faithful.stream()
          .filter(variant -> variant.precision() == Precision.FP16 && variant.pruned() == 0)
          .max(MOST_FAITHFUL);
    }
    if (fastest > TIE) {
      return Optional.empty();
    }
    Stream<StyleVariant> asFast =
        faithful.stream().filter(variant -> ratio(variant) <= Math.min(TIE, fastest / TIE));
    return asFast.max(MOST_FAITHFUL);
  }

  /**
   * The time of a variant relative to the style's own networks; infinite if it was not measured on
   * this kind of device.
   */
  private double ratio(StyleVariant variant) {
    return variant
        .speedOn(device.label())
        .map(StyleVariant.Speed::ratio)
        .orElse(Double.POSITIVE_INFINITY);
  }
}
