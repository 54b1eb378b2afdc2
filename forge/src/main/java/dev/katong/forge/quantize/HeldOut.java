package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.quality.Comparison;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Photos that have no part in the making of a network, to decide whether it is close enough.
 *
 * @param reference the network whose pictures it should give
 * @param kinds photos as the network gets them, such as frames and faces; of the kinds, the one
 *     that is drawn worst counts. 8-bit BGR; not owned
 */
public record HeldOut(ModelProto reference, List<List<Mat>> kinds) {
  public HeldOut {
    kinds = List.copyOf(kinds);
    if (kinds.isEmpty() || kinds.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("there are no photos to measure on");
    }
  }

  /** The photos, drawn by the reference. */
  AccuracyCheck open() {
    return new AccuracyCheck(reference, kinds.stream().flatMap(List::stream).toList());
  }

  /** Of a comparison of all photos the part of the worst kind. */
  Comparison worst(Comparison all) {
    int[] from = {0};
    return kinds.stream()
        .map(
            kind -> {
              int first = from[0];
              from[0] += kind.size();
              return new Comparison(all.pictures().subList(first, from[0]));
            })
        .min(Comparator.comparingDouble(kind -> kind.mean().psnr()))
        .orElseThrow();
  }
}
