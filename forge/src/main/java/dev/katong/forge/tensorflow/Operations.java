package dev.katong.forge.tensorflow;

import dev.katong.forge.tensorflow.value.UnsupportedForm;
import dev.katong.forge.tensorflow.value.Value;
import java.util.HashMap;
import java.util.Map;

/** The table of TensorFlow operations, with the method that imports each. */
final class Operations {
  /** Imports one node. */
  interface Mapper {
    /**
     * The value of the node's first output.
     *
     * @throws UnsupportedForm saying what cannot be imported. What attributes and constants show is
     *     looked at before the other inputs, so that it is reported even behind a failed node.
     */
    Value map(OpNode node);
  }

  private static final Map<String, Mapper> MAPPERS = new HashMap<>();

  static {
    for (String op :
        new String[] {
          "Identity", "StopGradient", "PreventGradient", "Snapshot", "PlaceholderWithDefault"
        }) {
      MAPPERS.put(op, node -> node.input(0));
    }
    MAPPERS.put("Const", node -> TensorContents.read(node.requiredAttribute("value").getTensor()));
    ElementwiseOps.register(MAPPERS);
    ActivationOps.register(MAPPERS);
    ConvolutionOps.register(MAPPERS);
    NormalizationOps.register(MAPPERS);
    PoolingOps.register(MAPPERS);
    SamplingOps.register(MAPPERS);
    PaddingOps.register(MAPPERS);
    ShapeOps.register(MAPPERS);
    SlicingOps.register(MAPPERS);
    JoiningOps.register(MAPPERS);
    ReductionOps.register(MAPPERS);
  }

  private Operations() {}

  static Mapper mapper(String op) {
    Mapper mapper = MAPPERS.get(op);
    if (mapper == null) {
      throw new UnsupportedForm(
          op.startsWith("Variable") || op.equals("VarHandleOp")
              ? "is a variable: the graph is not frozen"
              : "is an operation that Katong does not know");
    }
    return mapper;
  }

  /** True if an operation's result is its first input. */
  static boolean passesOn(String op) {
    return op.equals("Identity") || op.equals("StopGradient");
  }
}
