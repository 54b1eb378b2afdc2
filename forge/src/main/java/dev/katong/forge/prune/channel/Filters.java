package dev.katong.forge.prune.channel;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.forge.onnx.Tensors;

/** The filters of a convolution: the weights that make one output channel. */
final class Filters {
  private Filters() {}

  /**
   * The mean absolute value of each filter's weights.
   *
   * @param weights floats
   * @param outAxis the axis of the output channels
   */
  static double[] norms(TensorProto weights, int outAxis) {
    float[] values = Tensors.floats(weights);
    int outputs = Math.toIntExact(weights.getDims(outAxis));
    int inner = 1;
    for (int axis = outAxis + 1; axis < weights.getDimsCount(); axis++) {
      inner *= Math.toIntExact(weights.getDims(axis));
    }
    double[] norms = new double[outputs];
    for (int i = 0; i < values.length; i++) {
      norms[i / inner % outputs] += Math.abs(values[i]);
    }
    for (int i = 0; i < outputs; i++) {
      norms[i] *= (double) outputs / values.length;
    }
    return norms;
  }
}
