package dev.katong.forge.tensorflow.value;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that is computed at run time.
 *
 * @param name its name in the ONNX graph
 * @param axes lengths by logical axis; where {@code frames} are hidden the first is the batch,
 *     which TensorFlow does not see and which counts as 1
 * @param order where each logical axis is stored; of the same rank as {@code axes}
 */
public record Tensor(String name, DataType type, List<Dim> axes, Order order, Frames frames)
    implements Value {
  public Tensor {
    axes = List.copyOf(axes);
    if (axes.size() != order.rank()) {
      throw new IllegalArgumentException(name + " has " + axes + " in " + order);
    }
  }

  /** A tensor of which some lengths, given as null, are whatever they are at run time. */
  public static Tensor of(
      String name, DataType type, List<@Nullable Dim> axes, Order order, Frames frames) {
    List<Dim> known = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      Dim axis = axes.get(i);
      known.add(axis != null ? axis : Dim.of(new Symbol.Length(name, order.physical(i))));
    }
    return new Tensor(name, type, known, order, frames);
  }

  /** The result of an elementwise operation on this. */
  public Tensor renamed(String other) {
    return new Tensor(other, type, axes, order, frames);
  }

  public Tensor as(Frames other) {
    return new Tensor(name, type, axes, order, other);
  }

  @Override
  public List<Dim> shape() {
    return frames == Frames.HIDDEN ? axes.subList(1, axes.size()) : axes;
  }

  /** The logical axis of this tensor that TensorFlow calls {@code axis}, negative from the end. */
  public int logical(long axis) {
    long counted = axis < 0 ? axis + rank() : axis;
    if (counted < 0 || counted >= rank()) {
      throw new UnsupportedForm("whose axis " + axis + " does not exist in rank " + rank());
    }
    return (int) counted + (frames == Frames.HIDDEN ? 1 : 0);
  }

  public int physical(int logical) {
    return order.physical(logical);
  }

  public Dim axis(int logical) {
    return axes.get(logical);
  }
}
