package dev.katong.forge.tensorflow.value;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The logical axis (TensorFlow's numbering) that each physical axis of an ONNX tensor holds. An
 * NHWC tensor that is stored as planes has the order 0, 3, 1, 2.
 */
public record Order(List<Integer> axes) {
  /** A tensor that is NHWC to TensorFlow, stored as NCHW. */
  public static final Order PLANES = of(0, 3, 1, 2);

  public Order {
    axes = List.copyOf(axes);
  }

  public static Order of(Integer... axes) {
    return new Order(List.of(axes));
  }

  public static Order identity(int rank) {
    return new Order(IntStream.range(0, rank).boxed().toList());
  }

  int rank() {
    return axes.size();
  }

  /** The physical axis that holds a logical one. */
  public int physical(int logical) {
    return axes.indexOf(logical);
  }

  /** The elements of a list by logical axis, sorted by physical axis. */
  public <T> List<T> arrange(List<T> byLogicalAxis) {
    return axes.stream().map(byLogicalAxis::get).toList();
  }

  /** The {@code perm} of an ONNX Transpose from this order to another. */
  public long[] permutationTo(Order wanted) {
    return wanted.axes.stream().mapToLong(this::physical).toArray();
  }

  /** The order after some logical axes are gone; those behind them move up. */
  public Order without(List<Integer> gone) {
    List<Integer> left = new ArrayList<>();
    for (int axis : axes) {
      if (!gone.contains(axis)) {
        left.add(axis - (int) gone.stream().filter(other -> other < axis).count());
      }
    }
    return new Order(left);
  }

  /** This order as seen before logical axes were inserted at the given final places. */
  public Order withRoomFor(List<Integer> inserted) {
    List<Integer> places = new ArrayList<>();
    for (int place = 0; places.size() < rank(); place++) {
      if (!inserted.contains(place)) {
        places.add(place);
      }
    }
    return new Order(axes.stream().map(places::get).toList());
  }

  /** True if this holds the axes of a smaller order in the same sequence. */
  public boolean extendsOrder(Order smaller) {
    return axes.stream().filter(smaller.axes::contains).toList().equals(smaller.axes);
  }
}
