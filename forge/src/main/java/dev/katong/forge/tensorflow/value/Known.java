package dev.katong.forge.tensorflow.value;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A value whose elements are known at import: floats, or integers some of which are symbols. */
public sealed interface Known extends Value permits Floats, Integers {

  /** The lengths of its axes; empty for a scalar. */
  List<Integer> dims();

  int size();

  /** A value of another shape made of elements of this one, given by their flat places. */
  Known take(List<Integer> dims, int[] places);

  @Override
  default List<Dim> shape() {
    return dims().stream().map(Dim::of).toList();
  }

  /** The same elements in another shape. */
  default Known reshaped(List<Integer> dims) {
    int[] places = new int[size()];
    Arrays.setAll(places, i -> i);
    return take(dims, places);
  }

  /** With the axes in another sequence: axis i of the result is axis {@code perm[i]} of this. */
  default Known transposed(List<Integer> perm) {
    List<Integer> dims = perm.stream().map(dims()::get).toList();
    int[] strides = strides(dims());
    return walk(dims, perm.stream().mapToInt(axis -> strides[axis]).toArray(), 0);
  }

  /** Repeated along axes of length 1, and along new leading axes, to the given shape. */
  default Known broadcastTo(List<Integer> dims) {
    if (dims.equals(dims())) {
      return this;
    }
    int[] own = strides(dims());
    int[] steps = new int[dims.size()];
    for (int i = 0; i < dims().size(); i++) {
      int axis = i + dims.size() - dims().size();
      steps[axis] = dims().get(i) == 1 ? 0 : own[i];
    }
    return walk(dims, steps, 0);
  }

  /** Elements found by walking a grid with the given steps through the flat elements. */
  default Known walk(List<Integer> dims, int[] steps, int start) {
    int size = product(dims);
    int[] places = new int[size];
    for (int i = 0; i < size; i++) {
      int rest = i;
      int place = start;
      for (int axis = dims.size() - 1; axis >= 0; axis--) {
        place += rest % dims.get(axis) * steps[axis];
        rest /= dims.get(axis);
      }
      places[i] = place;
    }
    return take(dims, places);
  }

  static int[] strides(List<Integer> dims) {
    int[] strides = new int[dims.size()];
    int stride = 1;
    for (int i = dims.size() - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dims.get(i);
    }
    return strides;
  }

  static int product(List<Integer> dims) {
    return dims.stream().reduce(1, Math::multiplyExact);
  }

  /** The shape that two shapes broadcast to. */
  static List<Integer> broadcast(List<Integer> left, List<Integer> right) {
    int rank = Math.max(left.size(), right.size());
    Integer[] dims = new Integer[rank];
    for (int i = 0; i < rank; i++) {
      int l = i < rank - left.size() ? 1 : left.get(i - rank + left.size());
      int r = i < rank - right.size() ? 1 : right.get(i - rank + right.size());
      if (l != r && l != 1 && r != 1) {
        throw new UnsupportedForm(
            "whose operands " + text(left) + " and " + text(right) + " differ");
      }
      dims[i] = l == 1 ? r : l;
    }
    return List.of(dims);
  }

  static String text(List<?> dims) {
    return dims.stream().map(Object::toString).collect(Collectors.joining(",", "[", "]"));
  }
}
