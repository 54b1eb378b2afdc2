package dev.katong.forge.importer;

import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.PixelEnds.Channels;
import dev.katong.forge.onnx.PixelEnds.Layout;
import dev.katong.forge.onnx.PixelEnds.Range;
import org.jspecify.annotations.Nullable;

/**
 * The options of an import; those that are null are found out.
 *
 * @param layout the order of axes at both ends
 * @param channels the order of colours at both ends
 * @param taken the range of what the network takes
 * @param given the range of what it gives
 * @param input the name of the tensor that takes the picture
 * @param output the name of the tensor that gives one
 * @param fixedSize what is done where the network takes one size only
 */
public record ImportOptions(
    @Nullable Layout layout,
    @Nullable Channels channels,
    @Nullable Range taken,
    @Nullable Range given,
    @Nullable String input,
    @Nullable String output,
    FixedSize fixedSize) {
  /** With nothing said. */
  public static final ImportOptions NONE =
      new ImportOptions(null, null, null, null, null, null, FixedSize.TILES);

  /** The ways in which a network of one size draws frames of other sizes. */
  public enum FixedSize {
    /** Tile by tile, the seams blended: texture in full resolution. */
    TILES,
    /** The frame is brought to the size and the picture back: the whole frame is seen at once. */
    FIT
  }

  /** Options that say the same of both ends. */
  public static ImportOptions of(PixelEnds ends) {
    return new ImportOptions(
        ends.layout(), ends.channels(), ends.range(), ends.range(), null, null, FixedSize.TILES);
  }

  /**
   * Reads options as they are written.
   *
   * @param range one range, or two such as {@code mean/std:0..1}: of what is taken, then of what is
   *     given
   * @throws IllegalArgumentException naming the bad value and the allowed ones
   */
  public static ImportOptions parse(
      @Nullable String layout,
      @Nullable String channels,
      @Nullable String range,
      @Nullable String input,
      @Nullable String output,
      @Nullable String fixedSize) {
    String[] ranges = range == null ? new String[0] : range.split(":", 2);
    Range taken = ranges.length == 0 ? null : Range.of(ranges[0]);
    Range given = ranges.length == 2 ? Range.of(ranges[1]) : sameAs(taken);
    return new ImportOptions(
        layout == null ? null : Layout.of(layout),
        channels == null ? null : Channels.of(channels),
        taken,
        given,
        input,
        output,
        fixedSize(fixedSize));
  }

  /** The range that comes out if only that of the input is named; null if that tells nothing. */
  private static @Nullable Range sameAs(@Nullable Range taken) {
    // What is normalised for classifiers comes out in another range.
    return taken != null && Range.ALL.contains(taken) && taken != Range.IMAGENET ? taken : null;
  }

  /** The form that was named, else the usual one. */
  public PixelEnds or(PixelEnds usual) {
    return new PixelEnds(
        layout == null ? usual.layout() : layout,
        channels == null ? usual.channels() : channels,
        taken == null ? usual.range() : taken);
  }

  private static FixedSize fixedSize(@Nullable String text) {
    return switch (text == null ? "tiles" : text) {
      case "tiles" -> FixedSize.TILES;
      case "fit" -> FixedSize.FIT;
      default ->
          throw new IllegalArgumentException(
              "fixed-size is '%s'; it must be tiles or fit".formatted(text));
    };
  }
}
