package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.tensorflow.value.Floats;
import dev.katong.forge.tensorflow.value.Known;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.Value;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Activation functions. */
final class ActivationOps {
  /** TensorFlow's default, which its tools strip from the file; ONNX's own is 0.01. */
  private static final float LEAKY_RELU_ALPHA = 0.2f;

  private ActivationOps() {}

  static void register(Map<String, Operations.Mapper> mappers) {
    activation(mappers, "Relu", "Relu", x -> Math.max(x, 0));
    activation(mappers, "Tanh", "Tanh", Math::tanh);
    activation(mappers, "Sigmoid", "Sigmoid", x -> 1 / (1 + Math.exp(-x)));
    activation(mappers, "Elu", "Elu", x -> x < 0 ? Math.expm1(x) : x, Attributes.of("alpha", 1f));
    activation(mappers, "Softplus", "Softplus", x -> Math.log1p(Math.exp(x)));
    mappers.put(
        "LeakyRelu",
        node -> leakyRelu(node, node.tensor(0), node.number("alpha", LEAKY_RELU_ALPHA)));
    mappers.put("Relu6", ActivationOps::relu6);
  }

  private static void activation(
      Map<String, Operations.Mapper> mappers,
      String tensorFlow,
      String onnx,
      DoubleUnaryOperator function,
      AttributeProto... attributes) {
    mappers.put(
        tensorFlow,
        node -> {
          if (node.input(0) instanceof Floats constant) {
            return ElementwiseOps.map(constant, function);
          }
          Tensor tensor = node.tensor(0);
          return tensor.renamed(node.emit(onnx, List.of(tensor.name()), attributes));
        });
  }

  static Tensor leakyRelu(OpNode node, Tensor tensor, float alpha) {
    return tensor.renamed(
        node.emit("LeakyRelu", List.of(tensor.name()), Attributes.of("alpha", alpha)));
  }

  private static Value relu6(OpNode node) {
    Tensor tensor = node.tensor(0);
    String zero = node.writer().graph().scalar(node.name() + "/min", 0);
    String six = node.writer().graph().scalar(node.name() + "/max", 6);
    return tensor.renamed(node.emit("Clip", List.of(tensor.name(), zero, six)));
  }

  /**
   * The alpha of input {@code scaled} being {@code alpha · x}, x the input {@code plain}; null if
   * it is not that. Above 1 the maximum is no leaky ReLU.
   */
  static @Nullable Float alphaOfScaled(OpNode node, int scaled, int plain) {
    GraphIndex index = node.index();
    NodeDef mul = index.behindIdentity(node.inputName(scaled));
    if (!mul.getOp().equals("Mul") || index.inputs(mul).size() != 2) {
      return null;
    }
    NodeDef x = index.behindIdentity(node.inputName(plain));
    for (int i = 0; i < 2; i++) {
      NodeDef factor = index.behindIdentity(index.inputs(mul).get(i));
      NodeDef other = index.behindIdentity(index.inputs(mul).get(1 - i));
      if (other.getName().equals(x.getName())
          && factor.getOp().equals("Const")
          && isFloat(factor)) {
        Known alpha = TensorContents.read(factor.getAttrOrThrow("value").getTensor());
        if (alpha instanceof Floats floats && floats.size() == 1 && alpha.rank() == 0) {
          float value = floats.data()[0];
          return value >= 0 && value <= 1 ? value : null;
        }
      }
    }
    return null;
  }

  private static boolean isFloat(NodeDef constant) {
    return constant.containsAttr("value")
        && constant.getAttrOrThrow("value").getTensor().getDtype() == DataType.DT_FLOAT;
  }
}
