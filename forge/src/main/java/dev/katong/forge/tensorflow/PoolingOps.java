package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import dev.katong.forge.tensorflow.value.Value;
import java.util.List;
import java.util.Map;

/** Average and maximum pooling. */
final class PoolingOps {
  private PoolingOps() {}

  static void register(Map<String, Operations.Mapper> mappers) {
    mappers.put("MaxPool", node -> pool(node, "MaxPool", Float.NEGATIVE_INFINITY));
    mappers.put(
        "AvgPool",
        node -> pool(node, "AveragePool", Float.NaN, Attributes.of("count_include_pad", 0)));
  }

  /**
   * Pools.
   *
   * @param outside what lies outside the picture; NaN where nothing can stand for it
   */
  private static Value pool(OpNode node, String op, float outside, AttributeProto... attributes) {
    List<Long> kernel = Window.spatial(node, "ksize", node.isChannelsFirst());
    Window window = Window.of(node, kernel.get(0), kernel.get(1));
    if (window.padding().equals("SAME") && Float.isNaN(outside) && !window.autoPads()) {
      throw new UnsupportedForm("of padding SAME whose stride is larger than its kernel");
    }
    Tensor picture = node.picture(0);
    Window.Placed placed = window.place(node, picture, outside);
    String name = node.emit(op, List.of(placed.input()), placed.with(attributes));
    return Tensor.of(
        name,
        DataType.FLOAT,
        window.resultAxes(picture, ConvolutionOps.channels(picture, window)),
        window.order(),
        picture.frames());
  }
}
