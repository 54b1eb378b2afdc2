package dev.katong.forge.tensorflow;

import dev.katong.forge.tensorflow.value.Dim;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import dev.katong.forge.tensorflow.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** StridedSlice in all its forms, and the two operations that are forms of it. */
final class SlicingOps {
  private SlicingOps() {}

  static void register(Map<String, Operations.Mapper> mappers) {
    mappers.put("StridedSlice", SlicingOps::stridedSlice);
    mappers.put("ExpandDims", SlicingOps::expandDims);
    mappers.put("Squeeze", SlicingOps::squeeze);
  }

  private static Value stridedSlice(OpNode node) {
    List<Dim> begins = node.integers(1, "begin").elements();
    List<Dim> ends = node.integers(2, "end").elements();
    long[] strides = node.constants(3, "list of strides");
    if (begins.size() != strides.length || ends.size() != strides.length) {
      throw new UnsupportedForm("whose begin, end and strides differ in length");
    }
    Value input = node.input(0);
    long ellipsis = node.integer("ellipsis_mask", 0);
    long news = node.integer("new_axis_mask", 0) & ~ellipsis;
    long drops = node.integer("shrink_axis_mask", 0);
    List<Cut> cuts = new ArrayList<>();
    int named = 0;
    for (int i = 0; i < strides.length; i++) {
      named += isSet(ellipsis, i) || isSet(news, i) ? 0 : 1;
    }
    int unnamed = input.rank() - named;
    for (int i = 0; i < strides.length; i++) {
      if (isSet(ellipsis, i)) {
        for (; unnamed > 0; unnamed--) {
          cuts.add(Cut.WHOLE);
        }
      } else if (isSet(news, i)) {
        cuts.add(Cut.NEW);
      } else if (isSet(drops, i)) {
        cuts.add(Cut.at(begins.get(i)));
      } else {
        cuts.add(
            Cut.range(
                isSet(node.integer("begin_mask", 0), i) ? null : begins.get(i),
                isSet(node.integer("end_mask", 0), i) ? null : ends.get(i),
                strides[i]));
      }
    }
    for (; unnamed > 0; unnamed--) {
      cuts.add(Cut.WHOLE);
    }
    return Slicing.apply(node, input, cuts);
  }

  private static boolean isSet(long mask, int bit) {
    return (mask >> bit & 1) == 1;
  }

  private static Value expandDims(OpNode node) {
    long[] axis = node.constants(1, "axis");
    Value input = node.input(0);
    List<Cut> cuts = wholes(input.rank());
    cuts.add((int) (axis[0] < 0 ? axis[0] + input.rank() + 1 : axis[0]), Cut.NEW);
    return Slicing.apply(node, input, cuts);
  }

  private static Value squeeze(OpNode node) {
    Value input = node.input(0);
    TreeSet<Integer> axes = new TreeSet<>();
    for (long axis : node.list("squeeze_dims")) {
      axes.add((int) (axis < 0 ? axis + input.rank() : axis));
    }
    if (axes.isEmpty()) {
      for (int i = 0; i < input.rank(); i++) {
        if (input.shape().get(i).is(1)) {
          axes.add(i);
        } else if (!input.shape().get(i).isConstant()) {
          throw new UnsupportedForm("of all axes of length 1, while axis " + i + " is unknown");
        }
      }
    }
    List<Cut> cuts = wholes(input.rank());
    axes.forEach(axis -> cuts.set(axis, Cut.ONLY));
    return Slicing.apply(node, input, cuts);
  }

  private static List<Cut> wholes(int rank) {
    List<Cut> cuts = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      cuts.add(Cut.WHOLE);
    }
    return cuts;
  }
}
