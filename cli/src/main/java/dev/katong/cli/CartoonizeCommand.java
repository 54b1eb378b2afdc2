package dev.katong.cli;

import dev.katong.Cartoon;
import dev.katong.Katong;
import dev.katong.KatongHome;
import dev.katong.Options;
import dev.katong.Plan;
import dev.katong.Profile;
import dev.katong.Resources;
import dev.katong.memory.MemorySize;
import dev.katong.network.Precision;
import dev.katong.photo.PictureEncoder;
import dev.katong.photo.PictureFormat;
import dev.katong.style.StyleStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code katong cartoonize}: photos in, cartoons out. */
@Command(
    name = CartoonizeCommand.NAME,
    mixinStandardHelpOptions = true,
    description = "Turns photos into cartoons.")
final class CartoonizeCommand implements Callable<Integer> {
  static final String NAME = "cartoonize";

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "IN",
      arity = "1..*",
      description = "Photos, or folders of photos (the files that lie directly in them).")
  private List<Path> inputs;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = "For one photo a file or a folder, else a folder. Default: beside each photo.")
  private @Nullable Path output;

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
      names = "--profile",
      paramLabel = "web|quality|shared",
      description = {
        "Presets: web is --resolution 1024, quality is --detail network,",
        "shared unloads styles that are not used. Other options go before."
      })
  private @Nullable String profile;

  @Option(names = "--plan", description = "Print what each photo would cost, and draw nothing.")
  private boolean planOnly;

  @Option(
      names = "--format",
      paramLabel = "png|jpg|webp",
      description = "The result's format. Default: what OUT's name tells, else png.")
  private @Nullable String format;

  @Option(
      names = "--quality",
      paramLabel = "1..100",
      defaultValue = "" + PictureEncoder.DEFAULT_QUALITY,
      description = "For jpg and webp. Default: ${DEFAULT-VALUE}.")
  private String quality;

  @Option(names = "--json", description = "Print one line of JSON for each photo.")
  private boolean json;

  @Override
  public Integer call() {
    Options options = options();
    int fineness = checked("--quality", () -> OptionValue.integer(quality, 1, 100));
    String ending = format;
    PictureFormat wanted =
        ending == null ? null : checked("--format", () -> PictureFormat.of(ending));
    String label = checked("--style", this::stylesLabel);
    Batch batch = checked("--output", () -> Batch.of(inputs, output, wanted, label));
    Set<Integer> failures = new TreeSet<>();
    try (Katong katong = Katong.open(KatongHome.ofEnvironment(), resources());
        ProgressLine progress = ProgressLine.on(spec.commandLine().getErr(), json || planOnly)) {
      for (Batch.Item item : batch.items()) {
        try {
          if (planOnly) {
            show(item, katong.plan(item.input(), options));
          } else {
            progress.start(item, batch.items().size());
            draw(katong, item, options, fineness, progress);
          }
        } catch (RuntimeException | OutOfMemoryError e) {
          failures.add(Failures.exitCode(e));
          progress.failed(Failures.sentence(e));
          tell(ResultJson.of(item, e));
        }
      }
    }
    return failures.isEmpty()
        ? 0
        : failures.size() > 1 ? Failures.MIXED : failures.iterator().next();
  }

  private void draw(
      Katong katong, Batch.Item item, Options options, int fineness, ProgressLine progress) {
    try (Cartoon cartoon = katong.cartoonize(item.input(), options, progress)) {
      cartoon.write(item.output(), item.format(), fineness);
      progress.done(item, cartoon.report());
      tell(ResultJson.of(item, cartoon.report()));
    }
  }

  private void show(Batch.Item item, Plan plan) {
    if (json) {
      tell(ResultJson.of(item, plan));
    } else {
      PlanText.of(item, plan).forEach(spec.commandLine().getOut()::println);
    }
  }

  private void tell(String line) {
    if (json) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(line);
      out.flush();
    }
  }

  private Options options() {
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
    given(
        resolution,
        "--resolution",
        text ->
            text.equals("photo") ? builder.resolutionOfPhoto() : builder.resolution(pixels(text)));
    return builder.build();
  }

  private Resources resources() {
    Resources preset = chosenProfile().map(Profile::resources).orElse(Resources.DEFAULTS);
    String size = memory;
    return size == null ? preset : preset.memory(checked("--memory", () -> MemorySize.parse(size)));
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
  private String stylesLabel() {
    String name = String.valueOf(Path.of(style).toAbsolutePath().normalize().getFileName());
    return name.endsWith(".zip") ? name.substring(0, name.length() - 4) : name;
  }

  private <T> T checked(String option, Supplier<T> value) {
    return OptionValue.of(spec.commandLine(), option, value);
  }
}
