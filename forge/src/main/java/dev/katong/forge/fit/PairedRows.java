package dev.katong.forge.fit;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.katong.forge.analysis.TensorSides;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.Tensors;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Chains of 3×3 convolutions of many channels, such as residual blocks, are computed on even and
 * odd rows apart, with two thirds of the multiplications ({@link PairedConvolution}). The
 * convolution before the chain gives the two halves at no cost; the rows are put together again
 * only after the chain.
 *
 * <p>The tensors of the chain must have an even number of rows, so this may double the alignment of
 * a frame's sides.
 */
final class PairedRows implements Rewrite {
  private static final Set<String> ACTIVATIONS =
      Set.of("LeakyRelu", "Relu", "Elu", "Tanh", "Sigmoid", "HardSigmoid", "Softplus");

  /**
   * The cost of the sums, by channel read or written, in multiplications with addition of the same
   * time; measured.
   */
  private static final double SUMS = 54;

  /** The least ratio of saved multiplications to the cost of the sums. */
  private static final double LEAST_GAIN = 2;

  private static final int LEAST_CHAIN = 2;

  @Override
  public String title() {
    return "paired rows";
  }

  @Override
  public void apply(Draft draft, TensorSides sides) {
    new Region(draft, sides).rewrite();
  }

  /** The chains of one graph. */
  private static final class Region {
    private final Draft draft;
    private final TensorSides sides;
    private final Map<String, RowPair> pairs = new HashMap<>();
    private final Set<String> paired = new HashSet<>();

    Region(Draft draft, TensorSides sides) {
      this.draft = draft;
      this.sides = sides;
    }

    void rewrite() {
      for (NodeProto node : draft.nodes()) {
        if (isInner(node) || isBetween(node) || isEntry(node)) {
          paired.add(node.getOutput(0));
        }
      }
      while (paired.removeIf(this::leadsNowhere)) {}
      List<NodeProto> chained =
          draft.nodes().stream().filter(node -> paired.contains(node.getOutput(0))).toList();
      if (chained.stream().filter(this::isInner).count() < LEAST_CHAIN) {
        return;
      }
      chained.forEach(this::write);
      chained.forEach(this::leave);
    }

    /** True if a node is a convolution of paired rows for which the sums are worth it. */
    private boolean isInner(NodeProto node) {
      return paired.contains(node.getInput(0)) && isWorthIt(node);
    }

    private boolean isWorthIt(NodeProto node) {
      return filters(node)
          .filter(
              weights -> {
                double in = weights.dim(1);
                double out = weights.dim(0);
                return 3 * in * out > LEAST_GAIN * SUMS * (in + out);
              })
          .isPresent();
    }

    /** The filters of a 3×3 convolution that keeps the size of tensors of even height. */
    private Optional<Weights> filters(NodeProto node) {
      if (!node.getOpType().equals("Conv") || !sides.isMultiple(node.getOutput(0), 2, 2)) {
        return Optional.empty();
      }
      return draft
          .weights(node, 1)
          .filter(
              weights ->
                  ConvolutionWindow.of(node, weights)
                      .filter(window -> window.groups() == 1 && window.isDense())
                      .filter(window -> window.kernel().equals(List.of(3L, 3L)))
                      .filter(window -> window.pads().equals(List.of(1L, 1L, 1L, 1L)))
                      .isPresent());
    }

    /** True if a node works on paired rows place by place, for a convolution that follows. */
    private boolean isBetween(NodeProto node) {
      boolean isPlaceByPlace =
          ACTIVATIONS.contains(node.getOpType())
              || (node.getOpType().equals("Add") && node.getInputCount() == 2);
      return isPlaceByPlace
          && node.getInputList().stream().allMatch(paired::contains)
          && leadsToInner(node.getOutput(0));
    }

    private boolean isEntry(NodeProto node) {
      return filters(node).isPresent() && leadsToInner(node.getOutput(0));
    }

    /**
     * True if the rows of a tensor would be paired without use: no convolution of paired rows
     * computes it, and no paired tensor follows it.
     */
    private boolean leadsNowhere(String tensor) {
      return !isInner(draft.producer(tensor).orElseThrow())
          && draft.consumers(tensor).stream()
              .noneMatch(reader -> paired.contains(reader.getOutput(0)));
    }

    private boolean leadsToInner(String tensor) {
      return draft.consumers(tensor).stream()
          .anyMatch(
              node ->
                  isWorthIt(node)
                      || ((ACTIVATIONS.contains(node.getOpType()) || node.getOpType().equals("Add"))
                          && leadsToInner(node.getOutput(0))));
    }

    private void write(NodeProto node) {
      String output = node.getOutput(0);
      if (pairs.containsKey(output)) {
        return;
      }
      @Nullable RowPair input = pairs.get(node.getInput(0));
      if (node.getOpType().equals("Conv")) {
        PairedConvolution convolution =
            new PairedConvolution(draft, node, filters(node).orElseThrow());
        if (input == null) {
          pairs.put(output, convolution.split(node.getInput(0)));
          return;
        }
        NodeProto sum = sumOf(output);
        @Nullable RowPair other = sum == null ? null : pairs.get(other(sum, output));
        pairs.put(
            sum == null || other == null ? output : sum.getOutput(0),
            convolution.convolve(input, other));
      } else if (input != null) {
        boolean isSum = node.getOpType().equals("Add");
        pairs.put(
            output,
            new RowPair(each(node, RowPair::even, input), each(node, RowPair::odd, input), isSum));
      }
    }

    private String each(NodeProto node, Function<RowPair, String> half, RowPair input) {
      String output =
          node.getOutput(0) + (half.apply(input).equals(input.even()) ? "/even" : "/odd");
      List<String> inputs =
          node.getInputList().stream()
              .map(tensor -> half.apply(Objects.requireNonNull(pairs.get(tensor))))
              .toList();
      boolean isActivation = !node.getOpType().equals("Add");
      if (isActivation && input.isSum()) {
        inputs = List.of(unchanged(node, output + "/sum", node.getInput(0), inputs.get(0)));
      }
      return draft.add(
          node,
          node.getOpType(),
          output,
          inputs,
          node.getAttributeList().toArray(AttributeProto[]::new));
    }

    private String unchanged(NodeProto before, String wanted, String whole, String half) {
      return PairedConvolution.unchanged(draft, before, wanted, half, channels(whole));
    }

    private int channels(String tensor) {
      NodeProto producer = draft.producer(tensor).orElseThrow();
      return producer.getOpType().equals("Conv")
          ? filters(producer).orElseThrow().dim(0)
          : channels(producer.getInput(0));
    }

    /** The addition that alone reads a convolution's result, if its other summand is there. */
    private @Nullable NodeProto sumOf(String tensor) {
      List<NodeProto> consumers = draft.consumers(tensor);
      if (consumers.size() != 1 || draft.isOutput(tensor)) {
        return null;
      }
      NodeProto sum = consumers.get(0);
      return sum.getOpType().equals("Add")
              && paired.contains(sum.getOutput(0))
              && pairs.containsKey(other(sum, tensor))
          ? sum
          : null;
    }

    private static String other(NodeProto sum, String tensor) {
      return sum.getInput(sum.getInput(0).equals(tensor) ? 1 : 0);
    }

    /** Joins the rows for consumers outside of the chains. */
    private void leave(NodeProto node) {
      String output = node.getOutput(0);
      @Nullable RowPair pair = pairs.get(output);
      List<NodeProto> readers =
          draft.consumers(output).stream()
              .filter(reader -> !paired.contains(reader.getOutput(0)))
              .toList();
      if (pair == null || (readers.isEmpty() && !draft.isOutput(output))) {
        return;
      }
      String axis = draft.add("rows", Tensors.int64s(new long[] {3}, 1));
      String twice = draft.add("twice_the_rows", Tensors.int64s(new long[] {1, 1, 2, 1}, 4));
      String even = draft.add(node, "Unsqueeze", output + "/even/row", List.of(pair.even(), axis));
      String odd = draft.add(node, "Unsqueeze", output + "/odd/row", List.of(pair.odd(), axis));
      String rows =
          draft.add(
              node, "Concat", output + "/rows", List.of(even, odd), Attributes.of("axis", 3L));
      String half = draft.add(node, "Shape", output + "/half", List.of(pair.even()));
      String size = draft.add(node, "Mul", output + "/size", List.of(half, twice));
      String whole = draft.add(node, "Reshape", output + "/whole", List.of(rows, size));
      if (readers.stream().anyMatch(reader -> !reader.getOpType().equals("Conv"))) {
        whole =
            PairedConvolution.unchanged(
                draft, node, output + "/unchanged", whole, channels(output));
      }
      draft.replace(output, whole);
    }
  }
}
