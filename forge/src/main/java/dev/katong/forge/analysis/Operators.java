package dev.katong.forge.analysis;

import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The operators of ONNX that the analysis knows, by name. */
final class Operators {
  /** Each value of the result depends on the values at its own place. */
  static final List<String> POINTWISE =
      List.of(
              "Abs Acos Acosh Add And Asin Asinh Atan Atanh BatchNormalization BitShift BitwiseAnd"
                  + " BitwiseNot BitwiseOr BitwiseXor Cast CastLike Ceil Celu Clip Cos Cosh"
                  + " DequantizeLinear Div Dropout Elu Equal Erf Exp Floor Gelu Greater GreaterOrEqual"
                  + " HardSigmoid HardSwish Identity IsInf IsNaN LeakyRelu Less LessOrEqual Log Max Mean"
                  + " Min Mish Mod Mul Neg Not Or PRelu Pow QuantizeLinear Reciprocal Relu Round Selu"
                  + " Shrink Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Sub Sum Swish Tan Tanh"
                  + " ThresholdedRelu Where Xor")
          .stream()
          .flatMap(names -> List.of(names.split(" ")).stream())
          .toList();

  /** The known ones among ONNX Runtime's own operators. */
  private static final Set<String> OF_THE_ENGINE =
      Set.of("QLinearAdd", "QLinearConv", "QLinearLeakyRelu");

  private static final Set<String> SIZES = Set.of("Shape", "Size");
  private static final Set<String> LIMITS =
      Set.of("Clip", "Max", "Min", "Where", "Greater", "GreaterOrEqual", "Less", "LessOrEqual");
  private static final Set<String> RANDOM =
      Set.of(
          "Bernoulli",
          "Multinomial",
          "RandomNormal",
          "RandomNormalLike",
          "RandomUniform",
          "RandomUniformLike");

  private static final Map<String, Rule> RULES = new HashMap<>();

  static {
    POINTWISE.forEach(name -> RULES.put(name, Pointwise::extent));
    SIZES.forEach(name -> RULES.put(name, Step::fresh));
    OF_THE_ENGINE.forEach(name -> RULES.put(name, Pointwise::extent));
    WindowOperators.register(RULES);
    SamplingOperators.register(RULES);
    AxisOperators.register(RULES);
    PlacingOperators.register(RULES);
    StatisticOperators.register(RULES);
    ProductOperators.register(RULES);
  }

  private Operators() {}

  /** True if an operator is ONNX's, or a known one of the engine. */
  static boolean isKnownDomain(String domain, String operator) {
    return Node.isStandard(domain)
        || (domain.equals(GraphBuilder.ENGINE_DOMAIN) && OF_THE_ENGINE.contains(operator));
  }

  static Optional<Rule> rule(String operator) {
    return Optional.ofNullable(RULES.get(operator));
  }

  /** True if the result depends on the lengths of the input and not on its values. */
  static boolean givesSize(String operator) {
    return SIZES.contains(operator);
  }

  /** True if the result may be the same at some sizes and not at others. */
  static boolean limits(String operator) {
    return LIMITS.contains(operator);
  }

  static boolean isRandom(String operator) {
    return RANDOM.contains(operator);
  }
}
