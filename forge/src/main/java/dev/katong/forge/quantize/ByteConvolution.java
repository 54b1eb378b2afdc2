package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.Tensors;
import dev.katong.forge.quantize.Convolution.Padding;
import java.util.List;

/** A convolution with weights of one byte, a scale by output, and biases of four bytes. */
record ByteConvolution(Convolution shape, byte[] weights, float[] scales, int[] biases) {
  /**
   * Creates the convolution in bytes of one whose weights are rounded.
   *
   * @param rounded as {@link WeightRounding} gives it, or an arrangement of that
   * @param in the input's levels
   * @param rest the value to add to the input's numbers
   */
  static ByteConvolution of(Convolution rounded, Levels in, double rest) {
    byte[] weights = new byte[rounded.weights().length];
    float[] scales = new float[rounded.outputs()];
    int[] biases = new int[rounded.outputs()];
    int size = rounded.filterSize();
    for (int output = 0; output < rounded.outputs(); output++) {
      int first = output * size;
      float most = WeightRounding.most(rounded.weights(), first, size);
      float scale = most == 0 ? 1 : most / WeightRounding.HIGHEST;
      double bias = rounded.bias()[output];
      for (int i = first; i < first + size; i++) {
        weights[i] = (byte) Math.round(rounded.weights()[i] / scale);
        bias += rounded.weights()[i] * rest;
      }
      scales[output] = scale;
      biases[output] = (int) Math.round(bias / ((double) scale * in.scale()));
    }
    return new ByteConvolution(rounded, weights, scales, biases);
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
