package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.tensorflow.value.Floats;
import dev.katong.forge.tensorflow.value.Order;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import dev.katong.forge.tensorflow.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Batch normalisation as it is at inference: with the means and variances of the training. */
final class NormalizationOps {
  private static final float EPSILON = 1e-4f;

  private NormalizationOps() {}

  static void register(Map<String, Operations.Mapper> mappers) {
    mappers.put("FusedBatchNorm", NormalizationOps::batchNorm);
    mappers.put("FusedBatchNormV2", NormalizationOps::batchNorm);
    mappers.put("FusedBatchNormV3", NormalizationOps::batchNorm);
  }

  private static Value batchNorm(OpNode node) {
    if (node.flag("is_training", true)) {
      throw new UnsupportedForm(
          "in training mode (is_training is true, or was stripped, which means true)");
    }
    boolean channelsFirst = node.isChannelsFirst();
    List<String> inputs = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      Floats constant = node.floats(i, List.of("scale", "offset", "mean", "variance").get(i - 1));
      inputs.add(
          node.writer().graph().constant(node.inputName(i), TensorWriter.constant(constant)));
    }
    Tensor picture = node.picture(0);
    Order order = channelsFirst ? Order.identity(4) : Order.PLANES;
    inputs.add(0, node.writer().inOrder(picture, order));
    String name =
        node.emit(
            "BatchNormalization",
            inputs,
            Attributes.of("epsilon", node.number("epsilon", EPSILON)));
    return new Tensor(name, DataType.FLOAT, picture.axes(), order, picture.frames());
  }
}
