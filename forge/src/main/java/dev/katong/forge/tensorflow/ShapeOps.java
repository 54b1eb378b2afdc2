package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.Tensors;
import dev.katong.forge.tensorflow.value.Dim;
import dev.katong.forge.tensorflow.value.Floats;
import dev.katong.forge.tensorflow.value.Frames;
import dev.katong.forge.tensorflow.value.Integers;
import dev.katong.forge.tensorflow.value.Known;
import dev.katong.forge.tensorflow.value.Order;
import dev.katong.forge.tensorflow.value.Symbol;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import dev.katong.forge.tensorflow.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Shapes, what is made of them, and changes of axes and types. */
final class ShapeOps {
  /** A filled tensor up to this size becomes a constant. */
  private static final int SMALL = 4096;

  private ShapeOps() {}

  static void register(Map<String, Operations.Mapper> mappers) {
    mappers.put("Shape", node -> Integers.vector(node.input(0).shape()));
    mappers.put("Fill", ShapeOps::fill);
    mappers.put("Cast", ShapeOps::cast);
    mappers.put("Transpose", ShapeOps::transpose);
    mappers.put("Reshape", Reshaping::map);
  }

  private static Value fill(OpNode node) {
    List<Dim> dims = node.integers(0, "dims").elements();
    if (!(node.input(1) instanceof Known value) || value.size() != 1) {
      throw new UnsupportedForm("whose value is not a constant");
    }
    if (dims.stream().allMatch(Dim::isConstant)) {
      List<Integer> lengths = dims.stream().map(dim -> Math.toIntExact(dim.constant())).toList();
      if (Known.product(lengths) <= SMALL) {
        return value.take(lengths, new int[Known.product(lengths)]);
      }
    }
    if (!(value instanceof Floats floats)) {
      throw new UnsupportedForm("with integers");
    }
    Order order = dims.size() == 4 ? Order.PLANES : Order.identity(dims.size());
    String name =
        node.emit(
            "ConstantOfShape",
            List.of(node.writer().sizes(order.arrange(dims), node.name() + "/dims")),
            Attributes.of("value", Tensors.floats(floats.data(), 1)));
    return new Tensor(name, DataType.FLOAT, dims, order, Frames.NONE);
  }

  private static Value cast(OpNode node) {
    DataType wanted = node.type("DstT");
    Value input = node.input(0);
    if (input.type() == wanted) {
      return input;
    }
    if (input instanceof Integers integers && integers.isConstant() && wanted == DataType.FLOAT) {
      float[] data = new float[integers.size()];
      for (int i = 0; i < data.length; i++) {
        data[i] = integers.constants()[i];
      }
      return new Floats(integers.dims(), data);
    }
    if (input instanceof Floats floats && wanted == DataType.INT64) {
      List<Dim> elements =
          IntStream.range(0, floats.size()).mapToObj(i -> Dim.of((long) floats.data()[i])).toList();
      return new Integers(wanted, floats.dims(), elements);
    }
    Tensor tensor = node.tensor(0);
    String name = node.writer().cast(tensor.name(), wanted, node.name());
    Tensor result = new Tensor(name, wanted, tensor.axes(), tensor.order(), tensor.frames());
    return wanted == DataType.INT64 ? elements(result) : result;
  }

  /** A computed size or a short list of them as integers whose elements are read at run time. */
  private static Value elements(Tensor tensor) {
    boolean isShort = tensor.rank() == 0 || (tensor.rank() == 1 && tensor.axis(0).isConstant());
    if (tensor.frames().any() || !isShort) {
      return tensor;
    }
    List<Integer> dims =
        tensor.axes().stream().map(dim -> Math.toIntExact(dim.constant())).toList();
    return new Integers(
        tensor.type(),
        dims,
        IntStream.range(0, Known.product(dims))
            .mapToObj(i -> Dim.of(new Symbol.Element(tensor.name(), i)))
            .toList());
  }

  /** Only the names of the axes change; whoever needs the tensor otherwise transposes it. */
  private static Value transpose(OpNode node) {
    List<Integer> perm = node.axes(1);
    Value input = node.input(0);
    List<Integer> sorted = new ArrayList<>(perm);
    Collections.sort(sorted);
    if (!sorted.equals(Order.identity(input.rank()).axes())) {
      throw new UnsupportedForm("whose permutation is " + perm);
    }
    if (input instanceof Known known) {
      return known.transposed(perm);
    }
    Tensor tensor = (Tensor) input;
    if (tensor.frames() == Frames.REVEALED && perm.get(0) != 0) {
      throw new UnsupportedForm("which moves the axis of the batch");
    }
    List<Integer> full = new ArrayList<>();
    if (tensor.frames() == Frames.HIDDEN) {
      full.add(0);
    }
    perm.forEach(axis -> full.add(tensor.logical(axis)));
    Order order = new Order(tensor.order().axes().stream().map(full::indexOf).toList());
    List<Dim> axes = full.stream().map(tensor::axis).toList();
    return new Tensor(tensor.name(), tensor.type(), axes, order, tensor.frames());
  }
}
