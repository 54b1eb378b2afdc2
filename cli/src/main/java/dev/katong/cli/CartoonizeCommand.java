package dev.katong.cli;

import dev.katong.Cartoon;
import dev.katong.Katong;
import dev.katong.Options;
import dev.katong.photo.PictureEncoder;
import dev.katong.photo.PictureFormat;
import dev.katong.style.StyleStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      defaultValue = "1",
      description = "0 is the photo, 1 is the network's picture. Default: ${DEFAULT-VALUE}.")
  private String strength;

  @Option(
      names = "--resolution",
      paramLabel = "PIXELS",
      defaultValue = "photo",
      description = "The result's long side, or 'photo' for the photo's own size (the default).")
  private String resolution;

  @Option(
      names = "--faces",
      paramLabel = "auto|off|required",
      defaultValue = "auto",
      description = "Whether heads are drawn by the head network. Default: ${DEFAULT-VALUE}.")
  private String faces;

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
    try (Katong katong = Katong.open();
        ProgressLine progress = ProgressLine.on(spec.commandLine().getErr(), json)) {
      for (Batch.Item item : batch.items()) {
        progress.start(item, batch.items().size());
        try (Cartoon cartoon = katong.cartoonize(item.input(), options, progress)) {
          cartoon.write(item.output(), item.format(), fineness);
          progress.done(item, cartoon.report());
          tell(ResultJson.of(item, cartoon.report()));
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

  private void tell(String line) {
    if (json) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(line);
      out.flush();
    }
  }

  private Options options() {
    Options.Builder builder =
        Options.builder()
            .strength(checked("--strength", () -> OptionValue.share(strength)))
            .faces(checked("--faces", () -> Options.Faces.of(faces)));
    checked("--style", () -> builder.style(style));
    if (!resolution.equals("photo")) {
      builder.resolution(checked("--resolution", this::pixels));
    }
    return builder.build();
  }

  private int pixels() {
    try {
      return OptionValue.integer(resolution, Options.MIN_RESOLUTION, Options.MAX_RESOLUTION);
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
