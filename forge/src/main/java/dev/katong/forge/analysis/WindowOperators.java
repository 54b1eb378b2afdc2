package dev.katong.forge.analysis;

import dev.katong.forge.analysis.Extent.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Convolutions and pooling: a window that moves over the axes from the third on. */
final class WindowOperators {
  private WindowOperators() {}

  static void register(Map<String, Rule> rules) {
    rules.put("Conv", step -> convolution(step, 1));
    rules.put("ConvInteger", step -> convolution(step, 1));
    rules.put("QLinearConv", step -> convolution(step, 3));
    rules.put("ConvTranspose", WindowOperators::transposed);
    rules.put("AveragePool", WindowOperators::pooling);
    rules.put("MaxPool", WindowOperators::pooling);
    rules.put("LpPool", WindowOperators::pooling);
  }

  private static Extent convolution(Step step, int weights) {
    return windows(step, kernel(step, weights), false);
  }

  private static Extent transposed(Step step) {
    return windows(step, kernel(step, 1), true);
  }

  private static Extent pooling(Step step) {
    if (step.outputIndex() > 0) {
      return step.whole("counts the positions of the frame");
    }
    return windows(step, step.integers("kernel_shape"), false);
  }

  private static List<Long> kernel(Step step, int weights) {
    List<Long> declared = step.integers("kernel_shape");
    if (!declared.isEmpty()) {
      return declared;
    }
    List<Amount> dims = step.dims(weights);
    return dims.subList(Math.min(2, dims.size()), dims.size()).stream().map(Amount::base).toList();
  }

  private static Extent windows(Step step, List<Long> kernel, boolean transposed) {
    Extent input = step.input(0);
    for (int i = 1; i < step.inputs().size(); i++) {
      Extent other = step.inputs().get(i);
      if (other.isSpatial() || other.origin() == Origin.SIZE) {
        return step.whole("takes its weights from the whole frame");
      }
    }
    boolean channelsLast = step.integer("channels_last", 0) != 0;
    if (input.isSpatial(0) || input.isSpatial(channelsLast ? input.rank() - 1 : 1)) {
      return step.whole("takes positions of the picture for channels");
    }
    int first = channelsLast ? 1 : 2;
    List<@Nullable Sampling> samplings = new ArrayList<>(Collections.nCopies(first, null));
    for (int axis = first; axis < first + input.rank() - 2; axis++) {
      Direction direction = input.direction(axis);
      if (direction == null && input.isSpatial(axis)) {
        return step.whole("moves over an axis that mixes rows and columns");
      }
      samplings.add(
          direction == null
              ? null
              : window(
                  step,
                  input.reach(direction),
                  kernel.get(axis - first),
                  axis - first,
                  transposed));
    }
    return step.sampled(input, samplings);
  }

  private static Sampling window(
      Step step, Reach input, long kernel, int axis, boolean transposed) {
    Window window =
        new Window(
            kernel,
            number(step, "strides", axis, 1),
            number(step, "dilations", axis, 1),
            number(step, "pads", axis, 0));
    return switch (step.text("auto_pad", "NOTSET")) {
      case "NOTSET" -> transposed ? window.transposed(0) : window.over();
      case "VALID" -> transposed ? window.unpadded().transposed(0) : window.unpadded().over();
      default -> {
        boolean upper = step.text("auto_pad", "").equals("SAME_UPPER");
        yield transposed
            ? window.transposedToMultiple(number(step, "output_padding", axis, 0))
            : window.same(input.extra(), upper).over();
      }
    };
  }

  private static long number(Step step, String attribute, int axis, long otherwise) {
    List<Long> numbers = step.integers(attribute);
    return numbers.isEmpty() ? otherwise : numbers.get(axis);
  }

  /** A window on one axis, all in positions of the input (transposed: of the output). */
  private record Window(long kernel, long stride, long dilation, long before) {
    Window unpadded() {
      return new Window(kernel, stride, dilation, 0);
    }

    /**
     * Padded so that the result has one position for each stride of the input.
     *
     * @param extra the excess of the input's length over a multiple of the stride
     */
    Window same(long extra, boolean upper) {
      long surplus = Math.floorMod(extra, stride);
      long span = (kernel - 1) * dilation + 1;
      long total = Math.max(surplus == 0 ? span - stride : span - surplus, 0);
      return new Window(kernel, stride, dilation, upper ? total / 2 : total - total / 2);
    }

    Sampling over() {
      return position -> {
        long[] reads = new long[(int) kernel];
        Arrays.setAll(reads, k -> position * stride - before + k * dilation);
        return reads;
      };
    }

    /** Position j gets what position i spreads to {@code i·stride + k·dilation − before}. */
    Sampling transposed(long spread) {
      return position -> {
        List<Long> reads = new ArrayList<>();
        for (long shift = before; shift <= before + spread; shift++) {
          for (long k = 0; k < kernel; k++) {
            long at = position + shift - k * dilation;
            if (Math.floorMod(at, stride) == 0) {
              reads.add(at / stride);
            }
          }
        }
        return reads.stream().mapToLong(Long::longValue).toArray();
      };
    }

    /**
     * Transposed to a multiple of the input's length. Where what is too much does not halve, the
     * versions of ONNX differ in the side that loses more; both are read.
     */
    Sampling transposedToMultiple(long outputPadding) {
      long total = Math.max((kernel - 1) * dilation + 1 + outputPadding - stride, 0);
      return new Window(kernel, stride, dilation, total / 2).transposed(total % 2);
    }
  }
}
