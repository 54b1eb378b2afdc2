package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.tensorflow.value.Dim;
import dev.katong.forge.tensorflow.value.IntegerOp;
import dev.katong.forge.tensorflow.value.Order;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The movement of a convolution or pooling over height and width: kernel, strides, dilations and
 * padding, each by axis. TensorFlow's {@code SAME} pads {@code max((⌈in/s⌉ − 1)·s + d·(k − 1) + 1 −
 * in, 0)} in all, the smaller half before.
 */
record Window(
    List<Long> kernel,
    List<Long> strides,
    List<Long> dilations,
    String padding,
    List<Long> explicit,
    boolean channelsFirst) {

  /** The input of an ONNX node, padded where that takes a node of its own. */
  record Placed(String input, List<AttributeProto> attributes) {
    AttributeProto[] with(AttributeProto... more) {
      List<AttributeProto> all = new ArrayList<>(attributes);
      all.addAll(List.of(more));
      return all.toArray(AttributeProto[]::new);
    }
  }

  /** The window of a node, from its attributes. */
  static Window of(OpNode node, long kernelHeight, long kernelWidth) {
    boolean channelsFirst = node.isChannelsFirst();
    List<Long> explicit = node.list("explicit_paddings");
    String padding = node.text("padding", "");
    switch (padding) {
      case "SAME", "VALID" -> {}
      case "EXPLICIT" -> {
        if (explicit.size() != 8) {
          throw new UnsupportedForm("whose explicit paddings are " + explicit);
        }
      }
      default -> throw new UnsupportedForm("of padding '" + padding + "'");
    }
    return new Window(
        List.of(kernelHeight, kernelWidth),
        spatial(node, "strides", channelsFirst),
        spatial(node, "dilations", channelsFirst),
        padding,
        padding.equals("EXPLICIT") ? spatialPads(explicit, channelsFirst) : List.of(),
        channelsFirst);
  }

  /** Height and width of an attribute of four numbers, which must be 1 for batch and channels. */
  static List<Long> spatial(OpNode node, String attribute, boolean channelsFirst) {
    List<Long> all = node.list(attribute);
    if (all.isEmpty() && attribute.equals("dilations")) {
      return List.of(1L, 1L);
    }
    int first = channelsFirst ? 2 : 1;
    if (all.size() != 4 || all.get(0) != 1 || all.get(channelsFirst ? 1 : 3) != 1) {
      throw new UnsupportedForm("whose " + attribute + " are " + all);
    }
    return all.subList(first, first + 2);
  }

  private static List<Long> spatialPads(List<Long> all, boolean channelsFirst) {
    int first = channelsFirst ? 4 : 2;
    return all.subList(first, first + 4);
  }

  /** The logical axis of height (0) or width (1). */
  int axis(int i) {
    return i + (channelsFirst ? 2 : 1);
  }

  int channelAxis() {
    return channelsFirst ? 1 : 3;
  }

  /** The order in which ONNX wants such pictures. */
  Order order() {
    return channelsFirst ? Order.identity(4) : Order.PLANES;
  }

  /** The pixels that a dilated kernel spans. */
  long span(int i) {
    return (kernel.get(i) - 1) * dilations.get(i) + 1;
  }

  /**
   * The attributes that place this window on a picture.
   *
   * @param outside what lies outside the picture
   */
  Placed place(OpNode node, Tensor picture, float outside) {
    String input = node.writer().inOrder(picture, order());
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(Attributes.list("kernel_shape", kernel.get(0), kernel.get(1)));
    attributes.add(Attributes.list("strides", strides.get(0), strides.get(1)));
    if (dilations.get(0) != 1 || dilations.get(1) != 1) {
      attributes.add(Attributes.list("dilations", dilations.get(0), dilations.get(1)));
    }
    List<Dim> before = new ArrayList<>();
    List<Dim> after = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Dim total = totalPad(i, picture.axis(axis(i)));
      Dim first =
          padding.equals("EXPLICIT")
              ? Dim.of(explicit.get(2 * i))
              : total.combine(IntegerOp.FLOOR_DIV, Dim.of(2));
      before.add(first);
      after.add(total.combine(IntegerOp.SUB, first));
    }
    List<Dim> pads = new ArrayList<>(before);
    pads.addAll(after);
    if (pads.stream().allMatch(Dim::isConstant)) {
      attributes.add(Attributes.list("pads", pads.stream().mapToLong(Dim::constant).toArray()));
    } else if (autoPads()) {
      attributes.add(Attributes.of("auto_pad", "SAME_UPPER"));
    } else {
      input = padded(node, input, pads, outside);
    }
    return new Placed(input, attributes);
  }

  /** ONNX Runtime refuses SAME_UPPER with dilations and pads negatively for k &lt; s. */
  boolean autoPads() {
    return dilations.equals(List.of(1L, 1L))
        && kernel.get(0) >= strides.get(0)
        && kernel.get(1) >= strides.get(1);
  }

  private static String padded(OpNode node, String input, List<Dim> pads, float outside) {
    List<Dim> all = new ArrayList<>(List.of(Dim.of(0), Dim.of(0)));
    all.addAll(pads.subList(0, 2));
    all.addAll(List.of(Dim.of(0), Dim.of(0)));
    all.addAll(pads.subList(2, 4));
    return node.emitPart(
        "padded",
        "Pad",
        List.of(
            input,
            node.writer().sizes(all, node.name() + "/pads"),
            node.writer().graph().scalar(node.name() + "/outside", outside)));
  }

  private Dim totalPad(int i, Dim length) {
    if (padding.equals("VALID")) {
      return Dim.of(0);
    }
    if (padding.equals("EXPLICIT")) {
      return Dim.of(explicit.get(2 * i) + explicit.get(2 * i + 1));
    }
    long stride = strides.get(i);
    if (stride == 1 || span(i) == 1) {
      return Dim.of(span(i) - 1);
    }
    Dim last = ceilDiv(length, stride).combine(IntegerOp.SUB, Dim.ONE).times(stride);
    return last.combine(IntegerOp.ADD, Dim.of(span(i)))
        .combine(IntegerOp.SUB, length)
        .combine(IntegerOp.MAX, Dim.of(0));
  }

  static Dim ceilDiv(Dim length, long divisor) {
    return length
        .combine(IntegerOp.ADD, Dim.of(divisor - 1))
        .combine(IntegerOp.FLOOR_DIV, Dim.of(divisor));
  }

  /** The axes of the result; null where only the run will tell. */
  List<@Nullable Dim> resultAxes(Tensor picture, long channels) {
    List<@Nullable Dim> axes = new ArrayList<>(picture.axes());
    axes.set(channelAxis(), Dim.of(channels));
    for (int i = 0; i < 2; i++) {
      axes.set(axis(i), resultLength(i, picture.axis(axis(i))));
    }
    return axes;
  }

  private @Nullable Dim resultLength(int i, Dim length) {
    long stride = strides.get(i);
    if (padding.equals("SAME")) {
      return stride == 1 ? length : length.isConstant() ? ceilDiv(length, stride) : null;
    }
    long lost = span(i) - 1 - totalPad(i, length).constant();
    if (stride == 1 && lost == 0) {
      return length;
    }
    return length.isConstant() ? Dim.of((length.constant() - lost - 1) / stride + 1) : null;
  }
}
