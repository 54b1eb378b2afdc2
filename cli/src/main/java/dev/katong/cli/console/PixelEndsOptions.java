package dev.katong.cli.console;

import dev.katong.forge.importer.ImportOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that say what a network of others expects; what is not said is found out. */
public final class PixelEndsOptions {
  @Spec(Target.MIXEE)
  private CommandSpec mixee;

  @Option(
      names = "--layout",
      paramLabel = "nchw|nhwc",
      description = "The order of the network's axes. Default: found out; nhwc for .pb.")
  private @Nullable String layout;

  @Option(
      names = "--channels",
      paramLabel = "rgb|bgr",
      description = "The order of the network's colours. Default: rgb for ONNX, bgr for .pb.")
  private @Nullable String channels;

  @Option(
      names = "--range",
      paramLabel = "R",
      description = {
        "The range of the network's values: -1..1, 0..1, 0..255, mean/std (ImageNet's) or",
        "MEANS/DEVIATIONS; two with a colon if it gives another than it takes.",
        "Default: found out on a drawn portrait; 0..255 for .pb."
      })
  private @Nullable String range;

  @Option(
      names = "--fixed-size",
      paramLabel = "tiles|fit",
      description = {
        "For a network of one size: draw in tiles of it, or bring the frame to it.",
        "Default: tiles."
      })
  private @Nullable String fixedSize;

  /** The options of an import. */
  public ImportOptions read() {
    return read(null, null);
  }

  /** The options of an import whose input and output are named. */
  public ImportOptions read(@Nullable String input, @Nullable String output) {
    try {
      return ImportOptions.parse(layout, channels, range, input, output, fixedSize);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(mixee.commandLine(), "Invalid value: --" + e.getMessage(), e);
    }
  }
}
