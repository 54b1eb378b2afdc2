package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.tensorflow.value.Dim;
import dev.katong.forge.tensorflow.value.Floats;
import dev.katong.forge.tensorflow.value.Frames;
import dev.katong.forge.tensorflow.value.IntegerOp;
import dev.katong.forge.tensorflow.value.Integers;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import dev.katong.forge.tensorflow.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Padding with a constant, and by reflection. */
final class PaddingOps {
  private PaddingOps() {}

  static void register(Map<String, Operations.Mapper> mappers) {
    mappers.put("Pad", node -> pad(node, 0));
    mappers.put(
        "PadV2",
        node -> {
          Floats value = node.floats(2, "padding value");
          return pad(node, value.data()[0]);
        });
    mappers.put("MirrorPad", PaddingOps::mirror);
  }

  private static Value pad(OpNode node, float outside) {
    List<Dim> paddings = node.integers(1, "paddings").elements();
    Tensor tensor = node.tensor(0);
    String value =
        node.writer()
            .tensor(
                tensor.type() == DataType.FLOAT
                    ? Floats.scalar(outside)
                    : new Integers(tensor.type(), List.of(), List.of(Dim.of((long) outside))),
                node.name() + "/outside")
            .name();
    String pads = node.writer().sizes(physical(tensor, paddings), node.name() + "/pads");
    return result(tensor, paddings, node.emit("Pad", List.of(tensor.name(), pads, value)));
  }

  /** ONNX's list of pads, all before and then all after, by physical axis. */
  private static List<Dim> physical(Tensor tensor, List<Dim> paddings) {
    if (paddings.size() != 2 * tensor.rank()) {
      throw new UnsupportedForm(
          "whose %d paddings do not fit rank %d".formatted(paddings.size(), tensor.rank()));
    }
    int rank = tensor.axes().size();
    List<Dim> pads = new ArrayList<>(Collections.nCopies(2 * rank, Dim.of(0)));
    for (int i = 0; i < tensor.rank(); i++) {
      int axis = tensor.logical(i);
      for (int side = 0; side < 2; side++) {
        Dim pad = paddings.get(2 * i + side);
        if (tensor.frames() == Frames.REVEALED && axis == 0 && !pad.is(0)) {
          throw new UnsupportedForm("which pads the axis of the batch");
        }
        pads.set(tensor.physical(axis) + side * rank, pad);
      }
    }
    return pads;
  }

  private static Tensor result(Tensor tensor, List<Dim> paddings, String name) {
    List<@Nullable Dim> axes = new ArrayList<>(tensor.axes());
    for (int i = 0; i < tensor.rank(); i++) {
      Dim more = paddings.get(2 * i).combine(IntegerOp.ADD, paddings.get(2 * i + 1));
      Dim length = tensor.axis(tensor.logical(i)).combine(IntegerOp.ADD, more);
      boolean simple = more.is(0) || length.isConstant();
      axes.set(tensor.logical(i), simple ? length : null);
    }
    return Tensor.of(name, tensor.type(), axes, tensor.order(), tensor.frames());
  }

  private static Value mirror(OpNode node) {
    String mode = node.text("mode", "");
    List<Dim> paddings = node.integers(1, "paddings").elements();
    if (mode.equals("REFLECT")) {
      Tensor tensor = node.tensor(0);
      String pads = node.writer().sizes(physical(tensor, paddings), node.name() + "/pads");
      String name =
          node.emit("Pad", List.of(tensor.name(), pads), Attributes.of("mode", "reflect"));
      return result(tensor, paddings, name);
    }
    if (!mode.equals("SYMMETRIC")) {
      throw new UnsupportedForm("of mode '" + mode + "'");
    }
    if (!paddings.stream().allMatch(Dim::isConstant)) {
      throw new UnsupportedForm("of mode SYMMETRIC whose paddings are not constant");
    }
    return symmetric(node, node.tensor(0), paddings);
  }

  /** ONNX has no padding that repeats the border: reversed slices are put before and after. */
  private static Tensor symmetric(OpNode node, Tensor tensor, List<Dim> paddings) {
    List<Dim> pads = physical(tensor, paddings);
    int rank = tensor.axes().size();
    String name = tensor.name();
    for (int axis = 0; axis < rank; axis++) {
      long before = pads.get(axis).constant();
      long after = pads.get(axis + rank).constant();
      List<String> parts = new ArrayList<>();
      if (before > 0) {
        parts.add(reversed(node, name, axis, before - 1, Long.MIN_VALUE));
      }
      parts.add(name);
      if (after > 0) {
        parts.add(reversed(node, name, axis, -1, -1 - after));
      }
      if (parts.size() > 1) {
        name = node.emitPart("axis" + axis, "Concat", parts, Attributes.of("axis", axis));
      }
    }
    return result(tensor, paddings, name);
  }

  private static String reversed(OpNode node, String name, int axis, long start, long end) {
    return node.emitPart(
        "mirrored",
        "Slice",
        List.of(
            name,
            node.vector("start", start),
            node.vector("end", end),
            node.vector("axis", axis),
            node.vector("step", -1)));
  }
}
