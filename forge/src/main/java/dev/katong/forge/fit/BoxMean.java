package dev.katong.forge.fit;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.katong.forge.analysis.TensorSides;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.Node;
import java.util.List;
import java.util.Optional;

/**
 * Means over a box as one average pooling. Networks that were written as formulas sum each channel
 * over a box by a depthwise convolution with equal weights, and divide by the same convolution of a
 * frame of ones, which counts the pixels that the frame has there. Average pooling without the
 * padding is that mean; the frame of ones goes.
 */
final class BoxMean implements Rewrite {
  @Override
  public String title() {
    return "box mean";
  }

  @Override
  public void apply(Draft draft, TensorSides sides) {
    for (NodeProto quotient : draft.nodes("Div")) {
      draft
          .producer(quotient.getInput(0), "Conv")
          .flatMap(sum -> box(draft, sum))
          .filter(box -> isCount(draft, sides, quotient.getInput(1), box))
          .ifPresent(box -> average(draft, quotient, box));
    }
  }

  /** A sum over a box, each channel for itself, times one number. */
  private record Box(String of, ConvolutionWindow window, float weight) {}

  private static Optional<Box> box(Draft draft, NodeProto convolution) {
    Weights weights = draft.weights(convolution, 1).orElse(null);
    if (weights == null || convolution.getInputCount() > 2) {
      return Optional.empty();
    }
    return ConvolutionWindow.of(convolution, weights)
        .filter(ConvolutionWindow::keepsSize)
        .filter(window -> window.groups() == weights.dim(0) && weights.dim(1) == 1)
        .flatMap(
            window ->
                weights
                    .only()
                    .filter(weight -> weight > 0)
                    .map(weight -> new Box(convolution.getInput(0), window, weight)));
  }

  /** True if a tensor is the same box over ones, in as many rows and columns. */
  private static boolean isCount(Draft draft, TensorSides sides, String tensor, Box box) {
    return draft
        .producer(tensor, "Conv")
        .flatMap(count -> box(draft, count))
        .filter(count -> count.weight() == box.weight())
        .filter(count -> count.window().kernel().equals(box.window().kernel()))
        .filter(count -> count.window().pads().equals(box.window().pads()))
        .filter(count -> areOnes(draft, count.of()))
        .filter(count -> sides.areEqual(count.of(), box.of(), 2))
        .isPresent();
  }

  private static boolean areOnes(Draft draft, String tensor) {
    return draft
        .producer(tensor, "ConstantOfShape")
        .flatMap(node -> new Node(node).tensor("value"))
        .flatMap(Weights::of)
        .filter(value -> value.values().length == 1 && value.values()[0] == 1)
        .isPresent();
  }

  private static void average(Draft draft, NodeProto quotient, Box box) {
    String mean =
        draft.add(
            quotient,
            "AveragePool",
            quotient.getOutput(0) + "/mean",
            List.of(box.of()),
            Attributes.list("kernel_shape", longs(box.window().kernel())),
            Attributes.list("pads", longs(box.window().pads())),
            Attributes.of("count_include_pad", 0L));
    draft.replace(quotient.getOutput(0), mean);
  }

  private static long[] longs(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }
}
