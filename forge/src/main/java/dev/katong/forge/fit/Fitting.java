package dev.katong.forge.fit;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.analysis.TensorSides;
import dev.katong.forge.onnx.SizeProbe;
import java.util.List;

/**
 * Fits a network to the machine: the same mathematics in fewer and fuller operations. Pictures stay
 * the same up to the rounding of sums in another order, at most 1 of 255.
 */
public final class Fitting {
  /** The rewrites after which a network is still made of its own layers. */
  static final List<Rewrite> REWRITES =
      List.of(new WidenedConvolution(), new BoxMean(), new LateGuide());

  /** Takes layers apart, so it comes last. */
  static final Rewrite FASTEST = new PairedRows();

  private Fitting() {}

  /**
   * A network that draws the same in less time. Its layers are still its own, so it can be
   * quantised or pruned.
   *
   * @param model a finished network: uint8 {@code [N,H,W,3]} BGR in and out, fp32; one with graphs
   *     inside nodes is given back as it is
   * @throws BadModel if it is none, or runs on no small frame
   */
  public static ModelProto fit(ModelProto model) {
    ModelProto fitted = model;
    for (Rewrite rewrite : REWRITES) {
      fitted = fit(fitted, rewrite, SizeProbe.multipleOf(fitted));
    }
    return fitted;
  }

  /**
   * As {@link #fit(ModelProto)}, and with layers taken apart where that saves multiplications. This
   * is the last thing to be done to a network: it can no longer be quantised or pruned.
   *
   * @param multipleOf of what the sides of frames are multiples, in pixels; the network may need it
   *     from then on
   */
  public static ModelProto fitFully(ModelProto model, int multipleOf) {
    return fit(fit(model), FASTEST, multipleOf);
  }

  /** The network with one rewrite alone. */
  static ModelProto fit(ModelProto model, Rewrite rewrite, int multipleOf) {
    if (!Draft.canChange(model)) {
      return model;
    }
    Draft draft = new Draft(model);
    rewrite.apply(draft, TensorSides.of(model, multipleOf));
    return draft.finished();
  }
}
