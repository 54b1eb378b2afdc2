package dev.katong.train.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.katong.KatongException.BadModel;
import dev.katong.train.graph.Operand.Sizes;
import dev.katong.train.graph.Operand.Tensor;
import java.util.Map;
import java.util.Optional;

/**
 * A node at work: its attributes, and the values that are known when it is its turn.
 *
 * @param manager owner of new arrays
 */
record Call(NodeProto node, Map<String, Operand> values, NDManager manager) {

  boolean has(int input) {
    return input < node.getInputCount() && !node.getInput(input).isEmpty();
  }

  NDArray tensor(int input) {
    if (value(input) instanceof Tensor tensor) {
      return tensor.array();
    }
    throw new BadModel(name() + " computes with sizes, which cannot be trained through");
  }

  long[] sizes(int input) {
    if (value(input) instanceof Sizes sizes) {
      return sizes.numbers();
    }
    throw new BadModel(
        name() + " takes a size that depends on the picture's values, which cannot be trained");
  }

  Operand value(int input) {
    if (!has(input)) {
      throw new BadModel(name() + " lacks its input " + input);
    }
    Operand value = values.get(node.getInput(input));
    if (value == null) {
      throw new BadModel(name() + " takes " + node.getInput(input) + ", which nothing gives");
    }
    return value;
  }

  long integer(String attribute, long otherwise) {
    return find(attribute).map(AttributeProto::getI).orElse(otherwise);
  }

  float number(String attribute, float otherwise) {
    return find(attribute).map(AttributeProto::getF).orElse(otherwise);
  }

  String text(String attribute, String otherwise) {
    return find(attribute).map(a -> a.getS().toStringUtf8()).orElse(otherwise);
  }

  long[] integers(String attribute, long... otherwise) {
    return find(attribute)
        .map(a -> a.getIntsList().stream().mapToLong(Long::longValue).toArray())
        .orElse(otherwise);
  }

  Optional<AttributeProto> find(String attribute) {
    return node.getAttributeList().stream().filter(a -> a.getName().equals(attribute)).findFirst();
  }

  /** The complaint that a form of the operator cannot be trained. */
  BadModel unsupported(String what) {
    return new BadModel(name() + " " + what + ", which cannot be trained");
  }

  private String name() {
    return "the node '%s' (%s)".formatted(node.getName(), node.getOpType());
  }
}
