package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The form of a network's own input and output: the order of its axes, of its colours, and the
 * range of its values. It is used to write the adaptation into the graph, after which the network
 * takes and gives bytes {@code [N,H,W,3]}, BGR, of any N, H and W.
 *
 * <p>The operators are those of ONNX's set 13 and later.
 */
public record PixelEnds(Layout layout, Channels channels, Range range) {
  /** The name of the finished network's input. */
  public static final String PHOTO = "photo";

  /** The name of the finished network's output. */
  public static final String CARTOON = "cartoon";

  /** The form of DCT-Net's own files: {@code nhwc}, {@code bgr}, {@code 0..255}. */
  public static final PixelEnds DCT_NET =
      new PixelEnds(Layout.NHWC, Channels.BGR, Range.ZERO_TO_255);

  /** The weights of blue, green and red in lightness, as BT.601 has it. */
  private static final float[] LUMA = {0.114f, 0.587f, 0.299f};

  /** A matrix from three colours to these and nothing as a fourth, and an opaque fourth. */
  private static final float[] WITH_ALPHA = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};

  private static final float[] OPAQUE = {0, 0, 0, 255};

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

  /**
   * The range of the values: {@code byte / divisor − shift}, for red, green and blue.
   *
   * @param text as it is written, such as {@code -1..1}
   */
  public record Range(String text, List<Float> divisors, List<Float> shifts) {
    public static final Range MINUS_ONE_TO_ONE = new Range("-1..1", 127.5f, 1);
    public static final Range ZERO_TO_ONE = new Range("0..1", 255, 0);
    public static final Range ZERO_TO_255 = new Range("0..255", 1, 0);

    /** Normalised by the means and deviations of ImageNet's photos, as classifiers are fed. */
    public static final Range IMAGENET =
        normalised("mean/std", List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));

    /** Those that have a name. */
    public static final List<Range> ALL =
        List.of(MINUS_ONE_TO_ONE, ZERO_TO_ONE, ZERO_TO_255, IMAGENET);

    public Range {
      divisors = List.copyOf(divisors);
      shifts = List.copyOf(shifts);
    }

    private Range(String text, float divisor, float shift) {
      this(text, Collections.nCopies(3, divisor), Collections.nCopies(3, shift));
    }

    private static Range normalised(String text, List<Float> means, List<Float> deviations) {
      List<Float> divisors = new ArrayList<>();
      List<Float> shifts = new ArrayList<>();
      for (int i = 0; i < means.size(); i++) {
        divisors.add(255 * deviations.get(i));
        shifts.add(means.get(i) / deviations.get(i));
      }
      return new Range(text, divisors, shifts);
    }

    /**
     * Reads {@code -1..1}, {@code 0..1}, {@code 0..255}, {@code mean/std} (ImageNet's), or numbers
     * of one's own such as {@code 0.5,0.5,0.5/0.2,0.2,0.2}, of 0..1 and in the order red, green,
     * blue; anything else is an {@link IllegalArgumentException}.
     */
    public static Range of(String text) {
      for (Range range : ALL) {
        if (range.text.equals(text.toLowerCase(Locale.ROOT))) {
          return range;
        }
      }
      String[] parts = text.split("/", -1);
      if (parts.length == 2) {
        List<Float> means = numbers(parts[0]);
        List<Float> deviations = numbers(parts[1]);
        if (means.size() == 3 && deviations.size() == 3 && !deviations.contains(0f)) {
          return normalised(text, means, deviations);
        }
      }
      throw new IllegalArgumentException(
          "range is '%s'; it must be -1..1, 0..1, 0..255, mean/std or three means and three deviations such as 0.5,0.5,0.5/0.2,0.2,0.2"
              .formatted(text));
    }

    private static List<Float> numbers(String text) {
      try {
        return Arrays.stream(text.split(",", -1)).map(String::strip).map(Float::valueOf).toList();
      } catch (NumberFormatException e) {
        return List.of();
      }
    }

    /** The numbers of colours in another order or layout, as a constant that fits a picture. */
    private static TensorProto constant(List<Float> values, PixelEnds ends, int colours) {
      float[] numbers = new float[colours];
      for (int i = 0; i < colours; i++) {
        int colour = Math.min(i, 2);
        numbers[i] = values.get(ends.channels == Channels.BGR ? 2 - colour : colour);
      }
      return ends.layout == Layout.NCHW
          ? Tensors.floats(numbers, 1, colours, 1, 1)
          : Tensors.floats(numbers, 1, 1, 1, colours);
    }

    private static boolean isOne(List<Float> values) {
      return values.stream().distinct().count() == 1;
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

  /** As {@link #enter(GraphBuilder, String, PictureTensor, String)}, for three colours. */
  public void enter(GraphBuilder graph, String photo, DataType type, String input) {
    enter(graph, photo, PictureTensor.of(type), input);
  }

  /**
   * Writes the way from the picture's bytes to what the network expects. Axes and colours are
   * changed while they are still bytes, a quarter of the traffic.
   *
   * @param photo a uint8 tensor {@code [N,H,W,3]}, BGR
   * @param tensor what the network takes; of bytes, the range does not count
   * @param input the name that the network's input gets; it must have been taken before
   */
  public void enter(GraphBuilder graph, String photo, PictureTensor tensor, String input) {
    NodeChain chain = new NodeChain(graph, "photo/");
    if (tensor.colours() == 1) {
      chain.cast("colours", DataType.FLOAT);
      chain.with("MatMul", "grey", Tensors.floats(LUMA, LUMA.length, 1));
    } else if (channels == Channels.RGB) {
      chain.gather("colours", 3, 2, 1, 0);
    }
    if (tensor.colours() == 4) {
      chain.cast("opaque/colours", DataType.FLOAT);
      chain.with("MatMul", "opaque/four", Tensors.floats(WITH_ALPHA, 3, 4));
      chain.with("Add", "opaque", Tensors.floats(OPAQUE, 1, 1, 1, 4));
    }
    if (layout == Layout.NCHW) {
      chain.transpose("planes", 0, 3, 1, 2);
    }
    if (tensor.isBytes()) {
      if (tensor.colours() != 3) {
        chain.arithmetic("Add", "rounded", 0.5f);
        chain.cast("bytes", DataType.UINT8);
      }
    } else {
      if (tensor.colours() == 3) {
        chain.cast("values", DataType.FLOAT);
      }
      arithmetic(chain, "Div", "divided", range.divisors, 1, tensor.colours());
      arithmetic(chain, "Sub", "shifted", range.shifts, 0, tensor.colours());
      if (tensor.type() != DataType.FLOAT) {
        chain.cast("typed", tensor.type());
      }
    }
    if (!tensor.hasPictures()) {
      chain.with("Squeeze", "single", Tensors.int64s(new long[] {0}, 1));
    }
    chain.write(photo, input);
  }

  private void arithmetic(
      NodeChain chain, String op, String name, List<Float> values, float nothing, int colours) {
    if (Range.isOne(values)) {
      if (values.get(0) != nothing) {
        chain.arithmetic(op, name, values.get(0));
      }
    } else {
      chain.with(op, name, Range.constant(values, this, colours));
    }
  }

  /** As {@link #leave(GraphBuilder, String, PictureTensor, String)}, for three colours. */
  public void leave(GraphBuilder graph, String output, DataType type, String cartoon) {
    leave(graph, output, PictureTensor.of(type), cartoon);
  }

  /**
   * Writes the way from what the network gives to a picture's bytes: values are limited to 0..255
   * and rounded to the nearest byte. A network that gives bytes has done so itself; then only axes
   * and colours change. Grey becomes three equal colours, transparency is left out.
   *
   * @param output the network's output
   * @param tensor what that is
   * @param cartoon the name of the finished output; it must have been taken before
   */
  public void leave(GraphBuilder graph, String output, PictureTensor tensor, String cartoon) {
    NodeChain chain = new NodeChain(graph, "cartoon/");
    if (!tensor.hasPictures()) {
      chain.with("Unsqueeze", "single", Tensors.int64s(new long[] {0}, 1));
    }
    if (!tensor.isBytes()) {
      if (tensor.type() != DataType.FLOAT) {
        chain.cast("values", DataType.FLOAT);
      }
      arithmetic(chain, "Add", "shifted", range.shifts, 0, tensor.colours());
      arithmetic(chain, "Mul", "multiplied", range.divisors, 1, tensor.colours());
      chain.arithmetic("Max", "not_below_black", 0);
      chain.arithmetic("Min", "not_above_white", 255);
      chain.arithmetic("Add", "rounded", 0.5f);
      chain.cast("bytes", DataType.UINT8);
    }
    if (tensor.colours() == 1) {
      chain.gather("colours", layout.channelAxis(), 0, 0, 0);
    } else if (channels == Channels.RGB) {
      chain.gather("colours", layout.channelAxis(), 2, 1, 0);
    } else if (tensor.colours() == 4) {
      chain.gather("colours", layout.channelAxis(), 0, 1, 2);
    }
    if (layout == Layout.NCHW) {
      chain.transpose("pixels", 0, 2, 3, 1);
    }
    chain.write(output, cartoon);
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
