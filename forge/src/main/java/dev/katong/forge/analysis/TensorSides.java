package dev.katong.forge.analysis;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import java.util.List;

/**
 * Facts about the lengths of a network's tensors that hold at every size of frame in use: found in
 * runs on small frames of several sizes.
 */
public final class TensorSides {
  private final GraphProbe probe;
  private final boolean holdsAtAllFrames;

  private TensorSides(GraphProbe probe, boolean holdsAtAllFrames) {
    this.probe = probe;
    this.holdsAtAllFrames = holdsAtAllFrames;
  }

  /**
   * Runs a network at several sizes; what is found holds of frames whose sides are multiples of a
   * number.
   *
   * @param model a finished network: uint8 {@code [N,H,W,3]} in and out
   * @param multipleOf pixels
   * @throws BadModel if it is none, or runs on no small frame
   */
  public static TensorSides of(ModelProto model, int multipleOf) {
    GraphProbe probe = GraphProbe.of(model, multipleOf);
    return new TensorSides(probe, probe.grid() == multipleOf);
  }

  /** True if the length of a tensor's axis is always a multiple of a number. */
  public boolean isMultiple(String tensor, int axis, int of) {
    Observation seen = probe.of(tensor);
    if (!holdsAtAllFrames || seen == null || axis >= seen.dims().size()) {
      return false;
    }
    Amount length = seen.dims().get(axis);
    return length.regular()
        && length.base() % of == 0
        && length.perRow() % of == 0
        && length.perColumn() % of == 0
        && length.perCell() % of == 0;
  }

  /** True if two tensors always have the same lengths from an axis on. */
  public boolean areEqual(String one, String other, int fromAxis) {
    Observation a = probe.of(one);
    Observation b = probe.of(other);
    if (!holdsAtAllFrames || a == null || b == null) {
      return false;
    }
    List<Amount> lengths = a.dims();
    return lengths.size() == b.dims().size()
        && fromAxis <= lengths.size()
        && lengths.stream().allMatch(Amount::regular)
        && lengths
            .subList(fromAxis, lengths.size())
            .equals(b.dims().subList(fromAxis, lengths.size()));
  }
}
