package dev.katong.forge.fit;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.katong.forge.onnx.Node;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The window of a convolution over rows and columns, one number for each of the two.
 *
 * @param kernel its height and width
 * @param pads zeros before the rows and columns, then after them
 */
record ConvolutionWindow(
    List<Long> kernel, List<Long> strides, List<Long> dilations, List<Long> pads, long groups) {

  /**
   * The window of a convolution; none if it moves over other than two axes, or its padding depends
   * on the frame's size.
   *
   * @param weights the convolution's weights {@code [out, in/groups, height, width]}
   */
  static Optional<ConvolutionWindow> of(NodeProto convolution, Weights weights) {
    if (weights.dims().length != 4) {
      return Optional.empty();
    }
    List<Long> kernel = List.of(weights.dims()[2], weights.dims()[3]);
    Node node = new Node(convolution);
    List<Long> strides = list(node.integers("strides", 1, 1));
    List<Long> dilations = list(node.integers("dilations", 1, 1));
    List<Long> pads = list(node.integers("pads", 0, 0, 0, 0));
    ConvolutionWindow plain =
        new ConvolutionWindow(kernel, strides, dilations, pads, node.integer("group", 1));
    String padding = node.text("auto_pad", "NOTSET");
    if (padding.equals("NOTSET")) {
      return Optional.of(plain);
    }
    if (padding.equals("VALID")) {
      return Optional.of(plain.padded(List.of(0L, 0L, 0L, 0L)));
    }
    return strides.equals(List.of(1L, 1L))
        ? Optional.of(plain.padded(plain.same(padding.equals("SAME_UPPER"))))
        : Optional.empty();
  }

  private static List<Long> list(long[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  private ConvolutionWindow padded(List<Long> newPads) {
    return new ConvolutionWindow(kernel, strides, dilations, newPads, groups);
  }

  /** The zeros with which the size is kept at stride 1. */
  private List<Long> same(boolean upper) {
    long rows = (kernel.get(0) - 1) * dilations.get(0);
    long columns = (kernel.get(1) - 1) * dilations.get(1);
    List<Long> less = List.of(rows / 2, columns / 2);
    List<Long> more = List.of(rows - rows / 2, columns - columns / 2);
    List<Long> before = upper ? less : more;
    List<Long> after = upper ? more : less;
    return List.of(before.get(0), before.get(1), after.get(0), after.get(1));
  }

  /** True if every position is read, without holes. */
  boolean isDense() {
    return strides.equals(List.of(1L, 1L)) && dilations.equals(List.of(1L, 1L));
  }

  /** True if the result has the size of the input. */
  boolean keepsSize() {
    return isDense()
        && pads.get(0) + pads.get(2) == kernel.get(0) - 1
        && pads.get(1) + pads.get(3) == kernel.get(1) - 1;
  }
}
