package dev.katong.forge.tensorflow;

import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.tensorflow.value.Dim;
import dev.katong.forge.tensorflow.value.Floats;
import dev.katong.forge.tensorflow.value.Frames;
import dev.katong.forge.tensorflow.value.IntegerOp;
import dev.katong.forge.tensorflow.value.Integers;
import dev.katong.forge.tensorflow.value.Known;
import dev.katong.forge.tensorflow.value.Order;
import dev.katong.forge.tensorflow.value.Symbol;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import dev.katong.forge.tensorflow.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Concatenation along an axis, old or new. */
final class JoiningOps {
  private JoiningOps() {}

  static void register(Map<String, Operations.Mapper> mappers) {
    mappers.put("ConcatV2", JoiningOps::concat);
    mappers.put("Pack", JoiningOps::pack);
  }

  private static Value concat(OpNode node) {
    int last = node.inputs() - 1;
    long axis = node.constants(last, "axis")[0];
    return join(node, node.inputList().subList(0, last), axis);
  }

  private static Value pack(OpNode node) {
    long axis = node.integer("axis", 0);
    List<Value> parts = new ArrayList<>();
    for (Value part : node.inputList()) {
      List<Cut> cuts = new ArrayList<>();
      for (int i = 0; i < part.rank(); i++) {
        cuts.add(Cut.WHOLE);
      }
      cuts.add((int) (axis < 0 ? axis + part.rank() + 1 : axis), Cut.NEW);
      parts.add(Slicing.apply(node, part, cuts));
    }
    return join(node, parts, axis);
  }

  private static Value join(OpNode node, List<Value> parts, long axis) {
    if (parts.isEmpty()) {
      throw new UnsupportedForm("of nothing");
    }
    int rank = parts.get(0).rank();
    int counted = (int) (axis < 0 ? axis + rank : axis);
    if (parts.stream().anyMatch(part -> part.rank() != rank) || counted < 0 || counted >= rank) {
      throw new UnsupportedForm("whose inputs do not fit");
    }
    if (parts.stream().allMatch(Floats.class::isInstance)
        || parts.stream().allMatch(Integers.class::isInstance)) {
      return joinKnown(parts.stream().map(Known.class::cast).toList(), counted);
    }
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      tensors.add(node.writer().tensor(parts.get(i), node.inputName(i)));
    }
    return joinTensors(node, tensors, counted);
  }

  private static Known joinKnown(List<Known> parts, int axis) {
    List<Integer> dims = new ArrayList<>(parts.get(0).dims());
    dims.set(axis, parts.stream().mapToInt(part -> part.dims().get(axis)).sum());
    int outer = Known.product(dims.subList(0, axis));
    List<Float> floats = new ArrayList<>();
    List<Dim> elements = new ArrayList<>();
    for (int i = 0; i < outer; i++) {
      for (Known part : parts) {
        int run = part.size() / outer;
        for (int k = i * run; k < (i + 1) * run; k++) {
          if (part instanceof Floats constant) {
            floats.add(constant.data()[k]);
          } else {
            elements.add(((Integers) part).elements().get(k));
          }
        }
      }
    }
    if (parts.get(0) instanceof Integers integers) {
      return new Integers(integers.type(), dims, elements);
    }
    float[] data = new float[floats.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = floats.get(i);
    }
    return new Floats(dims, data);
  }

  private static Tensor joinTensors(OpNode node, List<Tensor> tensors, int axis) {
    Tensor lead =
        tensors.stream()
            .filter(tensor -> tensor.frames().any())
            .findFirst()
            .orElseGet(() -> lead(tensors));
    int logical = lead.logical(axis);
    if (lead.frames() == Frames.REVEALED && logical == 0) {
      throw new UnsupportedForm("which joins along the axis of the batch");
    }
    List<String> names = new ArrayList<>();
    List<@Nullable Dim> axes = new ArrayList<>(lead.axes());
    Dim length = Dim.of(0);
    for (Tensor tensor : tensors) {
      Tensor part =
          lead.frames().any() && !tensor.frames().any() ? framed(node, tensor, lead) : tensor;
      names.add(node.writer().inOrder(part, lead.order()));
      length = length.combine(IntegerOp.ADD, part.axis(logical));
    }
    axes.set(logical, length.isConstant() ? length : null);
    String name = node.emit("Concat", names, Attributes.of("axis", lead.physical(logical)));
    return Tensor.of(name, lead.type(), axes, lead.order(), lead.frames());
  }

  /** Planes rather than the order of a constant, which is only how it was written. */
  private static Tensor lead(List<Tensor> tensors) {
    return tensors.stream()
        .filter(tensor -> tensor.order().equals(Order.PLANES))
        .findFirst()
        .orElse(tensors.get(0));
  }

  /** A tensor that is the same for every picture, once for each. */
  private static Tensor framed(OpNode node, Tensor tensor, Tensor lead) {
    String name = tensor.name();
    Order order = tensor.order();
    List<Dim> axes = new ArrayList<>(tensor.axes());
    if (lead.frames() == Frames.HIDDEN) {
      name = node.emitPart("framed", "Unsqueeze", List.of(name, node.vector("framed/axes", 0)));
      List<Integer> shifted = new ArrayList<>(List.of(0));
      tensor.order().axes().forEach(axis -> shifted.add(axis + 1));
      order = new Order(shifted);
      axes.add(0, Dim.ONE);
    }
    List<Dim> sizes = new ArrayList<>(axes);
    sizes.replaceAll(ignored -> Dim.ONE);
    sizes.set(0, Dim.of(new Symbol.Length(lead.name(), lead.physical(0))));
    String shape = node.writer().sizes(order.arrange(sizes), node.name() + "/frames");
    String expanded = node.emitPart("repeated", "Expand", List.of(name, shape));
    return new Tensor(expanded, tensor.type(), axes, order, lead.frames());
  }
}
