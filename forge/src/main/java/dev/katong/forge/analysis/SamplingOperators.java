package dev.katong.forge.analysis;

import dev.katong.network.Tiling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Resizing, and the exchange of channels for pixels. */
final class SamplingOperators {
  private SamplingOperators() {}

  static void register(Map<String, Rule> rules) {
    rules.put("Resize", SamplingOperators::resize);
    rules.put("Upsample", SamplingOperators::resize);
    rules.put("DepthToSpace", SamplingOperators::depthToSpace);
    rules.put("SpaceToDepth", SamplingOperators::spaceToDepth);
  }

  private static Extent depthToSpace(Step step) {
    long block = step.integer("blocksize", 1);
    return blocks(step, position -> new long[] {Math.floorDiv(position, block)});
  }

  private static Extent spaceToDepth(Step step) {
    long block = step.integer("blocksize", 1);
    return blocks(step, position -> Sampling.range(position * block, position * block + block - 1));
  }

  private static Extent blocks(Step step, Sampling sampling) {
    Extent input = step.input(0);
    if (input.isSpatial(0) || input.isSpatial(1)) {
      return step.whole("takes positions of the picture for channels");
    }
    return step.sampled(input, Arrays.asList(null, null, sampling, sampling));
  }

  private static Extent resize(Step step) {
    Extent input = step.input(0);
    List<@Nullable Sampling> samplings = new ArrayList<>();
    for (int axis = 0; axis < input.rank(); axis++) {
      Direction direction = input.direction(axis);
      Amount length = step.dims().get(axis);
      if (direction == null) {
        if (input.isSpatial(axis) || !length.equals(step.dims(0).get(axis))) {
          return step.whole("resizes an axis that is none of the picture");
        }
        samplings.add(null);
      } else if (!length.direction().equals(Optional.of(direction))) {
        return step.whole("resizes the frame to a fixed size");
      } else {
        samplings.add(resize(step, axis, step.own(length), input.reach(direction)));
      }
    }
    return step.sampled(input, samplings);
  }

  private static Sampling resize(Step step, int axis, Reach output, Reach input) {
    Fraction factor = output.scale().over(input.scale());
    if (factor.equals(Fraction.ONE) && output.extra() == input.extra()) {
      return Sampling.SAME;
    }
    Resampling.Grid grid = grid(step);
    if (grid == Resampling.Grid.UNKNOWN) {
      step.blame(
          Tiling.WHOLE,
          "resizes in coordinates '%s'".formatted(step.text("coordinate_transformation_mode", "")));
    } else if (grid == Resampling.Grid.ALIGN_CORNERS) {
      step.blame(Tiling.BLENDED, "resizes from corner to corner, on a grid of the frame's size");
    } else if (!keepsFactor(step, axis, factor, output, input)) {
      step.blame(Tiling.WHOLE, "resizes by a factor that depends on the frame's size");
    }
    Resampling resampling = new Resampling(factor, grid, step.integer("antialias", 0) != 0);
    return switch (step.text("mode", "nearest")) {
      case "linear", "bilinear" -> resampling.over(1);
      case "cubic" -> resampling.over(2);
      default -> {
        if (!factor.isExactFloat() && grid != Resampling.Grid.ALIGN_CORNERS) {
          step.blame(Tiling.WHOLE, "picks pixels by a factor that is no exact number");
        }
        yield resampling.nearest(rounding(step, factor));
      }
    };
  }

  private static Resampling.Grid grid(Step step) {
    String otherwise = step.opset() < 11 ? "asymmetric" : "half_pixel";
    return switch (step.text("coordinate_transformation_mode", otherwise)) {
      case "asymmetric" -> Resampling.Grid.ASYMMETRIC;
      case "half_pixel", "pytorch_half_pixel", "half_pixel_symmetric" -> Resampling.Grid.HALF_PIXEL;
      case "align_corners" -> Resampling.Grid.ALIGN_CORNERS;
      default -> Resampling.Grid.UNKNOWN;
    };
  }

  /**
   * The rounding mode; without the attribute, an old Resize rounds down when it enlarges and up
   * when it shrinks.
   */
  private static String rounding(Step step, Fraction factor) {
    String otherwise =
        step.opset() >= 11 ? "round_prefer_floor" : factor.value() < 1 ? "ceil" : "floor";
    return step.text("nearest_mode", otherwise);
  }

  /**
   * True if the engine's factor is that of the tensors at all sizes: given as a constant, or by the
   * lengths.
   */
  private static boolean keepsFactor(
      Step step, int axis, Fraction factor, Reach output, Reach input) {
    Optional<Numbers> scales = scales(step);
    if (scales.isPresent()) {
      int place = axesOf(step).indexOf((long) axis);
      int i = axesOf(step).isEmpty() ? axis : place;
      return i >= 0
          && scales.get().isConstant(i)
          && (float) scales.get().at(i) == (float) factor.value();
    }
    return output.extra() * factor.denominator() == input.extra() * factor.numerator();
  }

  private static List<Long> axesOf(Step step) {
    return step.integers("axes");
  }

  private static Optional<Numbers> scales(Step step) {
    Optional<Numbers> scales = step.numbers(step.opset() < 11 ? 1 : 2);
    return scales.filter(numbers -> numbers.size() > 0);
  }
}
