package dev.katong.forge.prune.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operators that work value by value, with broadcasting. */
final class ElementwiseRules {
  private static final List<String> OPERATORS =
      List.of(
          ("Abs Acos Acosh Add And Asin Asinh Atan Atanh BitShift Cast CastLike Ceil Celu Clip Cos"
                  + " Cosh Div Dropout Elu Equal Erf Exp Floor Gelu Greater GreaterOrEqual"
                  + " HardSigmoid HardSwish Identity IsInf IsNaN LeakyRelu Less LessOrEqual Log Max"
                  + " Mean Min Mish Mod Mul Neg Not Or PRelu Pow Reciprocal Relu Round Selu Sigmoid"
                  + " Sign Sin Sinh Softplus Softsign Sqrt Sub Sum Tan Tanh ThresholdedRelu Where"
                  + " Xor")
              .split(" "));

  private ElementwiseRules() {}

  static void register(Map<String, ChannelRule> rules) {
    OPERATORS.forEach(operator -> rules.put(operator, ElementwiseRules::broadcast));
  }

  /** Axes are lined up from the last; what meets on one of them is coupled. */
  private static void broadcast(Visit visit) {
    long[] shape = visit.outputShape(0);
    Axes given = Axes.fixed(shape.length);
    for (int axis = 0; axis < shape.length; axis++) {
      given = given.with(axis, meet(visit, shape.length - axis, shape[axis]));
    }
    visit.give(0, given);
  }

  /**
   * The channels along one axis of the result.
   *
   * @param fromEnd the axis counted from the end, 1 for the last
   */
  private static int[] meet(Visit visit, int fromEnd, long length) {
    int[] met = {};
    String fixed = "";
    List<Integer> constants = new ArrayList<>();
    for (int input = 0; input < visit.inputs(); input++) {
      if (!visit.has(input) || visit.shape(input).length < fromEnd) {
        continue;
      }
      int axis = visit.shape(input).length - fromEnd;
      int[] own = visit.axes(input).at(axis);
      if (visit.shape(input)[axis] != length) {
        visit.keep(own, "spreads one channel over several");
      } else if (visit.isConstant(input)) {
        constants.add(input);
      } else if (own.length == 0) {
        fixed = visit.node().getInput(input);
      } else if (met.length == 0) {
        met = own;
      } else {
        visit.coupled().couple(met, own);
      }
    }
    if (met.length == 0) {
      return met;
    }
    if (!fixed.isEmpty()) {
      visit.keep(met, "combines it with '%s', whose channels are fixed".formatted(fixed));
    }
    if (length > 1) {
      for (int input : constants) {
        visit.cut(input, visit.shape(input).length - fromEnd, met);
      }
    }
    return met;
  }
}
