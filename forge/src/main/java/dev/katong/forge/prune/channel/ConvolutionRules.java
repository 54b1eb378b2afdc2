package dev.katong.forge.prune.channel;

import java.util.Arrays;
import java.util.Map;

/** Convolutions, products with constant weights, and normalisations by channel. */
final class ConvolutionRules {
  private static final int WEIGHTS = 1;
  private static final int BIAS = 2;

  private ConvolutionRules() {}

  static void register(Map<String, ChannelRule> rules) {
    rules.put("Conv", visit -> convolution(visit, 0, 1));
    rules.put("ConvTranspose", visit -> convolution(visit, 1, 0));
    rules.put("Gemm", ConvolutionRules::gemm);
    rules.put("MatMul", ConvolutionRules::product);
    rules.put("BatchNormalization", visit -> normalisation(visit, 4));
    rules.put("InstanceNormalization", visit -> normalisation(visit, 2));
  }

  /**
   * A convolution; of a transposed one the weights' first two axes are in, out.
   *
   * @param outAxis the weights' axis of output channels
   * @param inAxis the weights' axis of input channels
   */
  private static void convolution(Visit visit, int outAxis, int inAxis) {
    Axes input = visit.axes(0);
    if (!visit.isConstant(WEIGHTS)) {
      visit.keepAll("takes weights that are computed");
      return;
    }
    int[] in = input.at(1);
    long groups = visit.integer("group", 1);
    int outputs = Math.toIntExact(visit.outputShape(0)[1]);
    int[] out;
    if (groups == 1) {
      out = visit.coupled().add(outputs);
      visit.cut(WEIGHTS, inAxis, in);
      visit.cut(WEIGHTS, outAxis, out);
      visit.convolution(outAxis, inAxis, in, out);
    } else if (in.length == 0) {
      // The inputs of a group stay, so its outputs would have to stay as many as others'.
      return;
    } else if (groups == in.length) {
      out = eachOfItsOwn(visit, in, outputs);
      visit.cut(WEIGHTS, 0, outAxis == 0 ? out : in);
      visit.count("group", in);
      // Of a transposed one with several outputs for an input, no weights are of one output alone.
      if (outAxis == 0 || outputs == in.length) {
        visit.convolution(0, -1, in, out);
      }
    } else {
      out = visit.coupled().add(outputs);
      coupleGroups(visit.coupled(), in, Math.toIntExact(groups));
      coupleGroups(visit.coupled(), out, Math.toIntExact(groups));
      grouped(visit, outAxis, in, out, Math.toIntExact(groups));
    }
    visit.cutBias(BIAS, out);
    visit.give(0, Axes.fixed(input.rank()).with(1, out));
  }

  /** A depthwise convolution gives one or several channels for each that it takes. */
  private static int[] eachOfItsOwn(Visit visit, int[] in, int outputs) {
    int[] out = visit.coupled().add(outputs);
    int multiplier = outputs / in.length;
    for (int i = 0; i < outputs; i++) {
      visit.coupled().couple(in[i / multiplier], out[i]);
    }
    return out;
  }

  /** All groups lose the same channels, so that they stay of one size. */
  private static void coupleGroups(CoupledChannels coupled, int[] all, int groups) {
    int size = all.length / groups;
    for (int i = size; i < all.length; i++) {
      coupled.couple(all[i % size], all[i]);
    }
  }

  private static void grouped(Visit visit, int outAxis, int[] in, int[] out, int groups) {
    // One axis of the weights runs over all groups, the other over one.
    int[] all = outAxis == 0 ? out : in;
    int[] one = outAxis == 0 ? in : out;
    visit.cut(WEIGHTS, 0, all);
    visit.cut(WEIGHTS, 1, Arrays.copyOf(one, one.length / groups));
    if (outAxis == 0) {
      visit.convolution(0, -1, in, out);
    }
  }

  private static void gemm(Visit visit) {
    if (!visit.isConstant(WEIGHTS) || visit.integer("transA", 0) != 0) {
      visit.keepAll("multiplies in a way that is not followed");
      return;
    }
    boolean transposed = visit.integer("transB", 0) != 0;
    int[] out = product(visit, transposed ? 0 : 1, transposed ? 1 : 0);
    if (visit.has(BIAS)) {
      long[] shape = visit.shape(BIAS);
      if (shape.length > 0 && shape[shape.length - 1] == out.length && out.length > 1) {
        visit.cut(BIAS, shape.length - 1, out);
      }
    }
  }

  private static void product(Visit visit) {
    if (!visit.isConstant(WEIGHTS) || visit.shape(WEIGHTS).length != 2) {
      visit.keepAll("multiplies in a way that is not followed");
      return;
    }
    product(visit, 1, 0);
  }

  /** The last axis of the input times a matrix. */
  private static int[] product(Visit visit, int outAxis, int inAxis) {
    Axes input = visit.axes(0);
    int last = input.rank() - 1;
    int[] in = input.at(last);
    int[] out = visit.coupled().add(Math.toIntExact(visit.shape(WEIGHTS)[outAxis]));
    visit.cut(WEIGHTS, inAxis, in);
    visit.cut(WEIGHTS, outAxis, out);
    visit.convolution(outAxis, inAxis, in, out);
    visit.give(0, input.with(last, out));
    return out;
  }

  /** Numbers by channel, the same for all pixels. */
  private static void normalisation(Visit visit, int parameters) {
    int[] channels = visit.axes(0).at(1);
    for (int input = 1; input <= parameters; input++) {
      visit.cut(input, 0, channels);
    }
    visit.give(0, visit.axes(0));
  }
}
