package dev.katong.forge.fit;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.katong.forge.onnx.Attributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes convolutions over tensors that are held as even and odd rows.
 *
 * <p>The algorithm is S. Winograd's F(2,3), "Arithmetic Complexity of Computations", SIAM 1980,
 * over rows: see A. Lavin and S. Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR
 * 2016. Of four consecutive rows d and the three rows g of a filter, two rows of the result are
 *
 * <pre>
 *   m0 = (d0 − d2)·g0               y0 = m0 + m1 + m2
 *   m1 = (d1 + d2)·(g0 + g1 + g2)/2
 *   m2 = (d2 − d1)·(g0 − g1 + g2)/2
 *   m3 = (d1 − d3)·g2               y1 = m1 − m2 − m3
 * </pre>
 *
 * where each product is a convolution along the row: four of them instead of six. Only one
 * dimension is treated so: over both, the products would be 16 of 36, but the sums move as much
 * memory as is won.
 *
 * <p>All is written such that the engine keeps its blocked layout: sums are its additions or are
 * fused into convolutions, differences are convolutions of each channel for itself, and windows are
 * padded such that the engine sees that tensors have the same size.
 */
final class PairedConvolution {
  private static final AttributeProto ALONG_ROWS = Attributes.list("pads", 0, 1, 0, 1);

  private final Draft draft;
  private final NodeProto convolution;
  private final Weights weights;
  private final String name;

  /**
   * A writer that replaces a convolution.
   *
   * @param weights {@code [out,in,3,3]}
   */
  PairedConvolution(Draft draft, NodeProto convolution, Weights weights) {
    this.draft = draft;
    this.convolution = convolution;
    this.weights = weights;
    this.name = convolution.getOutput(0);
  }

  /** The result, in even and odd rows, of a convolution of a whole tensor. */
  RowPair split(String input) {
    // The last window of either ends where the tensor's padding does; what is padded beyond is
    // not read and tells the engine that this is half of the size.
    return new RowPair(
        convolve("/even", input, weights, Attributes.list("strides", 2, 1), pads(1, 1)),
        convolve("/odd", input, weights, Attributes.list("strides", 2, 1), pads(0, 2)),
        false);
  }

  private static AttributeProto pads(int above, int below) {
    return Attributes.list("pads", above, 1, below, 1);
  }

  /**
   * The result, in even and odd rows, of a convolution of even and odd rows.
   *
   * @param toBeAdded to the result, of the same size; or null
   */
  RowPair convolve(RowPair input, @Nullable RowPair toBeAdded) {
    int in = weights.dim(1);
    int out = weights.dim(0);
    String even = input.even();
    String odd = input.odd();

    String d1PlusD2 = draft.add(convolution, "Add", name + "/sum", List.of(even, odd));
    String m1 = convolve("/m1", d1PlusD2, filter(0.5, 0.5, 0.5), false);
    String minusD1 = each("/minus", even, in, pads(0, 0, 0, 0), -1);
    String d2MinusD1 = draft.add(convolution, "Add", name + "/difference", List.of(minusD1, odd));
    String m2 = convolve("/m2", d2MinusD1, filter(0.5, -0.5, 0.5), false);

    String m1PlusM2 = added(m1, m2, toBeAdded == null ? null : toBeAdded.even());
    String minusM2 = each("/minus_m2", m2, out, pads(0, 0, 0, 0), -1);
    String m1MinusM2 = added(minusM2, m1, toBeAdded == null ? null : toBeAdded.odd());

    String d0MinusD2 = each("/above", odd, in, pads(1, 0, 0, 0), 1, -1);
    String m0 = convolve("/m0", d0MinusD2, filter(1, 0, 0), true);
    String first = draft.add(convolution, "Add", name + "/even", List.of(m0, m1PlusM2));
    String d1MinusD3 = each("/below", even, in, pads(0, 0, 1, 0), 1, -1);
    String m3 = convolve("/m3", d1MinusD3, filter(0, 0, -1), true);
    String second = draft.add(convolution, "Add", name + "/odd", List.of(m3, m1MinusM2));
    return new RowPair(first, second, true);
  }

  private String added(String one, String other, @Nullable String third) {
    String sum = draft.add(convolution, "Add", name + "/added", List.of(one, other));
    return third == null
        ? sum
        : draft.add(convolution, "Add", name + "/added", List.of(sum, third));
  }

  /** Filters of one row: the three rows of each, weighted and added up. */
  private Weights filter(double first, double second, double third) {
    int filters = weights.dim(0) * weights.dim(1);
    float[] rows = new float[filters * 3];
    for (int i = 0; i < rows.length; i++) {
      int at = i / 3 * 9 + i % 3;
      float[] all = weights.values();
      rows[i] = (float) (first * all[at] + second * all[at + 3] + third * all[at + 6]);
    }
    return new Weights(rows, weights.dims()[0], weights.dims()[1], 1, 3);
  }

  private String convolve(String suffix, String input, Weights filters, boolean withBias) {
    return write(suffix, input, filters, withBias, ALONG_ROWS);
  }

  private String convolve(
      String suffix, String input, Weights filters, AttributeProto... attributes) {
    return write(suffix, input, filters, true, attributes);
  }

  private String write(
      String suffix,
      String input,
      Weights filters,
      boolean withBias,
      AttributeProto... attributes) {
    List<String> inputs = new ArrayList<>();
    inputs.add(input);
    inputs.add(draft.add(name + suffix + "_weights", filters.tensor()));
    if (withBias && convolution.getInputCount() > 2) {
      inputs.add(convolution.getInput(2));
    }
    return draft.add(convolution, "Conv", name + suffix, inputs, attributes);
  }

  private static AttributeProto pads(int above, int before, int below, int after) {
    return Attributes.list("pads", above, before, below, after);
  }

  private String each(
      String suffix, String input, int channels, AttributeProto pads, float... filter) {
    return each(draft, convolution, name + suffix, input, channels, pads, filter);
  }

  /**
   * A convolution of each channel for itself, all with the same filter of one column.
   *
   * @param before the node before which it is computed
   * @param filter from top to bottom
   */
  static String each(
      Draft draft,
      NodeProto before,
      String wanted,
      String input,
      int channels,
      AttributeProto pads,
      float... filter) {
    float[] filters = new float[channels * filter.length];
    for (int channel = 0; channel < channels; channel++) {
      System.arraycopy(filter, 0, filters, channel * filter.length, filter.length);
    }
    String constant =
        draft.add(
            "each/" + channels + "/" + Arrays.toString(filter),
            new Weights(filters, channels, 1, filter.length, 1).tensor());
    return draft.add(
        before,
        "Conv",
        wanted,
        List.of(input, constant),
        Attributes.of("group", (long) channels),
        pads);
  }

  /** A convolution that changes nothing, into which the engine fuses what follows. */
  static String unchanged(
      Draft draft, NodeProto before, String wanted, String input, int channels) {
    return each(draft, before, wanted, input, channels, pads(0, 0, 0, 0), 1);
  }
}
