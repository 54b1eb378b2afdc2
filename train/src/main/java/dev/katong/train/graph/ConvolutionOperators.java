package dev.katong.train.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import dev.katong.train.graph.Operand.Tensor;
import dev.katong.train.graph.Resize.Places;
import java.util.Arrays;
import java.util.Map;

/** Operators that look at a neighbourhood of each pixel; images are {@code [N,C,H,W]}. */
final class ConvolutionOperators {
  static final Map<String, Operator> ALL =
      Map.of(
          "Conv", ConvolutionOperators::convolution,
          "AveragePool", ConvolutionOperators::averagePool,
          "MaxPool", ConvolutionOperators::maxPool,
          "Pad", ConvolutionOperators::pad,
          "Resize", ConvolutionOperators::resize);

  /** DJL passes no other of PyTorch's ways on. */
  private static final int BILINEAR_BETWEEN_CENTRES = 1;

  private ConvolutionOperators() {}

  /** Zeros around an image. */
  private record Padding(long top, long left, long bottom, long right) {
    boolean isAny() {
      return top + left + bottom + right > 0;
    }

    boolean isEven() {
      return top == bottom && left == right;
    }

    NDArray around(NDArray image, double value) {
      return image.pad(new Shape(left, right, top, bottom), value);
    }
  }

  private static Padding padding(Call call, NDArray image, long[] kernel, long[] strides) {
    String mode = call.text("auto_pad", "NOTSET");
    switch (mode) {
      case "NOTSET" -> {
        long[] pads = call.integers("pads", 0, 0, 0, 0);
        return new Padding(pads[0], pads[1], pads[2], pads[3]);
      }
      case "VALID" -> {
        return new Padding(0, 0, 0, 0);
      }
      default -> {
        long height = same(image.getShape().get(2), kernel[0], strides[0]);
        long width = same(image.getShape().get(3), kernel[1], strides[1]);
        boolean upper = mode.equals("SAME_UPPER");
        long top = upper ? height / 2 : height - height / 2;
        long left = upper ? width / 2 : width - width / 2;
        return new Padding(top, left, height - top, width - left);
      }
    }
  }

  /** Pixels added along an axis, so that there are as many windows as strides fit. */
  private static long same(long size, long kernel, long stride) {
    return Math.max((size - 1) / stride * stride + kernel - size, 0);
  }

  private static Operand convolution(Call call) {
    NDArray image = call.tensor(0);
    NDArray weight = call.tensor(1);
    long[] kernel = {weight.getShape().get(2), weight.getShape().get(3)};
    long[] strides = call.integers("strides", 1, 1);
    long[] dilations = call.integers("dilations", 1, 1);
    if (dilations[0] != 1 || dilations[1] != 1) {
      kernel = new long[] {(kernel[0] - 1) * dilations[0] + 1, (kernel[1] - 1) * dilations[1] + 1};
    }
    Padding padding = padding(call, image, kernel, strides);
    Shape zeros = new Shape(padding.top(), padding.left());
    if (!padding.isEven()) {
      image = padding.around(image, 0);
      zeros = new Shape(0, 0);
    }
    return new Tensor(
        Conv2d.conv2d(
                image,
                weight,
                call.has(2) ? call.tensor(2) : null,
                new Shape(strides),
                zeros,
                new Shape(dilations),
                (int) call.integer("group", 1))
            .singletonOrThrow());
  }

  private static Operand averagePool(Call call) {
    NDArray image = call.tensor(0);
    long[] kernel = call.integers("kernel_shape");
    long[] strides = call.integers("strides", 1, 1);
    Padding padding = padding(call, image, kernel, strides);
    boolean counted = call.integer("count_include_pad", 0) == 1;
    if (!padding.isEven()) {
      throw call.unsupported("pads its sides unevenly");
    }
    NDArray mean = mean(call, image, kernel, strides, padding);
    if (!counted && padding.isAny()) {
      NDArray inside =
          image
              .getManager()
              .ones(new Shape(1, 1, image.getShape().get(2), image.getShape().get(3)));
      mean = mean.div(mean(call, inside, kernel, strides, padding));
    }
    return new Tensor(mean);
  }

  /**
   * Averages windows. Pixels outside count as 0, because DJL does not let PyTorch leave them out.
   */
  private static NDArray mean(
      Call call, NDArray image, long[] kernel, long[] strides, Padding padding) {
    return image
        .getNDArrayInternal()
        .avgPool(
            new Shape(kernel),
            new Shape(strides),
            new Shape(padding.top(), padding.left()),
            call.integer("ceil_mode", 0) == 1,
            true);
  }

  private static Operand maxPool(Call call) {
    NDArray image = call.tensor(0);
    long[] kernel = call.integers("kernel_shape");
    long[] strides = call.integers("strides", 1, 1);
    Padding padding = padding(call, image, kernel, strides);
    if (!padding.isEven()) {
      throw call.unsupported("pads its sides unevenly");
    }
    return new Tensor(
        image
            .getNDArrayInternal()
            .maxPool(
                new Shape(kernel),
                new Shape(strides),
                new Shape(padding.top(), padding.left()),
                call.integer("ceil_mode", 0) == 1));
  }

  private static Operand pad(Call call) {
    NDArray image = call.tensor(0);
    long[] pads = call.has(1) ? call.sizes(1) : call.integers("pads");
    if (pads.length != 8 || pads[0] != 0 || pads[1] != 0 || pads[4] != 0 || pads[5] != 0) {
      throw call.unsupported("pads other axes than height and width");
    }
    Padding padding = new Padding(pads[2], pads[3], pads[6], pads[7]);
    return new Tensor(
        switch (call.text("mode", "constant")) {
          case "constant" ->
              padding.around(image, call.has(2) ? call.tensor(2).toFloatArray()[0] : 0);
          case "edge" -> edges(image, padding, false);
          case "reflect" -> edges(image, padding, true);
          default -> throw call.unsupported("pads in the mode " + call.text("mode", ""));
        });
  }

  private static NDArray edges(NDArray image, Padding padding, boolean mirrored) {
    NDArray rows = edges(image, 2, padding.top(), padding.bottom(), mirrored);
    return edges(rows, 3, padding.left(), padding.right(), mirrored);
  }

  private static NDArray edges(NDArray image, int axis, long before, long after, boolean mirrored) {
    long size = image.getShape().get(axis);
    NDList parts = new NDList();
    for (long i = before; i > 0; i--) {
      parts.add(line(image, axis, mirrored ? i : 0));
    }
    parts.add(image);
    for (long i = 1; i <= after; i++) {
      parts.add(line(image, axis, mirrored ? size - 1 - i : size - 1));
    }
    return LayoutOperators.join(parts, axis);
  }

  private static NDArray line(NDArray image, int axis, long at) {
    String range = at + ":" + (at + 1);
    return image.get(axis == 2 ? ":,:," + range + ",:" : ":,:,:," + range);
  }

  private static Operand resize(Call call) {
    NDArray image = call.tensor(0);
    long height = image.getShape().get(2);
    long width = image.getShape().get(3);
    long newHeight;
    long newWidth;
    if (call.has(3)) {
      long[] sizes = call.sizes(3);
      newHeight = sizes[2];
      newWidth = sizes[3];
    } else {
      float[] scales = call.tensor(2).toFloatArray();
      newHeight = (long) Math.floor(height * scales[2]);
      newWidth = (long) Math.floor(width * scales[3]);
    }
    String places = call.text("coordinate_transformation_mode", "half_pixel");
    return new Tensor(
        switch (call.text("mode", "nearest")) {
          case "linear" -> linear(call, image, newHeight, newWidth, places);
          case "nearest" -> nearest(call, places).apply(image, newHeight, newWidth);
          default -> throw call.unsupported("resizes in the mode " + call.text("mode", ""));
        });
  }

  private static NDArray linear(Call call, NDArray image, long height, long width, String places) {
    return switch (places) {
      case "half_pixel", "pytorch_half_pixel" ->
          image
              .getNDArrayInternal()
              .interpolation(new long[] {height, width}, BILINEAR_BETWEEN_CENTRES, false);
      case "align_corners" -> new Resize(Places.ALIGN_CORNERS, true).apply(image, height, width);
      case "asymmetric" -> new Resize(Places.ASYMMETRIC, true).apply(image, height, width);
      default -> throw call.unsupported("resizes with the places " + places);
    };
  }

  private static Resize nearest(Call call, String places) {
    if (!places.equals("asymmetric") || !call.text("nearest_mode", "").equals("floor")) {
      throw call.unsupported("takes the nearest pixel by another rule than asymmetric, floor");
    }
    return new Resize(Places.ASYMMETRIC, false);
  }

  /** True if a kernel weighs all pixels alike: then it is a fixed filter, not learnt. */
  static boolean isBox(float[] weights) {
    return weights.length > 1
        && Arrays.equals(weights, 0, weights.length - 1, weights, 1, weights.length);
  }
}
