package dev.katong.cli;

import dev.katong.Cartoon;
import dev.katong.Katong;
import dev.katong.KatongException;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code katong cartoonize}: photos in, cartoons out. */
@Command(
    name = "cartoonize",
    mixinStandardHelpOptions = true,
    description = "Turns photos into cartoons.")
final class CartoonizeCommand implements Callable<Integer> {
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
  private double strength;

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
  private int quality;

  @Option(names = "--json", description = "Print one line of JSON for each photo.")
  private boolean json;

  @Override
  public Integer call() {
    Options options = options();
    PictureFormat wanted = format == null ? null : checked(() -> PictureFormat.of(format));
    Batch batch = Batch.of(inputs, output, wanted, checked(() -> stylesLabel(options)));
    PrintWriter out = spec.commandLine().getOut();
    Set<Integer> failures = new TreeSet<>();
    try (Katong katong = Katong.open();
        ProgressLine progress = ProgressLine.on(spec.commandLine().getErr(), json)) {
      for (Batch.Item item : batch.items()) {
        progress.start(item, batch.items().size());
        try (Cartoon cartoon = katong.cartoonize(item.input(), options, progress)) {
          cartoon.write(item.output(), item.format(), quality);
          progress.done(item, cartoon.report());
          if (json) {
            out.println(ResultJson.of(item, cartoon.report()));
          }
        } catch (KatongException e) {
          failures.add(Failures.exitCode(e));
          progress.failed(item, Failures.sentence(e));
          if (json) {
            out.println(ResultJson.of(item, e));
          }
        }
        out.flush();
      }
    }
    return failures.isEmpty()
        ? 0
        : failures.size() > 1 ? Failures.MIXED : failures.iterator().next();
  }

  private Options options() {
    return checked(
        () -> {
          Options.Builder builder =
              Options.builder().style(style).strength(strength).faces(Options.Faces.of(faces));
          PictureEncoder.checkQuality(quality);
          return resolution.equals("photo")
              ? builder.build()
              : builder.resolution(pixels(resolution)).build();
        });
  }

  private static int pixels(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no resolution; use a number of pixels or 'photo'", e);
    }
  }

  /** The part of a result's name that tells the style: the last name of a path, without ending. */
  private static String stylesLabel(Options options) {
    String name = String.valueOf(Path.of(options.style()).getFileName());
    return name.endsWith(".zip") ? name.substring(0, name.length() - 4) : name;
  }

  private <T> T checked(java.util.function.Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "katong: " + e.getMessage(), e);
    }
  }
}
