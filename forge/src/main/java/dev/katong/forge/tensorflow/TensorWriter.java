package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.Tensors;
import dev.katong.forge.tensorflow.value.Dim;
import dev.katong.forge.tensorflow.value.Floats;
import dev.katong.forge.tensorflow.value.Frames;
import dev.katong.forge.tensorflow.value.IntegerOp;
import dev.katong.forge.tensorflow.value.Integers;
import dev.katong.forge.tensorflow.value.Known;
import dev.katong.forge.tensorflow.value.Order;
import dev.katong.forge.tensorflow.value.Symbol;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes what mappers ask for into the ONNX graph: nodes, constants, sizes that are computed at run
 * time, and transposes, each only once.
 */
final class TensorWriter {
  private record Transposed(String tensor, List<Long> permutation) {}

  private final GraphBuilder graph;
  private final Map<Transposed, String> transposes = new HashMap<>();
  private final Map<Symbol, String> symbols = new HashMap<>();
  private final Map<String, String> shapes = new HashMap<>();
  private final Map<String, String> flattened = new HashMap<>();

  TensorWriter(GraphBuilder graph) {
    this.graph = graph;
  }

  GraphBuilder graph() {
    return graph;
  }

  String node(String name, String op, List<String> inputs, AttributeProto... attributes) {
    return graph.node(op, name, inputs, attributes);
  }

  String cast(String tensor, DataType type, String name) {
    return node(name, "Cast", List.of(tensor), Attributes.of("to", type.getNumber()));
  }

  /** A value as a tensor; what is known at import becomes a constant or a calculation of sizes. */
  Tensor tensor(Value value, String name) {
    if (value instanceof Tensor tensor) {
      return tensor;
    }
    Known known = (Known) value;
    String written =
        known instanceof Integers integers && !integers.isConstant()
            ? computed(integers, name)
            : graph.constant(name, constant(known));
    return new Tensor(
        written, known.type(), known.shape(), Order.identity(known.rank()), Frames.NONE);
  }

  /** A constant as an ONNX tensor. */
  static TensorProto constant(Known known) {
    long[] dims = known.dims().stream().mapToLong(Integer::longValue).toArray();
    if (known instanceof Floats floats) {
      return Tensors.floats(floats.data(), dims);
    }
    long[] values = ((Integers) known).constants();
    if (known.type() == DataType.INT64) {
      return Tensors.int64s(values, dims);
    }
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Tensors.bytes(known.type(), bytes, dims);
  }

  private String computed(Integers integers, String name) {
    String flat = sizes(integers.elements(), name + "/sizes");
    if (integers.rank() == 1) {
      return flat;
    }
    long[] dims = integers.dims().stream().mapToLong(Integer::longValue).toArray();
    return node(name, "Reshape", List.of(flat, graph.vector(name + "/shape", dims)));
  }

  /** The name of a tensor in the wanted order; transposed, at most once, where it is in another. */
  String inOrder(Tensor tensor, Order wanted) {
    if (tensor.order().equals(wanted)) {
      return tensor.name();
    }
    long[] permutation = tensor.order().permutationTo(wanted);
    return transposes.computeIfAbsent(
        new Transposed(tensor.name(), Arrays.stream(permutation).boxed().toList()),
        key ->
            node(
                tensor.name() + "/transposed",
                "Transpose",
                List.of(tensor.name()),
                Attributes.list("perm", permutation)));
  }

  /** An int64 vector of sizes. */
  String sizes(List<Dim> sizes, String name) {
    if (sizes.stream().allMatch(Dim::isConstant)) {
      return graph.vector(name, sizes.stream().mapToLong(Dim::constant).toArray());
    }
    List<String> parts = new ArrayList<>();
    for (Dim size : sizes) {
      parts.add(size(size));
    }
    return parts.size() == 1 ? parts.get(0) : node(name, "Concat", parts, Attributes.of("axis", 0));
  }

  /** An int64 vector of one size. */
  private String size(Dim size) {
    Symbol symbol = size.symbol();
    if (symbol == null) {
      return graph.vector("size/" + size.factor(), size.factor());
    }
    String value = symbols.get(symbol);
    if (value == null) {
      value = symbol(symbol);
      symbols.put(symbol, value);
    }
    return size.factor() == 1
        ? value
        : node(value + "/times", "Mul", List.of(value, size(Dim.of(size.factor()))));
  }

  private String symbol(Symbol symbol) {
    if (symbol instanceof Symbol.Length length) {
      String shape =
          shapes.computeIfAbsent(
              length.tensor(), tensor -> node(tensor + "/shape", "Shape", List.of(tensor)));
      return element(shape, length.axis());
    }
    if (symbol instanceof Symbol.Element element) {
      String flat =
          flattened.computeIfAbsent(
              element.tensor(),
              tensor ->
                  node(
                      tensor + "/flat", "Reshape", List.of(tensor, graph.vector("size/flat", -1))));
      return element(flat, element.index());
    }
    Symbol.Computed computed = (Symbol.Computed) symbol;
    return arithmetic(computed.op(), size(computed.left()), size(computed.right()));
  }

  private String element(String vector, int index) {
    return node(
        vector + "/" + index,
        "Gather",
        List.of(vector, graph.vector("size/" + index, index)),
        Attributes.of("axis", 0));
  }

  private String arithmetic(IntegerOp op, String left, String right) {
    List<String> operands = List.of(left, right);
    String name = left + "/" + op.name().toLowerCase(Locale.ROOT);
    return switch (op) {
      case ADD -> node(name, "Add", operands);
      case SUB -> node(name, "Sub", operands);
      case MUL -> node(name, "Mul", operands);
      case DIV -> node(name, "Div", operands);
      case MAX -> node(name, "Max", operands);
      case MIN -> node(name, "Min", operands);
      case FLOOR_MOD -> node(name, "Mod", operands);
      // ONNX divides integers towards zero: take the remainder off first.
      case FLOOR_DIV -> {
        String remainder = node(name + "/remainder", "Mod", operands);
        String whole = node(name + "/whole", "Sub", List.of(left, remainder));
        yield node(name, "Div", List.of(whole, right));
      }
    };
  }
}
