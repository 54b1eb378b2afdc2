package dev.katong.cli;

import dev.katong.Katong;
import dev.katong.KatongHome;
import dev.katong.Options;
import dev.katong.photo.PictureEncoder;
import dev.katong.photo.PictureFormat;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleStore;
import dev.katong.style.StyleVariant;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code katong cartoonize}: photos in, cartoons out. */
@Command(
    name = CartoonizeCommand.NAME,
    mixinStandardHelpOptions = true,
    description = {
      "Turns photos into cartoons. Results of several photos that are there already, and not older",
      "than their photos, are left as they are."
    })
final class CartoonizeCommand implements Callable<Integer> {
  static final String NAME = "cartoonize";

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "IN",
      arity = "1..*",
      description = {
        "Photos, folders with all that is below them, patterns in quotes such as 'trip/**/*.jpg',",
        "zip archives, or - for a photo from the standard input."
      })
  private List<String> inputs;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = {
        "For one photo a file, a folder or - for the standard output, else a folder, in which the",
        "folders of IN are made again. Default: beside each photo; for - the standard output."
      })
  private @Nullable Path output;

  @Mixin private DrawingOptions drawing;

  @Option(names = "--plan", description = "Print what each photo would cost, and draw nothing.")
  private boolean planOnly;

  @Option(names = "--force", description = "Draw anew what is there already.")
  private boolean force;

  @Option(
      names = "--sheet",
      paramLabel = "FILE",
      description = {
        "Make a contact sheet too, photos and cartoons side by side (png, jpg or webp);",
        "of many photos several, FILE-2 and so on."
      })
  private @Nullable Path sheet;

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
    Options options = drawing.options();
    int fineness = checked("--quality", () -> OptionValue.integer(quality, 1, 100));
    KatongHome home = KatongHome.ofEnvironment();
    StyleManifest style = new StyleStore(home.styles()).manifest(options.style());
    options.variant().filter(name -> !name.equals(StyleVariant.FULL)).ifPresent(style::needVariant);
    try (UnpackedZips zips = new UnpackedZips()) {
      return run(home, options, fineness, zips);
    }
  }

  private int run(KatongHome home, Options options, int fineness, UnpackedZips zips) {
    Batch batch = batch(home, zips);
    StatusLine status = StatusLine.on(spec.commandLine().getErr());
    BatchLine line = new BatchLine(status, json || planOnly, batch.items());
    try (Katong katong = Katong.open(home, drawing.resources());
        Sheet contacts = sheet()) {
      BatchReport report = new BatchReport(line, spec.commandLine().getOut(), json, contacts);
      zips.leftOut()
          .forEach(
              file ->
                  line.complain("katong: " + Printable.text(file) + " is not a photo; left out"));
      katong.deviceNote().ifPresent(note -> line.complain("katong: " + note));
      BatchRun run = new BatchRun(katong, options, fineness, line, contacts);
      if (planOnly) {
        run.plan(batch.items(), report);
      } else {
        run.draw(batch.items(), report);
      }
      return report.end(batch.unread());
    }
  }

  private Batch batch(KatongHome home, UnpackedZips zips) {
    checked("--output", () -> Batch.checkEnding(output));
    String ending = format;
    PictureFormat wanted =
        ending == null ? null : checked("--format", () -> PictureFormat.of(ending));
    String label = checked("--style", drawing::label);
    Set<String> labels = new HashSet<>(new StyleStore(home.styles()).names());
    labels.add(label);
    Batch.Request request =
        new Batch.Request(inputs, output, wanted, label, labels, force || planOnly, sheet);
    if (json && !planOnly && request.isStandardOutput()) {
      throw wrong("the picture and --json would both go to the standard output; name a file by -o");
    }
    if (planOnly && sheet != null) {
      throw wrong("--plan draws nothing, so there is nothing for --sheet");
    }
    try {
      return Batch.of(request, zips);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private Sheet sheet() {
    Path file = sheet;
    return file == null
        ? Sheet.NONE
        : new SheetOfBatch(file, checked("--sheet", () -> SheetOfBatch.format(file)));
  }

  private ParameterException wrong(String why) {
    return new ParameterException(spec.commandLine(), why);
  }

  private <T> T checked(String option, Supplier<T> value) {
    return OptionValue.of(spec.commandLine(), option, value);
  }
}
