package dev.katong.forge.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.analysis.TensorSides;
import dev.katong.forge.onnx.Graph;
import dev.katong.forge.onnx.SizeProbe;
import dev.katong.memory.NativeMemory;
import java.util.List;
import java.util.Set;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The error with equalisation, and with a more exact treatment of single convolutions. */
class PrecisionPlansTest {
  private static final ModelProto NETWORK = SmallUnet.model();
  private static List<Mat> photos;
  private static AccuracyCheck judge;

  @BeforeAll
  static void draw() {
    photos = SmallUnet.photos(2, 96, 96);
    judge = new AccuracyCheck(NETWORK, photos);
  }

  @AfterAll
  static void release() {
    judge.close();
    NativeMemory.release(photos);
  }

  private static Calibration calibration(ModelProto network) {
    ByteRegion region = new ByteRegion(new Graph(network), Set.of(), Set.of());
    return Calibration.of(network, region.observed(), photos, done -> {});
  }

  private static ModelProto equalized() {
    Graph graph = new Graph(NETWORK);
    ByteRegion region = new ByteRegion(graph, Set.of(), Set.of());
    return Equalization.of(graph, region, calibration(NETWORK));
  }

  private static Candidate candidate(ModelProto network) {
    return new Candidate(
        new Graph(network),
        calibration(network),
        TensorSides.of(network, SizeProbe.multipleOf(network)));
  }

  /** The mean squared error of a network's pictures, of 255². */
  private static double error(ModelProto network) {
    return judge.compare(network).pictures().stream()
        .mapToDouble(picture -> 255 * 255 * Math.pow(10, -picture.psnr() / 10))
        .average()
        .orElseThrow();
  }

  @Test
  void equalization_ofFloats_changesWeightsAndNoPicture() {
    ModelProto equalized = equalized();

    assertThat(equalized).isNotEqualTo(NETWORK);
    // A sum in another order may tip the rounding of a byte here and there.
    assertThat(judge.compare(equalized).worst().psnr()).isGreaterThan(60);
  }

  @Test
  void equalization_ofChannelsOfUnlikeRange_lowersTheError() {
    double before = error(candidate(NETWORK).written(PrecisionPlan.NONE));
    double after = error(candidate(equalized()).written(PrecisionPlan.NONE));

    assertThat(after).isLessThan(before);
  }

  @Test
  void signs_ofAllThatAllowThem_lowerTheError() {
    Candidate candidate = candidate(equalized());
    PrecisionPlan inSigns =
        new PrecisionPlan(
            Set.copyOf(candidate.convolutions().stream().filter(candidate::allowsSigns).toList()),
            Set.of());

    assertThat(inSigns.inSigns()).containsExactlyInAnyOrder("first", "down", "fine");
    assertThat(error(candidate.written(inSigns)))
        .isLessThan(0.9 * error(candidate.written(PrecisionPlan.NONE)));
  }

  @Test
  void kept_allConvolutions_isTheFloatNetwork() {
    Candidate candidate = candidate(NETWORK);
    PrecisionPlan kept = new PrecisionPlan(Set.of(), candidate.convolutions());

    assertThat(error(candidate.written(kept))).isLessThan(0.01);
  }

  @Test
  void keeping_convolutionInSigns_takesItOutOfThem() {
    PrecisionPlan treatment = PrecisionPlan.NONE.withSigns("a").withSigns("b").keeping("a");

    assertThat(treatment).isEqualTo(new PrecisionPlan(Set.of("b"), Set.of("a")));
  }
}
