package dev.katong.cli.cartoonize;

import dev.katong.Katong;
import dev.katong.KatongHome;
import dev.katong.Options;
import dev.katong.cli.console.CommandHome;
import dev.katong.cli.console.OptionType;
import dev.katong.cli.console.Printable;
import dev.katong.cli.console.StatusLine;
import dev.katong.image.PictureEncoder;
import dev.katong.image.PictureFormat;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleStore;
import dev.katong.style.StyleVariant;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
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
      "Turns photos into cartoons. Results of several photos that exist already, and are not older",
      "than their photos, are left as they are."
    })
public final class CartoonizeCommand implements Callable<Integer> {
  public static final String NAME = "cartoonize";

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
      converter = Batch.Output.class,
      description = {
        "For one photo a file, a folder or - for the standard output, else a folder, in which the",
        "folders of IN are made again. Default: next to each photo; for - the standard output."
      })
  private @Nullable Path output;

  @Mixin private DrawingOptions drawing;

  @Option(names = "--plan", description = "Print the cost of each photo, and draw nothing.")
  private boolean planOnly;

  @Option(names = "--force", description = "Draw again the results that exist already.")
  private boolean force;

  @Option(
      names = "--sheet",
      paramLabel = "FILE",
      converter = BatchSheet.File.class,
      description = {
        "Also make a contact sheet, photos and cartoons side by side (png, jpg or webp);",
        "of many photos several, FILE-2 and so on."
      })
  private @Nullable Path sheet;

  @Option(
      names = "--format",
      paramLabel = "png|jpg|webp",
      description = "The result's format. Default: that of OUT's name, else png.")
  private @Nullable PictureFormat format;

  @Option(
      names = "--quality",
      paramLabel = "1..100",
      defaultValue = "" + PictureEncoder.DEFAULT_QUALITY,
      converter = Quality.class,
      description = "For jpg and webp. Default: ${DEFAULT-VALUE}.")
  private int quality;

  @Option(names = "--json", description = "Print one line of JSON for each photo.")
  private boolean json;

  @Override
  public Integer call() {
    Options options = drawing.options();
    KatongHome home = CommandHome.of(spec);
    StyleManifest style = new StyleStore(home.styles()).manifest(options.style());
    options.variant().filter(name -> !name.equals(StyleVariant.FULL)).ifPresent(style::needVariant);
    try (UnpackedZips zips = new UnpackedZips()) {
      return run(home, options, zips);
    }
  }

  private int run(KatongHome home, Options options, UnpackedZips zips) {
    Batch batch = batch(home, zips);
    StatusLine status = StatusLine.on(spec.commandLine().getErr());
    BatchLine line = new BatchLine(status, json || planOnly, batch.items());
    try (Katong katong = Katong.open(home, drawing.resources());
        BatchSheet contacts = new BatchSheet(sheet)) {
      BatchReport report = new BatchReport(line, spec.commandLine().getOut(), json, contacts);
      zips.leftOut()
          .forEach(
              file ->
                  line.complain("katong: " + Printable.text(file) + " is not a photo; left out"));
      katong.deviceNote().ifPresent(note -> line.complain("katong: " + note));
      BatchRun run = new BatchRun(katong, options, quality, line, contacts);
      if (planOnly) {
        run.plan(batch.items(), report);
      } else {
        run.draw(batch.items(), report);
      }
      return report.end(batch.unread());
    }
  }

  private Batch batch(KatongHome home, UnpackedZips zips) {
    String label = drawing.label();
    Set<String> labels = new HashSet<>(new StyleStore(home.styles()).names());
    labels.add(label);
    Batch.Request request =
        new Batch.Request(inputs, output, format, label, labels, force || planOnly, sheet);
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

  private ParameterException wrong(String why) {
    return new ParameterException(spec.commandLine(), why);
  }

  static final class Quality extends OptionType<Integer> {
    Quality() {
      super(text -> wholeNumber(text, 1, 100));
    }
  }
}
