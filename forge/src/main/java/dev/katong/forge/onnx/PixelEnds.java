package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.KatongException.BadModel;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a network itself expects and gives: the order of its axes, of its colours, and the range of
 * its values. It is used to write the adaptation into the graph, after which the network takes and
 * gives bytes {@code [N,H,W,3]}, BGR, of any N, H and W.
 *
 * <p>Only operators that mean the same in every operator set from 9 on are written.
 */
public record PixelEnds(Layout layout, Channels channels, Range range) {
  /** The name of the finished network's input. */
  public static final String PHOTO = "photo";

  /** The name of the finished network's output. */
  public static final String CARTOON = "cartoon";

  /** What DCT-Net's own files expect: {@code nhwc}, {@code bgr}, {@code 0..255}. */
  public static final PixelEnds DCT_NET =
      new PixelEnds(Layout.NHWC, Channels.BGR, Range.ZERO_TO_255);

  /** The order of the axes. */
  public enum Layout {
    NHWC("nhwc"),
    NCHW("nchw");

    private final String text;

    Layout(String text) {
      this.text = text;
    }

    /** Reads {@code nhwc} or {@code nchw}; anything else is an {@link IllegalArgumentException}. */
    public static Layout of(String text) {
      return parse("layout", text, values());
    }

    /** The axis that holds the colours: 3 or 1. */
    public int channelAxis() {
      return this == NHWC ? 3 : 1;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** The order of the colours. */
  public enum Channels {
    BGR("bgr"),
    RGB("rgb");

    private final String text;

    Channels(String text) {
      this.text = text;
    }

    /** Reads {@code bgr} or {@code rgb}; anything else is an {@link IllegalArgumentException}. */
    public static Channels of(String text) {
      return parse("channels", text, values());
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** The range of the values: {@code byte / divisor − shift}. */
  public enum Range {
    MINUS_ONE_TO_ONE("-1..1", 127.5f, 1),
    ZERO_TO_ONE("0..1", 255, 0),
    ZERO_TO_255("0..255", 1, 0);

    private final String text;
    private final float divisor;
    private final float shift;

    Range(String text, float divisor, float shift) {
      this.text = text;
      this.divisor = divisor;
      this.shift = shift;
    }

    /**
     * Reads {@code -1..1}, {@code 0..1} or {@code 0..255}; anything else is an {@link
     * IllegalArgumentException}.
     */
    public static Range of(String text) {
      return parse("range", text, values());
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Reads the three texts, such as {@code nchw}, {@code rgb}, {@code -1..1}.
   *
   * @throws IllegalArgumentException naming the bad value and the allowed ones
   */
  public static PixelEnds of(String layout, String channels, String range) {
    return new PixelEnds(Layout.of(layout), Channels.of(channels), Range.of(range));
  }

  /** The same colours and values with the axes in another order. */
  public PixelEnds in(Layout other) {
    return new PixelEnds(other, channels, range);
  }

  /**
   * Writes the way from the picture's bytes to what the network expects. Axes and colours are
   * changed while they are still bytes, a quarter of the traffic.
   *
   * @param photo a uint8 tensor {@code [N,H,W,3]}, BGR
   * @param type what the network takes: {@code FLOAT}, or {@code UINT8}, which keeps the range
   * @param input the name that the network's input gets; it must have been taken before
   */
  public void enter(GraphBuilder graph, String photo, DataType type, String input) {
    NodeChain chain = new NodeChain(graph, "photo/");
    if (layout == Layout.NCHW) {
      chain.transpose("planes", 0, 3, 1, 2);
    }
    if (channels == Channels.RGB) {
      chain.gather("colours", layout.channelAxis(), 2, 1, 0);
    }
    if (type == DataType.FLOAT) {
      chain.cast("values", DataType.FLOAT);
      if (range.divisor != 1) {
        chain.arithmetic("Div", "divided", range.divisor);
      }
      if (range.shift != 0) {
        chain.arithmetic("Sub", "shifted", range.shift);
      }
    } else {
      requireBytes(type, "input");
    }
    chain.write(photo, input);
  }

  /**
   * Writes the way from what the network gives to a picture's bytes: values are limited to 0..255
   * and rounded to the nearest byte. A network that gives bytes has done so itself; then only axes
   * and colours change.
   *
   * @param output the network's output, {@code FLOAT} or {@code UINT8}
   * @param cartoon the name of the finished output; it must have been taken before
   */
  public void leave(GraphBuilder graph, String output, DataType type, String cartoon) {
    NodeChain chain = new NodeChain(graph, "cartoon/");
    if (type == DataType.FLOAT) {
      if (range.shift != 0) {
        chain.arithmetic("Add", "shifted", range.shift);
      }
      if (range.divisor != 1) {
        chain.arithmetic("Mul", "multiplied", range.divisor);
      }
      chain.arithmetic("Max", "not_below_black", 0);
      chain.arithmetic("Min", "not_above_white", 255);
      chain.arithmetic("Add", "rounded", 0.5f);
      chain.cast("bytes", DataType.UINT8);
    } else {
      requireBytes(type, "output");
    }
    if (channels == Channels.RGB) {
      chain.gather("colours", layout.channelAxis(), 2, 1, 0);
    }
    if (layout == Layout.NCHW) {
      chain.transpose("pixels", 0, 2, 3, 1);
    }
    chain.write(output, cartoon);
  }

  private static void requireBytes(DataType type, String end) {
    if (type != DataType.UINT8) {
      throw new BadModel(
          "the network's %s is of type %s; a picture must be float or uint8"
              .formatted(end, type.name().toLowerCase(Locale.ROOT)));
    }
  }

  private static <E extends Enum<E>> E parse(String what, String text, E[] values) {
    for (E value : values) {
      if (value.toString().equals(text.toLowerCase(Locale.ROOT))) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "%s is '%s'; it must be %s"
            .formatted(
                what,
                text,
                Arrays.stream(values).map(Object::toString).collect(Collectors.joining(" or "))));
  }
}
