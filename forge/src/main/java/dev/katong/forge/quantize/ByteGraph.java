package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.Tensors;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The quantised network as it grows: in which forms each tensor of the float network is there.
 * Bytes are held with the channels last (pixels), or first (planes); floats with the channels
 * first. A form that is missing is made of another at its first use.
 */
final class ByteGraph {
  private final GraphBuilder graph;
  private final Map<String, ByteTensor> pixels = new HashMap<>();
  private final Map<String, ByteTensor> planes = new HashMap<>();
  private final Set<String> floats = new HashSet<>();

  ByteGraph(GraphBuilder graph) {
    this.graph = graph;
  }

  GraphBuilder graph() {
    return graph;
  }

  /** Levels' scale as a constant. */
  String scale(Levels levels) {
    return graph.scalar("scale", levels.scale());
  }

  /** Levels' zero as a constant. */
  String zero(Levels levels) {
    return graph.constant("zero", Tensors.bytes(DataType.UINT8, new byte[] {(byte) levels.zero()}));
  }

  /** A tensor is there as floats. */
  void holdFloats(String tensor) {
    floats.add(tensor);
  }

  /** A tensor is there as bytes, channels last. */
  void holdPixels(String tensor, ByteTensor bytes) {
    pixels.put(tensor, bytes);
  }

  /** A tensor is there as bytes, channels first. */
  void holdPlanes(String tensor, ByteTensor bytes) {
    planes.put(tensor, bytes);
  }

  /** True if the graph holds a tensor as bytes. */
  boolean holdsBytes(String tensor) {
    return pixels.containsKey(tensor) || planes.containsKey(tensor);
  }

  /** A tensor that is there as bytes, channels last. */
  ByteTensor pixels(String tensor) {
    ByteTensor found = pixels.get(tensor);
    if (found == null) {
      ByteTensor first = held(planes, tensor);
      found = turned(tensor + "/pixels", first, 0, 2, 3, 1);
      pixels.put(tensor, found);
    }
    return found;
  }

  /** A tensor that is there as bytes, channels first. */
  ByteTensor planes(String tensor) {
    ByteTensor found = planes.get(tensor);
    if (found == null) {
      ByteTensor last = held(pixels, tensor);
      found = turned(tensor + "/planes", last, 0, 3, 1, 2);
      planes.put(tensor, found);
    }
    return found;
  }

  private static ByteTensor held(Map<String, ByteTensor> forms, String tensor) {
    return Optional.ofNullable(forms.get(tensor))
        .orElseThrow(() -> new IllegalStateException(tensor + " is not there as bytes"));
  }

  private ByteTensor turned(String wanted, ByteTensor bytes, long... permutation) {
    return new ByteTensor(
        graph.node(
            "Transpose", wanted, List.of(bytes.name()), Attributes.list("perm", permutation)),
        bytes.levels(),
        bytes.rest());
  }

  /** Makes floats of a tensor, if it is there as bytes only. */
  void needFloats(String tensor) {
    if (holdsBytes(tensor) && floats.add(tensor)) {
      ByteTensor bytes = planes(tensor);
      graph.nodeTo(
          tensor,
          "DequantizeLinear",
          List.of(bytes.name(), scale(bytes.levels()), zero(bytes.levels())));
    }
  }

  /** Makes bytes of a tensor that is there as floats only. */
  void quantise(String tensor, Levels levels) {
    holdPlanes(
        tensor,
        new ByteTensor(
            graph.node(
                "QuantizeLinear", tensor + "/bytes", List.of(tensor, scale(levels), zero(levels))),
            levels));
  }
}
