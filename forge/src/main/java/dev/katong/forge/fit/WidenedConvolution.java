package dev.katong.forge.fit;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.katong.forge.analysis.TensorSides;
import dev.katong.forge.onnx.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions to few channels compute several pixels at once. The engine's kernels compute 16
 * channels whatever is asked for; a convolution to 3 wastes 13 of them. Instead, one of stride s
 * with a kernel of {@code k + s − 1} computes s×s pixels of each channel as channels of their own
 * (each filter shifted in a larger window of zeros), and DepthToSpace puts them in their places.
 * The sums have the same summands.
 */
final class WidenedConvolution implements Rewrite {
  /** The channels that the engine's kernels compute at once. */
  private static final int BLOCK = 16;

  private static final int[] STEPS = {2, 3, 4};

  /**
   * The least saving by pixel, in multiplications with addition, for which exchanging channels for
   * pixels is worth it.
   */
  private static final double LEAST_SAVED = 2000;

  @Override
  public String title() {
    return "widened convolution";
  }

  @Override
  public void apply(Draft draft, TensorSides sides) {
    for (NodeProto convolution : draft.nodes("Conv")) {
      Weights weights = draft.weights(convolution, 1).orElse(null);
      Optional<ConvolutionWindow> window =
          Optional.ofNullable(weights).flatMap(w -> ConvolutionWindow.of(convolution, w));
      if (weights == null || window.filter(w -> w.isDense() && w.groups() == 1).isEmpty()) {
        continue;
      }
      boolean hasBias = convolution.getInputCount() > 2 && !convolution.getInput(2).isEmpty();
      Weights bias = draft.weights(convolution, 2).orElse(null);
      int step = step(weights, convolution.getOutput(0), sides);
      if (step > 1 && hasBias == (bias != null)) {
        widen(draft, convolution, weights, bias, window.get(), step);
      }
    }
  }

  /**
   * The number of pixels in each direction that are best computed at once; 1 if that is not worth
   * it.
   */
  private static int step(Weights weights, String output, TensorSides sides) {
    int best = 1;
    for (int step : STEPS) {
      double saved = weights.dim(1) * (cost(weights, best) - cost(weights, step));
      if (saved > (best == 1 ? LEAST_SAVED : 0)
          && sides.isMultiple(output, 2, step)
          && sides.isMultiple(output, 3, step)) {
        best = step;
      }
    }
    return best;
  }

  /** Multiplications that the engine makes, by pixel and channel of the input. */
  private static double cost(Weights weights, int step) {
    int channels = weights.dim(0) * step * step;
    int computed = (channels + BLOCK - 1) / BLOCK * BLOCK;
    return (double) (weights.dim(2) + step - 1)
        * (weights.dim(3) + step - 1)
        * computed
        / (step * step);
  }

  private static void widen(
      Draft draft,
      NodeProto convolution,
      Weights weights,
      @Nullable Weights bias,
      ConvolutionWindow window,
      int step) {
    String output = convolution.getOutput(0);
    Weights shifted = shifted(weights, step);
    List<String> inputs = new ArrayList<>();
    inputs.add(convolution.getInput(0));
    inputs.add(draft.add(output + "/wide_weights", shifted.tensor()));
    if (bias != null) {
      inputs.add(draft.add(output + "/wide_bias", repeated(bias, step * step).tensor()));
    }
    long[] pads = window.pads().stream().mapToLong(Long::longValue).toArray();
    String wide =
        draft.add(
            convolution,
            "Conv",
            output + "/wide",
            inputs,
            Attributes.list("kernel_shape", shifted.dims()[2], shifted.dims()[3]),
            Attributes.list("strides", step, step),
            Attributes.list("pads", pads));
    String pixels =
        draft.add(
            convolution,
            "DepthToSpace",
            output + "/pixels",
            List.of(wide),
            Attributes.of("blocksize", (long) step),
            Attributes.of("mode", "CRD"));
    draft.replace(output, pixels);
  }

  /** Each filter once for each pixel of a square of {@code step} by {@code step}. */
  private static Weights shifted(Weights weights, int step) {
    int in = weights.dim(1);
    int height = weights.dim(2);
    int width = weights.dim(3);
    int wideHeight = height + step - 1;
    int wideWidth = width + step - 1;
    int out = weights.dim(0) * step * step;
    float[] wide = new float[out * in * wideHeight * wideWidth];
    for (int to = 0; to < out; to++) {
      int from = to / (step * step);
      int down = to / step % step;
      int across = to % step;
      for (int i = 0; i < in; i++) {
        for (int row = 0; row < height; row++) {
          System.arraycopy(
              weights.values(),
              ((from * in + i) * height + row) * width,
              wide,
              ((to * in + i) * wideHeight + row + down) * wideWidth + across,
              width);
        }
      }
    }
    return new Weights(wide, out, in, wideHeight, wideWidth);
  }

  private static Weights repeated(Weights bias, int times) {
    float[] values = new float[bias.values().length * times];
    for (int i = 0; i < values.length; i++) {
      values[i] = bias.values()[i / times];
    }
    return new Weights(values, values.length);
  }
}
