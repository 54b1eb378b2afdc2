package dev.katong.forge.prune;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.forge.onnx.Tensors;
import dev.katong.forge.prune.channel.ChannelConvolution;
import dev.katong.forge.prune.channel.ChannelTable;
import dev.katong.forge.prune.channel.ChannelWalk;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Gives the work of removed channels to those that are left: each convolution that took a removed
 * channel takes the best linear estimate of it instead, which changes its weights and its bias and
 * nothing else. At the frame's border, where a convolution sees zeros, the bias is a little off.
 */
final class Compensation {
  private static final int WEIGHTS = 1;
  private static final int BIAS = 2;

  private final ChannelWalk walk;
  private final ChannelTable table;

  Compensation(ChannelWalk walk, ChannelTable table) {
    this.walk = walk;
    this.table = table;
  }

  /** The tensors of which moments are needed. */
  Set<String> tensors() {
    Set<String> tensors = new LinkedHashSet<>();
    for (ChannelTable.Row layer : table.layers()) {
      if (isCompensable(layer)) {
        tensors.add(layer.convolution().input());
      }
    }
    return tensors;
  }

  /** Transposed convolutions add up differently at each place, so their bias could not hold it. */
  private boolean isCompensable(ChannelTable.Row layer) {
    ChannelConvolution convolution = layer.convolution();
    return convolution.inAxis() == 1
        && convolution.outAxis() == 0
        && convolution.in().length > 0
        && walk.shape(convolution.input()).length == 4;
  }

  /**
   * The weights and biases that change, with all channels still there.
   *
   * @param moments of {@link #tensors()}
   * @param removed the channels that are going to be removed
   * @return by position of the node, by input of the node
   */
  Map<Integer, Map<Integer, TensorProto>> changed(Map<String, Moments> moments, BitSet removed) {
    Map<Integer, Map<Integer, TensorProto>> changed = new HashMap<>();
    for (ChannelTable.Row layer : table.layers()) {
      Moments known = moments.get(layer.convolution().input());
      int[] gone = positions(layer, removed, true);
      if (known != null && isCompensable(layer) && gone.length > 0) {
        Estimate estimate = Estimate.of(known, positions(layer, removed, false), gone);
        changed.put(
            layer.convolution().node(),
            changed(layer.convolution(), estimate, positions(layer, removed, false), gone));
      }
    }
    return changed;
  }

  private static int[] positions(ChannelTable.Row layer, BitSet removed, boolean gone) {
    int[] in = layer.in();
    return IntStream.range(0, in.length)
        .filter(i -> (in[i] >= 0 && removed.get(in[i])) == gone)
        .toArray();
  }

  private Map<Integer, TensorProto> changed(
      ChannelConvolution convolution, Estimate estimate, int[] left, int[] gone) {
    TensorProto weights = Objects.requireNonNull(walk.constant(convolution.weights()));
    float[] values = Tensors.floats(weights);
    int outputs = Math.toIntExact(weights.getDims(0));
    int inputs = Math.toIntExact(weights.getDims(1));
    int kernel = values.length / outputs / inputs;
    String biasName =
        convolution.bias().isEmpty() ? convolution.name() + "/bias" : convolution.bias();
    TensorProto bias = walk.constant(biasName);
    float[] biases = bias == null ? new float[outputs] : Tensors.floats(bias);
    for (int output = 0; output < outputs; output++) {
      int filter = output * inputs * kernel;
      for (int r = 0; r < gone.length; r++) {
        int from = filter + gone[r] * kernel;
        double sum = 0;
        for (int k = 0; k < kernel; k++) {
          sum += values[from + k];
        }
        biases[output] += (float) (sum * estimate.offsets()[r]);
        for (int i = 0; i < left.length; i++) {
          int to = filter + left[i] * kernel;
          for (int k = 0; k < kernel; k++) {
            values[to + k] += (float) (values[from + k] * estimate.factors()[r][i]);
          }
        }
      }
    }
    return Map.of(
        WEIGHTS,
        Tensors.withFloats(weights, values),
        BIAS,
        Tensors.floats(biases, biases.length).toBuilder().setName(biasName).build());
  }
}
