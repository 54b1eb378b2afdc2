package dev.katong.cli;

import dev.katong.forge.onnx.PixelEnds;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that say what a network of others expects. */
final class PixelEndsOptions {
  @Spec(Target.MIXEE)
  private CommandSpec mixee;

  @Option(
      names = "--layout",
      paramLabel = "nchw|nhwc",
      description = "The order of the network's axes. Default: nchw for ONNX, nhwc for .pb.")
  private @Nullable String layout;

  @Option(
      names = "--channels",
      paramLabel = "rgb|bgr",
      description = "The order of the network's colours. Default: rgb for ONNX, bgr for .pb.")
  private @Nullable String channels;

  @Option(
      names = "--range",
      paramLabel = "-1..1|0..1|0..255",
      description = "The range of the network's values. Default: -1..1 for ONNX, 0..255 for .pb.")
  private @Nullable String range;

  /** What was asked for, else what is usual for a file of that kind. */
  PixelEnds of(Path file) {
    boolean frozenGraph = file.toString().toLowerCase(Locale.ROOT).endsWith(".pb");
    PixelEnds usual = frozenGraph ? PixelEnds.DCT_NET : PixelEnds.of("nchw", "rgb", "-1..1");
    try {
      return PixelEnds.of(
          layout == null ? usual.layout().toString() : layout,
          channels == null ? usual.channels().toString() : channels,
          range == null ? usual.range().toString() : range);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(mixee.commandLine(), "Invalid value: --" + e.getMessage(), e);
    }
  }
}
