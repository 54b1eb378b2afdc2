package dev.katong.forge.analysis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Cutting, padding, joining and repeating. */
final class PlacingOperators {
  private PlacingOperators() {}

  static void register(Map<String, Rule> rules) {
    rules.put("Slice", PlacingOperators::slice);
    rules.put("Pad", PlacingOperators::pad);
    rules.put("Concat", PlacingOperators::concat);
    rules.put("Split", PlacingOperators::split);
    rules.put("Gather", PlacingOperators::gather);
    rules.put("Expand", PlacingOperators::repeat);
    rules.put("Tile", PlacingOperators::repeat);
    rules.put("ConstantOfShape", Step::fresh);
    rules.put("Range", step -> step.whole("numbers the positions of the frame"));
  }

  private static Extent slice(Step step) {
    Extent input = step.input(0);
    List<@Nullable Sampling> samplings = empty(input.rank());
    boolean isOld = step.opset() < 10;
    SliceRanges ranges =
        isOld
            ? SliceRanges.constant(
                step.integers("starts"), step.integers("ends"), step.integers("axes"))
            : SliceRanges.of(step);
    if (ranges == null) {
      return step.whole("cuts at places that the analysis does not know");
    }
    for (int i = 0; i < ranges.count(); i++) {
      int axis = ranges.axis(i, input.rank());
      Direction direction = input.direction(axis);
      if (input.isSpatial(axis)) {
        if (direction == null || !ranges.keepsPlaces(i)) {
          return step.whole("cuts the frame at a place of its own");
        }
        long start = ranges.start(i);
        long stride = ranges.stride(i);
        Amount length = step.dims().get(axis);
        if (length.direction().isEmpty()
            || length.growth() * stride != step.dims(0).get(axis).growth()) {
          return step.whole("cuts the frame at a place of its own");
        }
        samplings.set(axis, position -> new long[] {start + position * stride});
      }
    }
    return step.sampled(input, samplings);
  }

  private static Extent pad(Step step) {
    Extent input = step.input(0);
    List<Long> pads;
    if (step.opset() < 11) {
      pads = step.integers("pads");
    } else {
      Numbers numbers = step.numbers(1).filter(Numbers::areConstant).orElse(null);
      if (numbers == null) {
        return step.whole("pads by amounts that depend on the frame's size");
      }
      pads = numbers.whole();
    }
    if (step.text("mode", "constant").equals("wrap")) {
      return step.whole("pads with the other end of the frame");
    }
    List<Long> axes =
        step.numbers(3)
            .map(Numbers::whole)
            .orElse(LongStream.range(0, input.rank()).boxed().toList());
    List<@Nullable Sampling> samplings = empty(input.rank());
    for (int i = 0; i < axes.size(); i++) {
      int axis = (int) Math.floorMod(axes.get(i), (long) input.rank());
      long before = pads.get(i);
      if (input.direction(axis) != null) {
        samplings.set(axis, Sampling.shifted(-before));
      } else if (input.isSpatial(axis) && (before != 0 || pads.get(i + axes.size()) != 0)) {
        return step.whole("pads an axis that mixes rows and columns");
      }
    }
    return step.sampled(input, samplings);
  }

  private static Extent concat(Step step) {
    List<Extent> inputs = new ArrayList<>(step.inputs());
    int axis = step.axis("axis", 1, step.dims().size());
    List<Extent> spatial = inputs.stream().filter(input -> input.isSpatial(axis)).toList();
    if (spatial.size() > 1) {
      return step.whole("puts pictures next to each other");
    }
    if (spatial.size() == 1) {
      Extent picture = spatial.get(0);
      Direction direction = picture.direction(axis);
      int place = inputs.indexOf(picture);
      if (direction == null) {
        return step.whole("joins an axis that mixes rows and columns");
      }
      long before = 0;
      for (int i = 0; i < place; i++) {
        before += step.dims(i).get(axis).base();
      }
      Map<Direction, Reach> reaches = new EnumMap<>(Direction.class);
      reaches.putAll(picture.reaches());
      Sampling shifted = Sampling.shifted(-before);
      reaches.put(
          direction, step.through(picture.reach(direction), shifted, step.dims().get(axis)));
      inputs.set(place, Extent.of(picture.origin(), picture.axes(), reaches));
    }
    return Pointwise.broadcast(step, inputs, step.dims());
  }

  private static Extent split(Step step) {
    Extent input = step.input(0);
    if (input.isSpatial(step.axis("axis", 0, input.rank()))) {
      return step.whole("cuts the frame into pieces");
    }
    return step.sampled(input, List.of());
  }

  private static Extent gather(Step step) {
    Extent data = step.input(0);
    Extent indices = step.input(1);
    int axis = step.axis("axis", 0, data.rank());
    if (data.isSpatial(axis)) {
      return step.whole("picks rows or columns by their number");
    }
    List<List<Factor>> around = new ArrayList<>(data.axes());
    around.remove(axis);
    around.addAll(axis, Collections.nCopies(indices.rank(), List.of()));
    List<List<Factor>> inside = new ArrayList<>(indices.axes());
    inside.addAll(Collections.nCopies(data.rank() - axis - 1, List.of()));
    return Pointwise.broadcast(
        step,
        List.of(
            Extent.of(data.origin(), around, data.reaches()),
            Extent.of(indices.origin(), inside, indices.reaches())),
        step.dims());
  }

  /** Follows a value that is repeated along the frame: its positions exist as the frame's do. */
  private static Extent repeat(Step step) {
    Extent input = step.input(0);
    List<Amount> dims = step.dims();
    List<Amount> own = step.dims(0);
    for (int axis = 0; axis < dims.size(); axis++) {
      int from = axis - dims.size() + input.rank();
      boolean isOne = from < 0 || own.get(from).equals(Amount.constant(1));
      if (!isOne && !dims.get(axis).equals(own.get(from)) && !dims.get(axis).isConstant()) {
        return step.whole("repeats more than one value along the frame");
      }
    }
    Extent frame = step.fresh();
    return frame.lost()
        ? step.whole("repeats values along the frame in an unknown way")
        : Pointwise.broadcast(step, List.of(input, frame), dims);
  }

  private static List<@Nullable Sampling> empty(int rank) {
    return new ArrayList<>(Collections.nCopies(rank, null));
  }
}
