package dev.katong.cli.style;

import dev.katong.Options;
import dev.katong.cli.console.CommandHome;
import dev.katong.cli.console.OptionType;
import dev.katong.forge.optimize.OptimizeSettings;
import dev.katong.forge.optimize.Outcome;
import dev.katong.forge.optimize.Recipe;
import dev.katong.forge.optimize.StyleOptimizer;
import dev.katong.network.MeasuredMemory;
import dev.katong.network.Precision;
import dev.katong.style.StyleVariant;
import dev.katong.style.StyleVariant.Quality;
import dev.katong.style.StyleVariant.Speed;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code katong style optimize}: smaller and faster variants of a style's networks. */
@Command(
    name = "optimize",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a smaller or faster variant of a style's networks, measures it against them,",
      "and adds it to the style. 'style info' lists the variants; 'cartoonize' takes the",
      "fastest that is faithful enough."
    })
final class OptimizeCommand implements Runnable {
  private static final int LONGEST_TRAINING = 100_000;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "N",
      description = "The style's name. A built-in style is copied to KATONG_HOME.")
  private String style;

  @Option(
      names = "--precision",
      paramLabel = "fp32|fp16|int8",
      converter = Target.class,
      description = {
        "fp32: the same pictures in less time, in larger files.",
        "fp16: files of half the size; on a processor not faster.",
        "int8: faster and less memory on a processor; needs --photos."
      })
  private @Nullable Precision precision;

  @Option(
      names = "--prune",
      paramLabel = "0..0.9",
      converter = PrunedShare.class,
      description = "Take this share of the channels out, and train what is left; needs --photos.")
  private @Nullable Double prune;

  @Option(
      names = "--photos",
      paramLabel = "FOLDER",
      description = "Photos to calibrate and train on; one of four is kept for measuring.")
  private @Nullable Path photos;

  @Option(
      names = "--quality",
      paramLabel = "0..100",
      converter = OptionType.Decibels.class,
      description = {
        "The PSNR to the style's own networks to reach, in dB; what falls short is not added.",
        "Default: 40, and what falls short is added, and draws only where it is asked for."
      })
  private @Nullable Double quality;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "30",
      converter = Minutes.class,
      description = "How long each network is trained at most. Default: ${DEFAULT-VALUE}.")
  private int minutes;

  @Option(
      names = "--remove",
      paramLabel = "V",
      description = "Take a variant out of the style, and do nothing else.")
  private @Nullable String remove;

  @Option(names = "--json", description = "Print what was measured as one line of JSON.")
  private boolean json;

  @Override
  public void run() {
    String gone = remove;
    if (gone != null) {
      if (precision != null || prune != null) {
        throw wrong("--remove goes alone; make variants by another call");
      }
      optimizer().remove(style, gone);
      out().println("removed the variant '" + gone + "' of the style '" + style + "'");
      return;
    }
    Recipe recipe = recipe();
    if (photos == null && (recipe.pruned() > 0 || recipe.precision() == Precision.INT8)) {
      throw wrong(
          recipe.variantName()
              + " needs photos to learn from and to be measured on: name a folder with --photos");
    }
    OptimizeSettings settings =
        new OptimizeSettings(
            photos,
            quality == null ? OptimizeSettings.DEFAULTS.floor() : quality,
            quality != null,
            Duration.ofMinutes(minutes));
    tell(optimizer().optimize(style, recipe, settings));
  }

  private Recipe recipe() {
    if (precision == null && prune == null) {
      throw wrong("say what to make: --precision fp32, fp16 or int8, --prune 0.15, or both");
    }
    return new Recipe(precision == null ? Precision.FP32 : precision, prune == null ? 0 : prune);
  }

  private StyleOptimizer optimizer() {
    return new StyleOptimizer(CommandHome.of(spec), new OptimizeLine(spec.commandLine().getErr()));
  }

  private void tell(Outcome outcome) {
    if (json) {
      out().println(JsonMapper.builder().build().writeValueAsString(VariantLine.of(outcome)));
      return;
    }
    StyleVariant variant = outcome.variant();
    out()
        .printf(
            Locale.ROOT,
            "added the variant '%s' to the style '%s'%n",
            variant.name(),
            outcome.style().name());
    out()
        .printf(
            Locale.ROOT,
            "pictures: %.1f dB PSNR, SSIM %.4f, the worst of %d %.1f dB%n",
            variant.quality().psnr(),
            variant.quality().ssim(),
            variant.quality().pictures(),
            variant.quality().leastPsnr());
    variant
        .speed()
        .forEach(
            speed ->
                out()
                    .printf(
                        Locale.ROOT,
                        "time: %.2f of the style's own on %s (%s)%n",
                        speed.ratio(),
                        speed.device(),
                        speed.measured()));
    out()
        .printf(
            Locale.ROOT,
            "files: %.1f MB, the style's own %.1f MB%n",
            outcome.bytes() / 1e6,
            outcome.ownBytes() / 1e6);
    out().println("memory: " + FactsText.of(variant.background().facts()));
    out().println(use(outcome));
    StyleCommand.tellReplaced(outcome.style().name(), spec);
  }

  /** A sentence that says whether the variant is chosen by itself, or the reason why not. */
  private static String use(Outcome outcome) {
    StyleVariant variant = outcome.variant();
    if (drawsByItself(outcome)) {
      return "use: cartoonize draws with it by itself";
    }
    String named =
        "use: cartoonize draws with it by --variant %s; by itself it does not, "
            .formatted(variant.name());
    if (variant.precision() == Precision.FP16 && variant.speedOn("cpu").isPresent()) {
      return named + "because fp16 is not faster on a processor: there it only saves disk space";
    }
    return named
        + (variant.quality().psnr() < Options.DEFAULT_FIDELITY
            ? "because it is below 40 dB (--fidelity)"
            : "because another is as fast or faster");
  }

  /** The line of JSON for a variant that was made. */
  private record VariantLine(
      String style,
      String variant,
      Precision precision,
      double pruned,
      Quality quality,
      List<Speed> speed,
      long bytes,
      long ownBytes,
      List<MeasuredMemory> memory,
      boolean draws) {
    static VariantLine of(Outcome outcome) {
      StyleVariant variant = outcome.variant();
      return new VariantLine(
          outcome.style().name(),
          variant.name(),
          variant.precision(),
          variant.pruned(),
          variant.quality(),
          variant.speed(),
          outcome.bytes(),
          outcome.ownBytes(),
          variant.background().facts().memory(),
          drawsByItself(outcome));
    }
  }

  private static boolean drawsByItself(Outcome outcome) {
    return Options.DEFAULTS.variantOf(outcome.style()).equals(outcome.variant().name());
  }

  static final class Target extends OptionType<Precision> {
    Target() {
      super(
          text ->
              Arrays.stream(Precision.values())
                  .filter(precision -> precision.label().equalsIgnoreCase(text))
                  .findFirst()
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "'" + text + "' is not one of fp32, fp16, int8")));
    }
  }

  static final class PrunedShare extends OptionType<Double> {
    PrunedShare() {
      super(
          text -> {
            double share = share(text);
            if (share < Recipe.LEAST_PRUNED || share > Recipe.MOST_PRUNED) {
              throw new IllegalArgumentException(
                  "'%s' is not a share from %s to %s"
                      .formatted(text, Recipe.LEAST_PRUNED, Recipe.MOST_PRUNED));
            }
            return share;
          });
    }
  }

  static final class Minutes extends OptionType<Integer> {
    Minutes() {
      super(text -> wholeNumber(text, 1, LONGEST_TRAINING));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
