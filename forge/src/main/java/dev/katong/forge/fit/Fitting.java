package dev.katong.forge.fit;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.analysis.TensorSides;
import java.util.List;

/**
 * Fits a network to the machine: the same mathematics in fewer and fuller operations. Pictures stay
 * the same up to the rounding of sums in another order, at most 1 of 255.
 */
public final class Fitting {
  /** All rewrites, in the order in which they are applied. */
  static final List<Rewrite> REWRITES = List.of(new WidenedConvolution(), new BoxMean());

  private Fitting() {}

  /**
   * A network that draws the same in less time.
   *
   * @param model a finished network: uint8 {@code [N,H,W,3]} BGR in and out, fp32; one with graphs
   *     inside nodes is given back as it is
   * @throws BadModel if it is none, or runs on no small frame
   */
  public static ModelProto fit(ModelProto model) {
    ModelProto fitted = model;
    for (Rewrite rewrite : REWRITES) {
      fitted = fit(fitted, rewrite);
    }
    return fitted;
  }

  /** The network with one rewrite alone. */
  static ModelProto fit(ModelProto model, Rewrite rewrite) {
    if (!Draft.canChange(model)) {
      return model;
    }
    Draft draft = new Draft(model);
    rewrite.apply(draft, TensorSides.of(model));
    return draft.finished();
  }
}
