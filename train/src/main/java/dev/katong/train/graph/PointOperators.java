package dev.katong.train.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.train.graph.Operand.Sizes;
import dev.katong.train.graph.Operand.Tensor;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.UnaryOperator;

/** Operators that compute each value from the values at its place. */
final class PointOperators {
  static final Map<String, Operator> ALL =
      Map.ofEntries(
          Map.entry("Add", binary(NDArray::add, Long::sum)),
          Map.entry("Sub", binary(NDArray::sub, (a, b) -> a - b)),
          Map.entry("Mul", binary(NDArray::mul, (a, b) -> a * b)),
          Map.entry("Div", binary(NDArray::div, (a, b) -> a / b)),
          Map.entry("Min", limit(NDArrays::minimum)),
          Map.entry("Max", limit(NDArrays::maximum)),
          Map.entry("Relu", unary(a -> a.getNDArrayInternal().relu())),
          Map.entry("Tanh", unary(NDArray::tanh)),
          Map.entry("Sigmoid", unary(a -> a.getNDArrayInternal().sigmoid())),
          Map.entry("Sqrt", unary(NDArray::sqrt)),
          Map.entry("Neg", unary(NDArray::neg)),
          Map.entry("Abs", unary(NDArray::abs)),
          Map.entry("Exp", unary(NDArray::exp)),
          Map.entry("Identity", call -> call.value(0)),
          Map.entry("Cast", PointOperators::cast),
          Map.entry("LeakyRelu", PointOperators::leakyRelu),
          Map.entry("PRelu", PointOperators::slopedRelu),
          Map.entry("Clip", PointOperators::clip),
          Map.entry("BatchNormalization", PointOperators::batchNormalization),
          Map.entry("InstanceNormalization", PointOperators::instanceNormalization));

  private PointOperators() {}

  private static Operator unary(UnaryOperator<NDArray> function) {
    return call -> new Tensor(function.apply(call.tensor(0)));
  }

  /**
   * A limit. What is beyond it still has a gradient, or else a value that is once outside, and
   * should not be, would never be led back.
   */
  private static Operator limit(BinaryOperator<NDArray> limited) {
    return call -> {
      NDArray x = call.tensor(0);
      NDArray bound = call.tensor(1);
      return new Tensor(bound.size() == 1 ? limited(x, bound, limited) : limited.apply(x, bound));
    };
  }

  private static NDArray limited(NDArray x, NDArray bound, BinaryOperator<NDArray> limited) {
    return x.add(limited.apply(x, bound).sub(x).stopGradient());
  }

  private static Operator binary(BinaryOperator<NDArray> arrays, LongBinaryOperator numbers) {
    return call -> {
      if (call.value(0) instanceof Sizes left && call.value(1) instanceof Sizes right) {
        long[] a = left.numbers();
        long[] b = right.numbers();
        long[] result = new long[Math.max(a.length, b.length)];
        for (int i = 0; i < result.length; i++) {
          result[i] = numbers.applyAsLong(a[a.length == 1 ? 0 : i], b[b.length == 1 ? 0 : i]);
        }
        return new Sizes(result, left.scalar() && right.scalar());
      }
      return new Tensor(arrays.apply(call.tensor(0), call.tensor(1)));
    };
  }

  /**
   * Bytes are computed with as floats: what a cast to bytes would cut off has no gradient, and what
   * is learnt without it is the same.
   */
  private static Operand cast(Call call) {
    if (call.value(0) instanceof Sizes sizes && call.integer("to", 0) == DataType.INT64_VALUE) {
      return sizes;
    }
    return call.value(0);
  }

  private static Operand leakyRelu(Call call) {
    return new Tensor(call.tensor(0).getNDArrayInternal().leakyRelu(call.number("alpha", 0.01f)));
  }

  private static Operand slopedRelu(Call call) {
    NDArray x = call.tensor(0);
    NDArray below = NDArrays.minimum(x, 0).mul(call.tensor(1));
    return new Tensor(x.getNDArrayInternal().relu().add(below));
  }

  private static Operand clip(Call call) {
    NDArray x = call.tensor(0);
    if (call.has(1)) {
      x = limited(x, call.tensor(1), NDArrays::maximum);
    }
    if (call.has(2)) {
      x = limited(x, call.tensor(2), NDArrays::minimum);
    }
    return new Tensor(x);
  }

  /** Normalizes with the statistics that the network has; they are not trained. */
  private static Operand batchNormalization(Call call) {
    NDArray spread = call.tensor(4).add(call.number("epsilon", 1e-5f)).sqrt();
    NDArray factor = call.tensor(1).div(spread);
    NDArray shift = call.tensor(2).sub(call.tensor(3).mul(factor));
    return new Tensor(call.tensor(0).mul(perChannel(factor)).add(perChannel(shift)));
  }

  private static Operand instanceNormalization(Call call) {
    NDArray x = call.tensor(0);
    NDArray centred = x.sub(spatialMean(x));
    NDArray variance = spatialMean(centred.square());
    NDArray normal = centred.div(variance.add(call.number("epsilon", 1e-5f)).sqrt());
    return new Tensor(normal.mul(perChannel(call.tensor(1))).add(perChannel(call.tensor(2))));
  }

  private static NDArray spatialMean(NDArray x) {
    return x.mean(new int[] {2}, true).mean(new int[] {3}, true);
  }

  private static NDArray perChannel(NDArray vector) {
    return vector.reshape(new Shape(1, vector.size(), 1, 1));
  }
}
