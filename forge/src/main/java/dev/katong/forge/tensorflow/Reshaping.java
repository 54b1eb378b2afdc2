package dev.katong.forge.tensorflow;

import dev.katong.forge.tensorflow.value.Dim;
import dev.katong.forge.tensorflow.value.Frames;
import dev.katong.forge.tensorflow.value.Known;
import dev.katong.forge.tensorflow.value.Order;
import dev.katong.forge.tensorflow.value.Symbol;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import dev.katong.forge.tensorflow.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reshape. It is about elements in TensorFlow's order, so the tensor is brought into that first. Of
 * a graph written for one picture each picture is reshaped by itself.
 */
final class Reshaping {
  private Reshaping() {}

  static Value map(OpNode node) {
    List<Dim> wanted = node.integers(1, "shape").elements();
    Value input = node.input(0);
    if (wanted.stream().filter(dim -> dim.is(-1)).count() > 1
        || wanted.stream().anyMatch(dim -> dim.is(0))) {
      throw new UnsupportedForm("to " + Known.text(wanted));
    }
    List<@Nullable Dim> target = new ArrayList<>(wanted);
    for (int i = 0; i < target.size(); i++) {
      if (wanted.get(i).is(-1)) {
        target.set(i, rest(input.shape(), wanted));
      }
    }
    if (input instanceof Known known && allConstant(target)) {
      return known.reshaped(
          target.stream()
              .map(dim -> Math.toIntExact(Objects.requireNonNull(dim).constant()))
              .toList());
    }
    return reshape(node, node.tensor(0), wanted, target);
  }

  private static boolean allConstant(List<@Nullable Dim> dims) {
    return dims.stream().allMatch(dim -> dim != null && dim.isConstant());
  }

  /**
   * The length that −1 stands for: the input's lengths without those of the others, where they
   * cancel.
   */
  private static @Nullable Dim rest(List<Dim> shape, List<Dim> wanted) {
    long dividend = 1;
    long divisor = 1;
    List<Symbol> symbols = new ArrayList<>();
    for (Dim dim : shape) {
      dividend *= dim.factor();
      if (dim.symbol() != null) {
        symbols.add(dim.symbol());
      }
    }
    for (Dim dim : wanted) {
      divisor *= dim.is(-1) ? 1 : dim.factor();
      if (dim.symbol() != null && !symbols.remove(dim.symbol())) {
        return null;
      }
    }
    if (divisor == 0 || dividend % divisor != 0 || symbols.size() > 1) {
      return null;
    }
    return new Dim(symbols.isEmpty() ? null : symbols.get(0), dividend / divisor);
  }

  private static Tensor reshape(
      OpNode node, Tensor tensor, List<Dim> wanted, List<@Nullable Dim> target) {
    List<Dim> shape = tensor.shape();
    Dim first = target.isEmpty() ? null : target.get(0);
    boolean startsWithOne = first != null && first.is(1);
    if (target.equals(shape)) {
      return tensor;
    }
    if (tensor.frames() == Frames.HIDDEN
        && startsWithOne
        && target.subList(1, target.size()).equals(shape)) {
      return tensor.as(Frames.REVEALED);
    }
    if (tensor.frames() == Frames.REVEALED && target.equals(shape.subList(1, shape.size()))) {
      return tensor.as(Frames.HIDDEN);
    }
    List<@Nullable Dim> axes = new ArrayList<>(target);
    List<Dim> written = new ArrayList<>(wanted);
    Frames frames = Frames.NONE;
    if (tensor.frames().any()) {
      frames = startsWithOne ? Frames.REVEALED : Frames.HIDDEN;
      if (startsWithOne) {
        axes.remove(0);
        written.remove(0);
      }
      axes.add(0, Dim.ONE);
      // To ONNX, 0 is "as it was".
      written.add(0, Dim.of(0));
    }
    String name =
        node.emit(
            "Reshape",
            List.of(
                node.writer().inOrder(tensor, Order.identity(tensor.axes().size())),
                node.writer().sizes(written, node.name() + "/shape")));
    return Tensor.of(name, tensor.type(), axes, Order.identity(axes.size()), frames);
  }
}
