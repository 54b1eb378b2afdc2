package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.tensorflow.value.Dim;
import dev.katong.forge.tensorflow.value.Floats;
import dev.katong.forge.tensorflow.value.Known;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import dev.katong.forge.tensorflow.value.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Convolutions and the biases behind them. */
final class ConvolutionOps {
  private ConvolutionOps() {}

  static void register(Map<String, Operations.Mapper> mappers) {
    mappers.put("Conv2D", ConvolutionOps::conv);
    mappers.put("DepthwiseConv2dNative", ConvolutionOps::depthwise);
    mappers.put("Conv2DBackpropInput", TransposedConvolution::map);
    mappers.put("BiasAdd", ConvolutionOps::biasAdd);
  }

  /** The filter of a convolution, {@code [kh,kw,…,…]}. */
  static Floats filter(OpNode node) {
    Floats filter = node.floats(1, "filter");
    if (filter.rank() != 4) {
      throw new UnsupportedForm("whose filter has rank " + filter.rank());
    }
    return filter;
  }

  private static Value conv(OpNode node) {
    Floats filter = filter(node);
    Window window = Window.of(node, filter.dims().get(0), filter.dims().get(1));
    Tensor picture = node.picture(0);
    long perGroup = filter.dims().get(2);
    long channels = channels(picture, window);
    if (perGroup == 0 || channels % perGroup != 0) {
      throw new UnsupportedForm(
          "whose filter takes %d channels of %d".formatted(perGroup, channels));
    }
    Known weights = filter.transposed(List.of(3, 2, 0, 1));
    return convolve(node, picture, weights, window, channels / perGroup);
  }

  private static Value depthwise(OpNode node) {
    Floats filter = filter(node);
    Window window = Window.of(node, filter.dims().get(0), filter.dims().get(1));
    Tensor picture = node.picture(0);
    List<Integer> dims = filter.dims();
    if (channels(picture, window) != dims.get(2)) {
      throw new UnsupportedForm(
          "whose filter takes %d channels of %d".formatted(dims.get(2), channels(picture, window)));
    }
    Known weights =
        filter
            .transposed(List.of(2, 3, 0, 1))
            .reshaped(List.of(dims.get(2) * dims.get(3), 1, dims.get(0), dims.get(1)));
    return convolve(node, picture, weights, window, dims.get(2));
  }

  private static Value convolve(
      OpNode node, Tensor picture, Known weights, Window window, long group) {
    Window.Placed placed = window.place(node, picture, 0);
    String kernel =
        node.writer().graph().constant(node.inputName(1), TensorWriter.constant(weights));
    String name =
        node.emit(
            "Conv",
            List.of(placed.input(), kernel),
            group == 1 ? placed.with() : placed.with(Attributes.of("group", group)));
    return Tensor.of(
        name,
        DataType.FLOAT,
        window.resultAxes(picture, weights.dims().get(0)),
        window.order(),
        picture.frames());
  }

  static long channels(Tensor picture, Window window) {
    Dim channels = picture.axis(window.channelAxis());
    if (!channels.isConstant()) {
      throw new UnsupportedForm("whose input has an unknown number of channels");
    }
    return channels.constant();
  }

  /** A bias becomes part of the convolution before it, unless that is also used without it. */
  private static Value biasAdd(OpNode node) {
    boolean channelsFirst = node.isChannelsFirst();
    Floats bias = node.floats(1, "bias");
    if (bias.rank() != 1) {
      throw new UnsupportedForm("whose bias has rank " + bias.rank());
    }
    if (node.input(0) instanceof Tensor tensor && takesBias(node, tensor)) {
      String name = node.writer().graph().constant(node.inputName(1), TensorWriter.constant(bias));
      node.writer().graph().appendInput(tensor.name(), name);
      return tensor;
    }
    Value input = node.input(0);
    Floats aligned = bias;
    if (channelsFirst) {
      Integer[] dims = new Integer[input.rank() - 1];
      Arrays.fill(dims, 1);
      dims[0] = bias.size();
      aligned = (Floats) bias.reshaped(List.of(dims));
    }
    if (input instanceof Floats constant) {
      return ElementwiseOps.combine(constant, aligned, Double::sum);
    }
    Broadcast operands = new Broadcast(node, List.of(input, aligned));
    return operands.result(node.emit("Add", operands.names()), input.type());
  }

  private static boolean takesBias(OpNode node, Tensor tensor) {
    return node.index().consumers(node.inputName(0)) == 1
        && tensor.name().equals(node.inputName(0))
        && (node.writer().graph().isOutputOf(tensor.name(), "Conv", 2)
            || node.writer().graph().isOutputOf(tensor.name(), "ConvTranspose", 2));
  }
}
