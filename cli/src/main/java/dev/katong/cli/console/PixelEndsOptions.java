package dev.katong.cli.console;

import dev.katong.forge.onnx.PixelEnds;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what a network of other authors expects. */
public final class PixelEndsOptions {
  @Option(
      names = "--layout",
      paramLabel = "nchw|nhwc",
      description = "The order of the network's axes. Default: nchw for ONNX, nhwc for .pb.")
  private PixelEnds.@Nullable Layout layout;

  @Option(
      names = "--channels",
      paramLabel = "rgb|bgr",
      description = "The order of the network's colours. Default: rgb for ONNX, bgr for .pb.")
  private PixelEnds.@Nullable Channels channels;

  @Option(
      names = "--range",
      paramLabel = "-1..1|0..1|0..255",
      description = "The range of the network's values. Default: -1..1 for ONNX, 0..255 for .pb.")
  private PixelEnds.@Nullable Range range;

  /** The values given, else those that are usual for a file of that kind. */
  public PixelEnds of(Path file) {
    boolean frozenGraph = file.toString().toLowerCase(Locale.ROOT).endsWith(".pb");
    PixelEnds usual = frozenGraph ? PixelEnds.DCT_NET : PixelEnds.of("nchw", "rgb", "-1..1");
    return new PixelEnds(
        Objects.requireNonNullElse(layout, usual.layout()),
        Objects.requireNonNullElse(channels, usual.channels()),
        Objects.requireNonNullElse(range, usual.range()));
  }
}
