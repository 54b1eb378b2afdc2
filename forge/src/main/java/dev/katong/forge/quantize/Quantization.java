package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.analysis.TensorSides;
import dev.katong.forge.onnx.CanonicalForm;
import dev.katong.forge.onnx.Graph;
import dev.katong.forge.onnx.SizeProbe;
import dev.katong.forge.quality.Comparison;
import dev.katong.forge.quality.Fidelity;
import java.util.ArrayList;
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
  /** One photo of each group of this size is held out. */
  private static final int HELD_OUT = 4;

  /** The share of the time after which all tensors' values are known. */
  private static final double CALIBRATED = 0.3;

  /** The share after which the treatment of each convolution is chosen. */
  private static final double JUDGED = 0.95;

  private Quantization() {}

  /**
   * Quantises a network.
   *
   * @param given finished, fp32: uint8 {@code [N,H,W,3]} BGR in and out, with its layers still its
   *     own (as {@link dev.katong.forge.fit.Fitting#fit} leaves them)
   * @param photos at least 2, better 8 to 16, unlike each other and like those that will be drawn:
   *     8-bit BGR, of sides that the network takes, at the size at which it works. Levels are found
   *     on three of four; the convolutions to compute more exactly are chosen on pieces of all, and
   *     the fidelity is measured on every fourth as a whole
   * @param floor the mean fidelity to reach. The choice aims 1 dB higher, and spends no more than
   *     two fifths of the work; so the floor may be missed
   * @param progress receives the share that is done, 0 to 1
   * @throws BadModel if nothing in it can be computed in bytes, or it fails on a photo
   */
  public static QuantizedNetwork of(
      ModelProto given, List<Mat> photos, Fidelity floor, DoubleConsumer progress) {
    ModelProto network = CanonicalForm.of(given);
    if (photos.size() < 2) {
      throw new IllegalArgumentException(
          "quantisation needs at least 2 photos, not " + photos.size());
    }
    List<Mat> held = new ArrayList<>();
    List<Mat> others = new ArrayList<>();
    for (int i = 0; i < photos.size(); i++) {
      boolean isHeld = i % HELD_OUT == HELD_OUT - 1 || (i == 1 && photos.size() < HELD_OUT);
      (isHeld ? held : others).add(photos.get(i));
    }
    int multiple = SizeProbe.multipleOf(network);
    Candidate candidate;
    try (Pieces pieces = Pieces.cut(others, multiple)) {
      candidate = candidate(network, pieces.mats(), done -> progress.accept(CALIBRATED * done));
    }
    PrecisionPlan treatment;
    try (Pieces pieces = Pieces.cut(photos, multiple);
        AccuracyCheck judge = new AccuracyCheck(network, pieces.mats())) {
      treatment =
          Refinement.of(
              candidate,
              judge,
              floor,
              done -> progress.accept(CALIBRATED + (JUDGED - CALIBRATED) * done));
    }
    ModelProto model = candidate.written(treatment);
    try (AccuracyCheck judge = new AccuracyCheck(network, held)) {
      Comparison fidelity = judge.compare(model);
      progress.accept(1);
      return new QuantizedNetwork(
          model,
          fidelity,
          inOrder(candidate, treatment.inSigns()),
          inOrder(candidate, treatment.kept()));
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
