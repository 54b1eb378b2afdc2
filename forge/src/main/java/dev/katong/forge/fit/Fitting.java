package dev.katong.forge.fit;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.analysis.TensorSides;
import dev.katong.forge.onnx.CanonicalForm;
import dev.katong.forge.onnx.SizeProbe;
import java.util.List;

/**
 * Fits a network to the machine: the same mathematics in fewer and fuller operations. Pictures stay
 * the same up to the rounding of sums in another order, at most 1 of 255.
 */
public final class Fitting {
  /** The rewrites after which a network still consists of its own layers, in their order. */
  static final List<Rewrite> KEEPING_LAYERS =
      List.of(new BoxMean(), new WidenedConvolution(), new LateGuide());

  /** Splits layers, so it comes last. */
  static final Rewrite PAIRED_ROWS = new PairedRows();

  private Fitting() {}

  /**
   * A network that draws the same in less time and memory. Its layers are still its own, so it can
   * be pruned and quantised.
   *
   * @param model a finished network: uint8 {@code [N,H,W,3]} BGR in and out, fp32
   * @return the fitted network; the same one where no rewrite applies, or it cannot be run on small
   *     frames, or holds graphs inside nodes
   */
  public static ModelProto fit(ModelProto model) {
    try {
      return applied(model, SizeProbe.multipleOf(model), KEEPING_LAYERS);
    } catch (BadModel e) {
      return model;
    }
  }

  /**
   * Fits a network like {@link #fit}, and splits convolutions where that saves multiplications.
   * This is the last thing to be done to a network in fp32: it can no longer be pruned or
   * quantised.
   *
   * @param multipleOf the sides of all frames are multiples of this, in pixels; at least the
   *     network's own alignment, which may double
   */
  public static ModelProto fitFully(ModelProto model, int multipleOf) {
    ModelProto fitted = fit(model);
    try {
      return applied(fitted, multipleOf, List.of(PAIRED_ROWS));
    } catch (BadModel e) {
      return fitted;
    }
  }

  /** The network with some rewrites, one after the other. */
  static ModelProto applied(ModelProto given, int multipleOf, List<Rewrite> rewrites) {
    if (!Draft.canChange(given)) {
      return given;
    }
    ModelProto model = CanonicalForm.of(given);
    TensorSides sides = TensorSides.of(model, multipleOf);
    ModelProto rewritten = model;
    for (Rewrite rewrite : rewrites) {
      Draft draft = new Draft(rewritten);
      rewrite.apply(draft, sides);
      rewritten = draft.finished();
    }
    return rewritten;
  }
}
