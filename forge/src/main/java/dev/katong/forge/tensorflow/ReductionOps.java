package dev.katong.forge.tensorflow;

import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.tensorflow.value.Dim;
import dev.katong.forge.tensorflow.value.Frames;
import dev.katong.forge.tensorflow.value.Order;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Means, sums and extremes along axes. */
final class ReductionOps {
  private ReductionOps() {}

  static void register(Map<String, Operations.Mapper> mappers) {
    mappers.put("Mean", node -> reduce(node, "ReduceMean"));
    mappers.put("Sum", node -> reduce(node, "ReduceSum"));
    mappers.put("Max", node -> reduce(node, "ReduceMax"));
    mappers.put("Min", node -> reduce(node, "ReduceMin"));
  }

  private static Value reduce(OpNode node, String op) {
    List<Integer> wanted = node.axes(1);
    boolean keeps = node.flag("keep_dims", false);
    Tensor tensor = node.tensor(0);
    List<Integer> axes = new ArrayList<>(wanted.stream().map(tensor::logical).distinct().toList());
    Frames frames = tensor.frames();
    if (frames == Frames.REVEALED && axes.removeIf(axis -> axis == 0) && !keeps) {
      // Over the one picture that TensorFlow sees there is nothing to reduce.
      frames = Frames.HIDDEN;
    }
    if (axes.isEmpty()) {
      return tensor.as(frames);
    }
    List<Dim> lengths = new ArrayList<>();
    for (int axis = 0; axis < tensor.axes().size(); axis++) {
      if (!axes.contains(axis)) {
        lengths.add(tensor.axis(axis));
      } else if (keeps) {
        lengths.add(Dim.ONE);
      }
    }
    Order order = keeps ? tensor.order() : tensor.order().without(axes);
    return new Tensor(write(node, op, tensor, axes, keeps), tensor.type(), lengths, order, frames);
  }

  private static String write(
      OpNode node, String op, Tensor tensor, List<Integer> axes, boolean keeps) {
    long[] physical = axes.stream().mapToLong(tensor::physical).sorted().toArray();
    var keepDims = Attributes.of("keepdims", keeps ? 1 : 0);
    // In operator set 17 only the sum takes its axes as an input.
    return op.equals("ReduceSum")
        ? node.emit(op, List.of(tensor.name(), node.vector("axes", physical)), keepDims)
        : node.emit(op, List.of(tensor.name()), Attributes.list("axes", physical), keepDims);
  }
}
