package dev.katong.cli.style;

import dev.katong.KatongException.BadOutput;
import dev.katong.cli.console.CommandHome;
import dev.katong.cli.console.Printable;
import dev.katong.forge.compare.ComparisonColumn;
import dev.katong.forge.compare.StyleComparison;
import dev.katong.image.PictureEncoder;
import dev.katong.image.PictureFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code katong style compare}: a style's variants side by side. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Draws a photo with each variant of a style, and makes one picture of it: the photo,",
      "the cartoons, their differences to the style's own (times 8), and the numbers."
    })
final class CompareCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "S", description = "A style's name or path.")
  private String style;

  @Parameters(index = "1", paramLabel = "PHOTO", description = "The photo.")
  private Path photo;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = "The picture (png, jpg or webp). Default: the style's name with -variants.png.")
  private @Nullable Path output;

  @Override
  public void run() {
    PrintWriter err = spec.commandLine().getErr();
    Path file = output;
    if (file != null) {
      format(file);
    }
    try (StyleComparison comparison =
        StyleComparison.draw(
            CommandHome.of(spec),
            style,
            photo,
            step -> {
              err.println(step);
              err.flush();
            })) {
      Path target = file == null ? Path.of(comparison.style() + "-variants.png") : file;
      try (Mat sheet = comparison.sheet()) {
        PictureEncoder.write(sheet, target, format(target), PictureEncoder.DEFAULT_QUALITY);
      }
      PrintWriter out = spec.commandLine().getOut();
      comparison.panels().forEach(panel -> out.println(line(panel)));
      out.println("wrote " + Printable.text(target));
    }
  }

  private static PictureFormat format(Path file) {
    return PictureFormat.ofFile(file)
        .orElseThrow(
            () ->
                new BadOutput(
                    "'" + file + "' has no ending that names a format; use .png, .jpg or .webp"));
  }

  private static String line(ComparisonColumn panel) {
    return String.format(
        Locale.ROOT,
        "%-18s%6.1f dB  SSIM %.4f %7.0f ms %6.0f MB of memory %6.1f MB of files",
        panel.variant(),
        panel.fidelity().psnr(),
        panel.fidelity().ssim(),
        panel.millis(),
        panel.memory() / 1048576.0,
        panel.bytes() / 1e6);
  }
}
