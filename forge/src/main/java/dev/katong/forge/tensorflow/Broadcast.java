package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.tensorflow.value.Dim;
import dev.katong.forge.tensorflow.value.Floats;
import dev.katong.forge.tensorflow.value.Frames;
import dev.katong.forge.tensorflow.value.Integers;
import dev.katong.forge.tensorflow.value.Known;
import dev.katong.forge.tensorflow.value.Order;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import dev.katong.forge.tensorflow.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Operands of an elementwise operation, brought to one rank and one order of axes: that of the
 * first tensor of full rank. Constants are permuted at import, tensors only where they differ.
 */
final class Broadcast {
  private final OpNode node;
  private final Frames frames;
  private final int rank;
  private final Order order;
  private final List<String> names = new ArrayList<>();
  private final List<@Nullable Dim> axes = new ArrayList<>();

  Broadcast(OpNode node, List<Value> operands) {
    this.node = node;
    this.frames = frames(operands);
    int visible = operands.stream().mapToInt(Value::rank).max().orElse(0);
    this.rank = frames == Frames.HIDDEN ? visible + 1 : visible;
    this.order =
        operands.stream()
            .filter(operand -> operand instanceof Tensor tensor && tensor.axes().size() == rank)
            .map(operand -> ((Tensor) operand).order())
            .findFirst()
            .orElse(Order.identity(rank));
    for (int axis = 0; axis < rank; axis++) {
      axes.add(Dim.ONE);
    }
    for (int i = 0; i < operands.size(); i++) {
      names.add(add(operands.get(i), i));
    }
  }

  /** The operands' names, for the node. */
  List<String> names() {
    return names;
  }

  /** The result, once the node is written. */
  Tensor result(String name, DataType type) {
    return Tensor.of(name, type, axes, order, frames);
  }

  private static Frames frames(List<Value> operands) {
    int visible = operands.stream().mapToInt(Value::rank).max().orElse(0);
    Frames result = Frames.NONE;
    for (Value operand : operands) {
      Frames frames = operand instanceof Tensor tensor ? tensor.frames() : Frames.NONE;
      if (frames == Frames.NONE) {
        continue;
      }
      int missing = visible - operand.rank();
      boolean hidden = frames == Frames.HIDDEN && missing == 0;
      boolean revealed = frames == Frames.HIDDEN ? missing == 1 : missing == 0;
      if (!hidden && !revealed) {
        throw new UnsupportedForm("which broadcasts over the axis of the batch");
      }
      result = revealed ? Frames.REVEALED : result == Frames.NONE ? Frames.HIDDEN : result;
    }
    return result;
  }

  private String add(Value operand, int i) {
    if (operand instanceof Known known && isConstant(known)) {
      merge(known.shape());
      return constant(known, i);
    }
    Tensor tensor = node.writer().tensor(operand, node.inputName(i));
    if (frames.any() && !tensor.frames().any() && tensor.axes().size() == rank) {
      Dim batch = tensor.axis(0);
      if (batch.isConstant() && !batch.is(1)) {
        throw new UnsupportedForm("which broadcasts over the axis of the batch");
      }
    }
    merge(tensor.axes());
    if (tensor.axes().size() == rank) {
      return node.writer().inOrder(tensor, order);
    }
    return tensor.axes().isEmpty() ? tensor.name() : raised(tensor);
  }

  private static boolean isConstant(Known known) {
    return known instanceof Floats || (known instanceof Integers integers && integers.isConstant());
  }

  private void merge(List<Dim> operand) {
    for (int i = 0; i < operand.size(); i++) {
      int axis = i + rank - operand.size();
      Dim length = operand.get(i);
      Dim known = axes.get(axis);
      if (known != null && known.is(1)) {
        axes.set(axis, length);
      } else if (!length.is(1) && !length.equals(known)) {
        // Two different run-time lengths: the result's own length is the only sure one.
        axes.set(
            axis,
            length.isConstant() ? length : known != null && known.isConstant() ? known : null);
      }
    }
  }

  private String constant(Known known, int i) {
    List<Integer> dims = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      int own = axis - rank + known.rank();
      dims.add(own < 0 ? 1 : known.dims().get(own));
    }
    Known stored = known.reshaped(dims).transposed(order.axes());
    int leading = 0;
    while (leading < rank && stored.dims().get(leading) == 1) {
      leading++;
    }
    Known trimmed = stored.reshaped(stored.dims().subList(leading, rank));
    return node.writer().graph().constant(node.inputName(i), TensorWriter.constant(trimmed));
  }

  /** A tensor of lower rank with leading axes of length 1, in the order of the result. */
  private String raised(Tensor tensor) {
    int missing = rank - tensor.axes().size();
    List<Integer> added = IntStream.range(0, missing).boxed().toList();
    Order raised = tensor.order().withRoomFor(added);
    List<Integer> wanted = order.axes().stream().filter(axis -> axis >= missing).toList();
    String name = tensor.name();
    if (!raised.axes().equals(wanted)) {
      Order target = new Order(wanted.stream().map(axis -> axis - missing).toList());
      name = node.writer().inOrder(tensor, target);
    }
    long[] places = added.stream().mapToLong(order::physical).sorted().toArray();
    return node.emitPart("raised", "Unsqueeze", List.of(name, node.vector("raised/axes", places)));
  }
}
