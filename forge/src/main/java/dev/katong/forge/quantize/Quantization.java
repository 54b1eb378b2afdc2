package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.analysis.TensorSides;
import dev.katong.forge.onnx.CanonicalForm;
import dev.katong.forge.onnx.Graph;
import dev.katong.forge.onnx.SizeProbe;
import dev.katong.forge.quality.Fidelity;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleConsumer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Static quantisation to 8 bits, for ONNX Runtime on a CPU: convolutions, and what stands between
 * them, are computed in bytes, with weights of 8 bits by output channel and levels for each tensor
 * that are found on photos. What costs too much of the picture is computed more exactly, chosen by
 * measurement.
 */
public final class Quantization {
  /** The share of the time after which all tensors' values are known. */
  private static final double CALIBRATED = 0.3;

  private Quantization() {}

  /**
   * Quantises a network.
   *
   * @param given finished, fp32: uint8 {@code [N,H,W,3]} BGR in and out, with its layers still its
   *     own (as {@link dev.katong.forge.fit.Fitting#fit} leaves them)
   * @param photos better 8 to 16, unlike each other and like those that will be drawn: 8-bit BGR,
   *     of sides that the network takes, at the size at which it works. On pieces of them levels
   *     are found and the convolutions to compute more exactly are chosen
   * @param held other photos; the choice goes on until the floor is reached on them
   * @param floor the mean fidelity to reach. It is missed only where the network would lose most of
   *     what bytes save; the best is given then
   * @param progress receives the share that is done, 0 to 1
   * @throws BadModel if nothing in it can be computed in bytes, or it fails on a photo
   */
  public static QuantizedNetwork of(
      ModelProto given, List<Mat> photos, HeldOut held, Fidelity floor, DoubleConsumer progress) {
    if (photos.isEmpty()) {
      throw new IllegalArgumentException("quantisation needs photos to calibrate on");
    }
    ModelProto network = CanonicalForm.of(given);
    int multiple = SizeProbe.multipleOf(network);
    try (Pieces pieces = Pieces.cut(photos, multiple)) {
      Candidate candidate =
          candidate(network, pieces.mats(), done -> progress.accept(CALIBRATED * done));
      try (AccuracyCheck judge = new AccuracyCheck(network, pieces.mats());
          AccuracyCheck check = held.open()) {
        Refinement.Refined refined =
            new Refinement(candidate, judge, model -> held.worst(check.compare(model)), floor)
                .refined(done -> progress.accept(CALIBRATED + (1 - CALIBRATED) * done));
        progress.accept(1);
        return new QuantizedNetwork(
            candidate.written(refined.plan()),
            refined.fidelity(),
            inOrder(candidate, refined.plan().inSigns()),
            inOrder(candidate, refined.plan().kept()));
      }
    }
  }

  private static Candidate candidate(
      ModelProto network, List<Mat> pieces, DoubleConsumer progress) {
    Graph given = new Graph(network);
    ByteRegion region = new ByteRegion(given, Set.of(), Set.of());
    if (region.convolutions().isEmpty()) {
      throw new BadModel(
          "the network has no convolution of constant weights that could be computed in 8 bits");
    }
    Calibration first =
        Calibration.of(network, region.observed(), pieces, done -> progress.accept(done / 2));
    ModelProto equalized = Equalization.of(given, region, first);
    return new Candidate(
        new Graph(equalized),
        Calibration.of(
            equalized, region.observed(), pieces, done -> progress.accept(0.5 + done / 2)),
        TensorSides.of(network, SizeProbe.multipleOf(network)));
  }

  private static List<String> inOrder(Candidate candidate, Set<String> some) {
    return candidate.convolutions().stream().filter(some::contains).toList();
  }
}
