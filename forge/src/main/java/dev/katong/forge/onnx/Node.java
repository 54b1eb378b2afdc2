package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.Optional;

/** A node of an ONNX graph with look-ups of its attributes and inputs. */
public record Node(NodeProto proto) {
  /** The operator's name, such as {@code Conv}. */
  public String operator() {
    return proto.getOpType();
  }

  /** The node's own name, or that of its first output where it has none. */
  public String name() {
    return proto.getName().isEmpty() ? proto.getOutput(0) : proto.getName();
  }

  /** True if the operator is one of ONNX's own. */
  public boolean isStandard() {
    return isStandard(proto.getDomain());
  }

  /** True if a domain is that of ONNX's own operators. */
  public static boolean isStandard(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  /** True if the node holds graphs of its own, as loops and conditions do. */
  public boolean hasGraphs() {
    return proto.getAttributeList().stream().anyMatch(a -> a.hasG() || a.getGraphsCount() > 0);
  }

  /** True if an input is given; optional ones may be left out. */
  public boolean has(int input) {
    return input < proto.getInputCount() && !proto.getInput(input).isEmpty();
  }

  public Optional<AttributeProto> attribute(String name) {
    return proto.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
  }

  public long integer(String name, long otherwise) {
    return attribute(name).map(AttributeProto::getI).orElse(otherwise);
  }

  public float number(String name, float otherwise) {
    return attribute(name).map(AttributeProto::getF).orElse(otherwise);
  }

  public String text(String name, String otherwise) {
    return attribute(name).map(found -> found.getS().toStringUtf8()).orElse(otherwise);
  }

  /** A list of integers; empty where the node has no attribute of that name. */
  public List<Long> integers(String name) {
    return attribute(name).map(AttributeProto::getIntsList).orElse(List.of());
  }

  /**
   * A list of integers, such as {@code strides}, with the values that it has where it is absent.
   */
  public long[] integers(String name, long... otherwise) {
    return attribute(name)
        .map(a -> a.getIntsList().stream().mapToLong(Long::longValue).toArray())
        .orElse(otherwise);
  }

  public Optional<TensorProto> tensor(String name) {
    return attribute(name).map(AttributeProto::getT);
  }
}
