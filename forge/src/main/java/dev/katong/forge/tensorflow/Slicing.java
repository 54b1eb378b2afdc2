package dev.katong.forge.tensorflow;

import dev.katong.forge.tensorflow.value.Dim;
import dev.katong.forge.tensorflow.value.Frames;
import dev.katong.forge.tensorflow.value.IntegerOp;
import dev.katong.forge.tensorflow.value.Known;
import dev.katong.forge.tensorflow.value.Order;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import dev.katong.forge.tensorflow.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Applies cuts to a value: ONNX Slice, then Squeeze, then Unsqueeze, each only where needed. An
 * axis of length 1 that stands for the batch is added and dropped without a node.
 */
final class Slicing {
  private final OpNode node;
  private final Tensor tensor;
  private final List<Dim> starts = new ArrayList<>();
  private final List<Dim> ends = new ArrayList<>();
  private final List<Integer> cutAxes = new ArrayList<>();
  private final List<Long> steps = new ArrayList<>();
  private final List<Integer> dropped = new ArrayList<>();

  /** The axes of the result that TensorFlow sees: logical axes of the input, or −1 for new ones. */
  private final List<Integer> kept = new ArrayList<>();

  private final List<@Nullable Dim> lengths = new ArrayList<>();

  private Slicing(OpNode node, Tensor tensor) {
    this.node = node;
    this.tensor = tensor;
  }

  static Value apply(OpNode node, Value value, List<Cut> cuts) {
    long used = cuts.stream().filter(cut -> cut.kind() != Cut.Kind.NEW).count();
    if (used != value.rank()) {
      throw new UnsupportedForm("of " + used + " axes of an input of rank " + value.rank());
    }
    if (value instanceof Known known) {
      return apply(known, cuts);
    }
    Slicing slicing = new Slicing(node, (Tensor) value);
    int axis = 0;
    for (Cut cut : cuts) {
      slicing.add(cut, cut.kind() == Cut.Kind.NEW ? -1 : slicing.tensor.logical(axis++));
    }
    return slicing.write();
  }

  private static Known apply(Known known, List<Cut> cuts) {
    int[] strides = Known.strides(known.dims());
    List<Integer> dims = new ArrayList<>();
    List<Integer> steps = new ArrayList<>();
    int start = 0;
    int axis = 0;
    for (Cut cut : cuts) {
      if (cut.kind() == Cut.Kind.NEW) {
        dims.add(1);
        steps.add(0);
        continue;
      }
      Dim length = known.shape().get(axis);
      if (!cut.isConstant(length)) {
        throw new UnsupportedForm("of a constant, at places that are known at run time only");
      }
      int count = cut.count(length);
      start += count == 0 ? 0 : cut.start(length) * strides[axis];
      if (!cut.drops()) {
        dims.add(count);
        steps.add((int) cut.step() * strides[axis]);
      }
      axis++;
    }
    return known.walk(dims, steps.stream().mapToInt(Integer::intValue).toArray(), start);
  }

  private void add(Cut cut, int axis) {
    if (axis < 0) {
      keep(-1, Dim.ONE);
      return;
    }
    Dim length = tensor.axis(axis);
    if (tensor.frames() == Frames.REVEALED && axis == 0) {
      addBatch(cut);
      return;
    }
    if (cut.drops()) {
      if (cut.kind() == Cut.Kind.PLACE && !length.is(1)) {
        Dim place = Objects.requireNonNull(cut.begin());
        // The place behind the last one is written as "to the end", for it would be 0.
        slice(
            axis,
            place,
            place.is(-1) ? Dim.of(Long.MAX_VALUE) : place.combine(IntegerOp.ADD, Dim.ONE),
            1);
      }
      dropped.add(axis);
      return;
    }
    if (cut.isWhole(length)) {
      keep(axis, length);
      return;
    }
    Dim begin = cut.begin() != null ? cut.begin() : Dim.of(cut.step() > 0 ? 0 : Long.MAX_VALUE);
    Dim end =
        cut.end() != null
            ? cut.end()
            : Dim.of(cut.step() > 0 ? Long.MAX_VALUE : Long.MIN_VALUE + 1);
    slice(axis, begin, end, cut.step());
    keep(axis, cut.isConstant(length) ? Dim.of(cut.count(length)) : null);
  }

  private void addBatch(Cut cut) {
    if (!cut.isConstant(Dim.ONE) || cut.count(Dim.ONE) != 1) {
      throw new UnsupportedForm("which cuts the axis of the batch");
    }
    if (cut.drops()) {
      cut.start(Dim.ONE);
    } else {
      keep(-1, Dim.ONE);
    }
  }

  private void keep(int axis, @Nullable Dim length) {
    kept.add(axis);
    lengths.add(length);
  }

  private void slice(int axis, Dim start, Dim end, long step) {
    starts.add(start);
    ends.add(end);
    cutAxes.add(tensor.physical(axis));
    steps.add(step);
  }

  private Tensor write() {
    String name = tensor.name();
    if (!cutAxes.isEmpty()) {
      name =
          node.emit(
              "Slice",
              List.of(
                  name,
                  node.writer().sizes(starts, node.name() + "/starts"),
                  node.writer().sizes(ends, node.name() + "/ends"),
                  node.vector("axes", cutAxes.stream().mapToLong(Integer::longValue).toArray()),
                  node.vector("steps", steps.stream().mapToLong(Long::longValue).toArray())));
    }
    if (!dropped.isEmpty()) {
      long[] axes = dropped.stream().mapToLong(tensor::physical).sorted().toArray();
      name = node.emitPart("squeezed", "Squeeze", List.of(name, node.vector("dropped", axes)));
    }
    Frames frames = tensor.frames();
    if (frames.any()) {
      if (!kept.isEmpty() && kept.get(0) == -1) {
        kept.set(0, 0);
        frames = Frames.REVEALED;
      } else {
        kept.add(0, 0);
        lengths.add(0, Dim.ONE);
        frames = Frames.HIDDEN;
      }
    }
    return expanded(name, frames);
  }

  private Tensor expanded(String name, Frames frames) {
    List<Integer> stored = new ArrayList<>();
    for (int axis : tensor.order().axes()) {
      if (kept.contains(axis)) {
        stored.add(kept.indexOf(axis));
      }
    }
    Order order = roomy(stored);
    if (stored.size() == kept.size()) {
      return Tensor.of(name, tensor.type(), lengths, order, frames);
    }
    long[] added =
        order.axes().stream()
            .filter(axis -> !stored.contains(axis))
            .mapToLong(order::physical)
            .sorted()
            .toArray();
    String expanded =
        node.emitPart("expanded", "Unsqueeze", List.of(name, node.vector("added", added)));
    return Tensor.of(expanded, tensor.type(), lengths, order, frames);
  }

  /** An order that keeps the stored axes as they are and has a place for each of the new ones. */
  private Order roomy(List<Integer> stored) {
    int rank = kept.size();
    if (stored.size() == rank) {
      return new Order(stored);
    }
    Order partial = new Order(stored);
    if (rank == 4 && Order.PLANES.extendsOrder(partial)) {
      return Order.PLANES;
    }
    if (Order.identity(rank).extendsOrder(partial)) {
      return Order.identity(rank);
    }
    List<Integer> all = new ArrayList<>(stored);
    for (int axis = 0; axis < rank; axis++) {
      if (!stored.contains(axis)) {
        all.add(axis);
      }
    }
    return new Order(all);
  }
}
