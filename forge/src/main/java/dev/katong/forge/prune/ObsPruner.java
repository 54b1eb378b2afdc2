package dev.katong.forge.prune;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.forge.onnx.Tensors;
import dev.katong.forge.prune.channel.ChannelConvolution;
import dev.katong.forge.prune.channel.ChannelTable;
import dev.katong.forge.prune.channel.ChannelWalk;
import java.util.Objects;

/**
 * One convolution that loses inputs one by one, each time giving the lost one's work to those that
 * are left, as {@link Compensation} does it for all at once. It knows what the next loss would
 * cost.
 *
 * <p>The Optimal Brain Surgeon of B. Hassibi and D. Stork, NIPS 1992, with a channel of all places
 * of the kernel as the unit: if P is the inverse of the inputs' covariances, the best estimate of
 * input c from the others is {@code Σ −P[c,k]/P[c,c] · k}, and it leaves a variance of {@code
 * 1/P[c,c]}, which the weights of c carry into the result.
 */
final class ObsPruner {
  /** As in {@link Estimate}. */
  private static final double RIDGE = 1e-3;

  private final int[] in;
  private final double[][] precision;
  private final double[][] weights;
  private final double[] energies;
  private final double total;

  /** A convolution with all its inputs, of which moments are known. */
  ObsPruner(ChannelTable.Row layer, ChannelWalk walk, Moments moments) {
    in = layer.in();
    weights = weights(walk, layer.convolution());
    double mean = 0;
    double sum = 0;
    energies = new double[in.length];
    for (int i = 0; i < in.length; i++) {
      energies[i] = energy(weights[i]);
      double variance = moments.covariances()[i][i];
      mean += variance / in.length;
      sum += energies[i] * variance;
    }
    total = sum + Double.MIN_NORMAL;
    precision = inverse(moments.covariances(), RIDGE * mean + Double.MIN_NORMAL);
  }

  /** The weights of all outputs and places, by input. */
  private static double[][] weights(ChannelWalk walk, ChannelConvolution convolution) {
    TensorProto tensor = Objects.requireNonNull(walk.constant(convolution.weights()));
    float[] values = Tensors.floats(tensor);
    int outputs = Math.toIntExact(tensor.getDims(0));
    int inputs = Math.toIntExact(tensor.getDims(1));
    int kernel = values.length / outputs / inputs;
    double[][] weights = new double[inputs][outputs * kernel];
    for (int i = 0; i < values.length; i++) {
      int output = i / (inputs * kernel);
      weights[i / kernel % inputs][output * kernel + i % kernel] = values[i];
    }
    return weights;
  }

  private static double energy(double[] values) {
    double energy = 0;
    for (double value : values) {
      energy += value * value;
    }
    return energy;
  }

  /** Inverts a matrix by Gauss and Jordan; it is positive, so no pivot is needed. */
  private static double[][] inverse(double[][] covariances, double ridge) {
    int size = covariances.length;
    double[][] a = new double[size][];
    for (int i = 0; i < size; i++) {
      a[i] = covariances[i].clone();
      a[i][i] += ridge;
    }
    for (int c = 0; c < size; c++) {
      double pivot = 1 / Math.max(a[c][c], ridge);
      a[c][c] = 1;
      for (int j = 0; j < size; j++) {
        a[c][j] *= pivot;
      }
      for (int i = 0; i < size; i++) {
        double factor = a[i][c];
        if (i != c && factor != 0) {
          a[i][c] = 0;
          for (int j = 0; j < size; j++) {
            a[i][j] -= factor * a[c][j];
          }
        }
      }
    }
    return a;
  }

  /** Adds to each channel what its loss would cost, as a part of the result's own variance. */
  void addCosts(double[] costs) {
    for (int i = 0; i < in.length; i++) {
      if (in[i] >= 0) {
        costs[in[i]] += energies[i] / precision[i][i] / total;
      }
    }
  }

  void remove(int channel) {
    for (int c = 0; c < in.length; c++) {
      if (in[c] == channel) {
        removeInput(c);
      }
    }
  }

  private void removeInput(int c) {
    double[] row = precision[c].clone();
    for (int i = 0; i < in.length; i++) {
      double factor = row[i] / row[c];
      if (i == c || factor == 0) {
        continue;
      }
      for (int j = 0; j < in.length; j++) {
        precision[i][j] -= factor * row[j];
      }
      for (int j = 0; j < weights[i].length; j++) {
        weights[i][j] -= factor * weights[c][j];
      }
      energies[i] = energy(weights[i]);
    }
    for (int i = 0; i < in.length; i++) {
      precision[c][i] = 0;
      precision[i][c] = 0;
    }
    precision[c][c] = 1;
    energies[c] = 0;
    weights[c] = new double[weights[c].length];
  }
}
