package dev.katong.forge.analysis;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.ObservedNetwork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lengths of all tensors of a network, and the values of the small ones, as they follow the
 * frame's size. They are seen in real runs on small frames of several sizes, so every operator's
 * rule of shapes is ONNX Runtime's own.
 */
final class GraphProbe {
  private static final int LARGEST_GRID = 64;

  private final int grid;
  private final Map<String, Observation> observations;

  private GraphProbe(int grid, Map<String, Observation> observations) {
    this.grid = grid;
    this.observations = observations;
  }

  /**
   * Runs a finished network on frames whose sides are 2 to 5 cells. A cell is the smallest of 1, 2,
   * 4, 8 … times the alignment at which all lengths follow the frame without rounding.
   *
   * @param alignment the frame's sides are multiples of this, in pixels
   * @throws BadModel if the network runs on none of these frames
   */
  static GraphProbe of(ModelProto model, int alignment) {
    GraphProbe coarsest = null;
    String reason = "";
    try (ProbeSession session = new ProbeSession(ObservedNetwork.everywhere(model))) {
      for (int grid = alignment; grid <= Math.max(alignment, LARGEST_GRID); grid *= 2) {
        try {
          coarsest = new GraphProbe(grid, observations(session, model.getGraph(), grid));
          if (coarsest.observations.values().stream().allMatch(Observation::isRegular)) {
            return coarsest;
          }
        } catch (OrtException e) {
          reason = String.valueOf(e.getMessage());
        }
      }
    }
    if (coarsest == null) {
      throw new BadModel("the network runs on no small frame: " + reason);
    }
    return coarsest;
  }

  /** Height and width of a cell in pixels. */
  int grid() {
    return grid;
  }

  /** The observation of a tensor; null for a value that is no tensor, such as a sequence. */
  @Nullable Observation of(String tensor) {
    return observations.get(tensor);
  }

  /** Positions by pixel of an axis that follows the frame along one direction. */
  Fraction scale(Amount length) {
    return new Fraction(length.growth(), grid);
  }

  /** The pixels after which the sampling of all tensors repeats: what their scales divide. */
  int period() {
    long period = 1;
    for (Observation observation : observations.values()) {
      for (Amount length : observation.dims()) {
        if (length.direction().isPresent()) {
          period = Fraction.leastCommonMultiple(period, scale(length).denominator());
        }
      }
    }
    return Math.toIntExact(period);
  }

  /** True if no tensor grows faster than the frame; weights of attention do. */
  boolean growsWithTheFrame() {
    return observations.values().stream()
        .allMatch(seen -> Math.max(seen.degree(true), seen.degree(false)) <= 1);
  }

  private static Map<String, Observation> observations(
      ProbeSession session, GraphProto graph, int grid) throws OrtException {
    Map<String, List<ProbeSession.Seen>> runs = new LinkedHashMap<>();
    for (int[] frame : Amount.FRAMES) {
      session
          .run(frame[0] * grid, frame[1] * grid)
          .forEach((name, seen) -> runs.computeIfAbsent(name, key -> new ArrayList<>()).add(seen));
    }
    Map<String, Observation> observations = new HashMap<>();
    for (TensorProto constant : graph.getInitializerList()) {
      observations.put(
          constant.getName(),
          new Observation(
              constant.getDimsList().stream().map(Amount::constant).toList(),
              OnnxJavaType.FLOAT,
              Numbers.of(constant)));
    }
    runs.forEach(
        (name, seen) -> {
          if (seen.size() == Amount.FRAMES.length) {
            observations.put(name, observation(seen));
          }
        });
    return observations;
  }

  private static Observation observation(List<ProbeSession.Seen> runs) {
    int rank = runs.get(0).shape().length;
    List<Amount> dims = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      long[] lengths = new long[runs.size()];
      for (int i = 0; i < lengths.length; i++) {
        long[] shape = runs.get(i).shape();
        lengths[i] = axis < shape.length ? shape[axis] : -i;
      }
      dims.add(Amount.fit(lengths));
    }
    List<double[]> values =
        runs.stream().map(ProbeSession.Seen::values).flatMap(Optional::stream).toList();
    Optional<Numbers> numbers =
        values.size() == runs.size() ? Optional.of(new Numbers(values)) : Optional.empty();
    return new Observation(Collections.unmodifiableList(dims), runs.get(0).type(), numbers);
  }
}
