package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.Tensors;
import dev.katong.forge.quantize.Convolution.Padding;
import java.util.List;

/** A convolution with weights of one byte, a scale by output, and biases of four bytes. */
record ByteConvolution(Convolution shape, byte[] weights, float[] scales, int[] biases) {
  private static final int HIGHEST = 127;

  /**
   * Rounds the weights to 8 bits, symmetrically, by output.
   *
   * @param means what the input's channels are in the mean; the error that the rounded weights make
   *     of them is taken off the biases
   * @param in the input's levels
   * @param rest what is to be added to the input's numbers
   */
  static ByteConvolution of(Convolution exact, double[] means, Levels in, double rest) {
    byte[] weights = new byte[exact.weights().length];
    float[] scales = new float[exact.outputs()];
    int[] biases = new int[exact.outputs()];
    int size = exact.filterSize();
    int window = exact.rows() * exact.columns();
    for (int output = 0; output < exact.outputs(); output++) {
      float most = 0;
      for (int i = output * size; i < (output + 1) * size; i++) {
        most = Math.max(most, Math.abs(exact.weights()[i]));
      }
      float scale = most == 0 ? 1 : most / HIGHEST;
      double bias = exact.bias()[output];
      for (int i = 0; i < size; i++) {
        float weight = exact.weights()[output * size + i];
        int rounded = Math.round(weight / scale);
        weights[output * size + i] = (byte) rounded;
        bias += weight * rest + (weight - rounded * scale) * (means[i / window] - rest);
      }
      scales[output] = scale;
      biases[output] = (int) Math.round(bias / ((double) scale * in.scale()));
    }
    return new ByteConvolution(exact, weights, scales, biases);
  }

  /** Adds the node; channels are the last axis at both ends. */
  String write(ByteGraph graph, String wanted, ByteTensor in, Levels out) {
    Padding padding = shape.padding();
    AttributeProto pads =
        padding.isSame()
            ? Attributes.of("auto_pad", "SAME_UPPER")
            : Attributes.list(
                "pads", padding.top(), padding.left(), padding.bottom(), padding.right());
    return graph
        .graph()
        .engineNode(
            "QLinearConv",
            wanted,
            List.of(
                in.name(),
                graph.scale(in.levels()),
                graph.zero(in.levels()),
                graph
                    .graph()
                    .constant(
                        wanted + "/weights",
                        Tensors.bytes(
                            DataType.INT8,
                            weights,
                            shape.outputs(),
                            shape.inputs(),
                            shape.rows(),
                            shape.columns())),
                graph.graph().constant(wanted + "/scales", Tensors.floats(scales, scales.length)),
                graph
                    .graph()
                    .constant("weights/zero", Tensors.bytes(DataType.INT8, new byte[] {0})),
                graph.scale(out),
                graph.zero(out),
                graph.graph().constant(wanted + "/bias", Tensors.int32s(biases, biases.length))),
            Attributes.of("channels_last", 1),
            Attributes.list("kernel_shape", shape.rows(), shape.columns()),
            Attributes.list("strides", shape.strideDown(), shape.strideAcross()),
            pads);
  }
}
