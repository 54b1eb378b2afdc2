package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.tensorflow.value.Dim;
import dev.katong.forge.tensorflow.value.Floats;
import dev.katong.forge.tensorflow.value.IntegerOp;
import dev.katong.forge.tensorflow.value.Integers;
import dev.katong.forge.tensorflow.value.Known;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import dev.katong.forge.tensorflow.value.Value;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Arithmetic element by element, done at import where the operands are known. */
final class ElementwiseOps {
  private ElementwiseOps() {}

  static void register(Map<String, Operations.Mapper> mappers) {
    binary(mappers, "Add", "Add", Double::sum, IntegerOp.ADD);
    binary(mappers, "AddV2", "Add", Double::sum, IntegerOp.ADD);
    binary(mappers, "Sub", "Sub", (a, b) -> a - b, IntegerOp.SUB);
    binary(mappers, "Mul", "Mul", (a, b) -> a * b, IntegerOp.MUL);
    binary(mappers, "RealDiv", "Div", (a, b) -> a / b, null);
    binary(mappers, "Div", "Div", (a, b) -> a / b, IntegerOp.DIV);
    binary(mappers, "FloorDiv", null, null, IntegerOp.FLOOR_DIV);
    binary(mappers, "FloorMod", null, null, IntegerOp.FLOOR_MOD);
    binary(mappers, "Minimum", "Min", Math::min, IntegerOp.MIN);
    binary(mappers, "Pow", "Pow", Math::pow, null);
    mappers.put("Maximum", ElementwiseOps::maximum);
    mappers.put("AddN", ElementwiseOps::addN);
    mappers.put("SquaredDifference", ElementwiseOps::squaredDifference);
    unary(mappers, "Neg", "Neg", a -> -a);
    unary(mappers, "Abs", "Abs", Math::abs);
    unary(mappers, "Sqrt", "Sqrt", Math::sqrt);
    unary(mappers, "Exp", "Exp", Math::exp);
    unary(mappers, "Floor", "Floor", Math::floor);
    unary(mappers, "Ceil", "Ceil", Math::ceil);
    unary(mappers, "Round", "Round", Math::rint);
    mappers.put("Rsqrt", ElementwiseOps::rsqrt);
    mappers.put("Square", ElementwiseOps::square);
  }

  /**
   * Registers an operation of two operands.
   *
   * @param onnx its name in ONNX, or null where it is done on known sizes only
   * @param integers what it is on sizes, or null where they have no such operation
   */
  private static void binary(
      Map<String, Operations.Mapper> mappers,
      String tensorFlow,
      @Nullable String onnx,
      @Nullable DoubleBinaryOperator floats,
      @Nullable IntegerOp integers) {
    mappers.put(tensorFlow, node -> binary(node, onnx, floats, integers));
  }

  private static Value binary(
      OpNode node,
      @Nullable String onnx,
      @Nullable DoubleBinaryOperator floats,
      @Nullable IntegerOp integers) {
    Value left = node.input(0);
    Value right = node.input(1);
    if (floats != null && left instanceof Floats l && right instanceof Floats r) {
      return combine(l, r, floats);
    }
    if (integers != null && left instanceof Integers l && right instanceof Integers r) {
      return combine(l, r, integers);
    }
    if (onnx == null) {
      throw new UnsupportedForm("of tensors");
    }
    Broadcast operands = new Broadcast(node, List.of(left, right));
    return operands.result(node.emit(onnx, operands.names()), left.type());
  }

  static Floats combine(Floats left, Floats right, DoubleBinaryOperator op) {
    List<Integer> dims = Known.broadcast(left.dims(), right.dims());
    float[] l = ((Floats) left.broadcastTo(dims)).data();
    float[] r = ((Floats) right.broadcastTo(dims)).data();
    float[] data = new float[l.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) op.applyAsDouble(l[i], r[i]);
    }
    return new Floats(dims, data);
  }

  private static Integers combine(Integers left, Integers right, IntegerOp op) {
    List<Integer> dims = Known.broadcast(left.dims(), right.dims());
    List<Dim> l = ((Integers) left.broadcastTo(dims)).elements();
    List<Dim> r = ((Integers) right.broadcastTo(dims)).elements();
    return new Integers(
        left.type(),
        dims,
        IntStream.range(0, l.size()).mapToObj(i -> l.get(i).combine(op, r.get(i))).toList());
  }

  private static void unary(
      Map<String, Operations.Mapper> mappers,
      String tensorFlow,
      String onnx,
      DoubleUnaryOperator floats) {
    mappers.put(
        tensorFlow,
        node -> {
          Value operand = node.input(0);
          if (operand instanceof Floats constant) {
            return map(constant, floats);
          }
          if (operand instanceof Integers sizes && tensorFlow.equals("Neg")) {
            return combine(zero(), sizes, IntegerOp.SUB);
          }
          Tensor tensor = node.tensor(0);
          return tensor.renamed(node.emit(onnx, List.of(tensor.name())));
        });
  }

  static Floats map(Floats constant, DoubleUnaryOperator op) {
    float[] data = new float[constant.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) op.applyAsDouble(constant.data()[i]);
    }
    return new Floats(constant.dims(), data);
  }

  private static Integers zero() {
    return new Integers(DataType.INT64, List.of(), List.of(Dim.of(0)));
  }

  /** Maximum, which older graphs also use to write a leaky ReLU: max(alpha·x, x). */
  private static Value maximum(OpNode node) {
    for (int i = 0; i < 2; i++) {
      Float alpha = ActivationOps.alphaOfScaled(node, i, 1 - i);
      if (alpha != null) {
        return ActivationOps.leakyRelu(node, node.tensor(1 - i), alpha);
      }
    }
    return binary(node, "Max", Math::max, IntegerOp.MAX);
  }

  private static Value addN(OpNode node) {
    List<Value> operands = node.inputList();
    if (operands.stream().allMatch(Floats.class::isInstance)) {
      return operands.stream()
          .map(Floats.class::cast)
          .reduce((l, r) -> combine(l, r, Double::sum))
          .orElseThrow(() -> new UnsupportedForm("without operands"));
    }
    Broadcast broadcast = new Broadcast(node, operands);
    return broadcast.result(node.emit("Sum", broadcast.names()), operands.get(0).type());
  }

  private static Value squaredDifference(OpNode node) {
    Value left = node.input(0);
    Value right = node.input(1);
    if (left instanceof Floats l && right instanceof Floats r) {
      return combine(l, r, (a, b) -> (a - b) * (a - b));
    }
    Broadcast operands = new Broadcast(node, List.of(left, right));
    String difference = node.emitPart("difference", "Sub", operands.names());
    return operands.result(node.emit("Mul", List.of(difference, difference)), left.type());
  }

  private static Value rsqrt(OpNode node) {
    if (node.input(0) instanceof Floats constant) {
      return map(constant, a -> 1 / Math.sqrt(a));
    }
    Tensor tensor = node.tensor(0);
    String root = node.emitPart("root", "Sqrt", List.of(tensor.name()));
    return tensor.renamed(node.emit("Reciprocal", List.of(root)));
  }

  private static Value square(OpNode node) {
    if (node.input(0) instanceof Floats constant) {
      return map(constant, a -> a * a);
    }
    Tensor tensor = node.tensor(0);
    return tensor.renamed(node.emit("Mul", List.of(tensor.name(), tensor.name())));
  }
}
