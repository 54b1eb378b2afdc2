package dev.katong.train.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.prune.PrunedNetwork;
import dev.katong.forge.prune.Pruning;
import dev.katong.train.data.CropSource;
import dev.katong.train.data.FrameCrops;
import dev.katong.train.fixture.DrawnPhotos;
import dev.katong.train.learn.Checkpoint;
import dev.katong.train.learn.TrainingLimit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small teacher with random weights draws something; a smaller student learns it. */
class DistillationTest {
  private static final ModelProto TEACHER = new UNet(16, 16, 24).build(11);
  private static final ModelProto STUDENT = new UNet(8, 8, 16).build(1);
  private static final Curriculum CURRICULUM = new Curriculum(2, 32, 4e-3, 1e-4, 0.5, 0, 0, 1);

  @TempDir private static Path folder;

  private static List<Path> photos;

  @BeforeAll
  static void drawPhotos() {
    photos = DrawnPhotos.write(folder, 2, 120, 160);
  }

  @Test
  void next_someSteps_losesLessAndLess() {
    try (CropSource crops = new FrameCrops(photos, 120);
        Distillation distillation =
            new Distillation(CURRICULUM, STUDENT, TEACHER, stages(STUDENT), crops)) {
      float early = 0;
      float late = 0;
      for (int step = 0; step < 80; step++) {
        Distillation.Loss loss = distillation.next(step / 80.0);
        early += step < 10 ? loss.picture() : 0;
        late += step >= 70 ? loss.picture() : 0;
        assertThat(loss.features() > 0).as("stages in the first half").isEqualTo(step < 40);
      }
      assertThat(late).isLessThan(early * 0.7f);
    }
  }

  @Test
  void restore_fromACheckpoint_goesOnAsIfNothingHadHappened() {
    Curriculum curriculum = new Curriculum(1, 32, 1e-3, 1e-4, 0.8, 0.6, 0.1, 3);
    try (CropSource crops = new FrameCrops(photos, 120);
        Distillation through =
            new Distillation(curriculum, STUDENT, TEACHER, stages(STUDENT), crops);
        Distillation broken =
            new Distillation(curriculum, STUDENT, TEACHER, stages(STUDENT), crops)) {
      run(through, 0, 6);
      Path file = folder.resolve("checkpoint.bin");
      through.checkpoint().write(file);
      run(through, 6, 10);

      broken.restore(Checkpoint.read(file));
      assertThat(broken.step()).isEqualTo(6);
      run(broken, 6, 10);

      var expected = through.checkpoint().arrays();
      var actual = broken.checkpoint().arrays();
      assertThat(actual).containsOnlyKeys(expected.keySet());
      expected.forEach(
          (name, values) -> assertThat(actual.get(name)).as(name).hasSameSizeAs(values));
      String weights = "average/x0/weights";
      assertThat(actual.get(weights)).containsExactly(expected.get(weights), within(1e-6f));
    }
  }

  private static void run(Distillation distillation, int from, int to) {
    for (int step = from; step < to; step++) {
      distillation.next(step / 10.0);
    }
  }

  @Test
  void restore_fromAnotherNetworksCheckpoint_isRefused() {
    try (CropSource crops = new FrameCrops(photos, 120);
        Distillation small =
            new Distillation(CURRICULUM, STUDENT, TEACHER, stages(STUDENT), crops);
        Distillation large =
            new Distillation(CURRICULUM, TEACHER, TEACHER, stages(TEACHER), crops)) {
      assertThatThrownBy(() -> large.restore(small.checkpoint()))
          .isInstanceOf(BadModel.class)
          .hasMessageContaining("of another network");
    }
  }

  @Test
  void run_training_leavesStudentSheetAndLog() throws Exception {
    Path training = folder.resolve("training");
    Curriculum curriculum = new Curriculum(1, 32, 4e-3, 0, 0, 0, 0, 1);
    List<Double> fractions = new ArrayList<>();
    try (CropSource crops = new FrameCrops(photos, 120);
        Validation validation = new Validation(TEACHER, List.of(piece(crops, 1), piece(crops, 2)));
        Distillation distillation =
            new Distillation(curriculum, STUDENT, TEACHER, FeatureLoss.NONE, crops)) {
      ModelProto trained =
          new Training(
                  distillation,
                  TrainingLimit.steps(30),
                  validation,
                  false,
                  training,
                  (fraction, status) -> fractions.add(fraction))
              .run();
      try (Validation.Result before = validation.of(STUDENT);
          Validation.Result after = validation.of(trained)) {
        assertThat(after.mean().psnr()).isGreaterThan(before.mean().psnr() + 1);
      }
    }
    assertThat(fractions).isSorted().hasSizeBetween(10, 30);
    assertThat(training.resolve("sheet.png")).isNotEmptyFile();
    assertThat(training.resolve("checkpoint.bin")).isNotEmptyFile();
    assertThat(Files.readAllLines(training.resolve("log.csv")))
        .filteredOn(line -> line.startsWith("validation,"))
        .hasSizeBetween(8, 21);
  }

  @Test
  void run_afterItsEnd_givesTheSameStudentAgain() {
    Path training = folder.resolve("ended");
    Curriculum curriculum = new Curriculum(1, 32, 1e-3, 0, 0, 0, 0, 1);
    List<ModelProto> students = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      try (CropSource crops = new FrameCrops(photos, 120);
          Validation validation = new Validation(TEACHER, List.of(piece(crops, 1)));
          Distillation distillation =
              new Distillation(curriculum, STUDENT, TEACHER, stages(STUDENT), crops)) {
        students.add(
            new Training(
                    distillation, TrainingLimit.steps(6), validation, true, training, (f, s) -> {})
                .run());
        assertThat(distillation.step()).isEqualTo(6);
      }
    }
    assertThat(students.get(1)).isEqualTo(students.get(0));
  }

  @Test
  void new_teacherOfAnotherShape_isRefused() {
    ModelProto.Builder shorter = TEACHER.toBuilder();
    var convolution =
        shorter.getGraphBuilder().getNodeBuilderList().stream()
            .filter(node -> node.getOpType().equals("Conv"))
            .findFirst()
            .orElseThrow();
    convolution.setInput(2, "").clearInput().addInput("colours").addInput("x0/weights");
    assertThatThrownBy(() -> new StageComparison(STUDENT, shorter.build()))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("17 convolutions");
  }

  @Test
  void next_prunedNetworkByItsKeptChannels_comesNearerInside() {
    PrunedNetwork pruned = Pruning.byRatio(0.3).inMultiplesOf(1).prune(TEACHER);
    Curriculum curriculum = new Curriculum(2, 32, 2e-3, 0, 1, 0, 0, 1);
    List<Float> features = new ArrayList<>();
    try (CropSource crops = new FrameCrops(photos, 120);
        Distillation distillation =
            new Distillation(
                curriculum, pruned.model(), TEACHER, new KeptChannels(pruned.kept()), crops)) {
      for (int i = 0; i < 30; i++) {
        features.add(distillation.next(i / 60.0).features());
      }
    }
    assertThat(features.subList(25, 30))
        .allSatisfy(error -> assertThat(error).isBetween(0f, 0.8f * features.get(0)));
  }

  @Test
  void loss_sameChannelsOfTheSameNetwork_isNothing() {
    Map<String, List<Integer>> all = Pruning.byRatio(0).prune(TEACHER).kept();
    Curriculum curriculum = new Curriculum(1, 32, 1e-6, 0, 1, 0, 0, 1);
    try (CropSource crops = new FrameCrops(photos, 120);
        Distillation distillation =
            new Distillation(curriculum, TEACHER, TEACHER, new KeptChannels(all), crops)) {
      assertThat(distillation.next(0).features()).isCloseTo(0, within(1e-6f));
    }
  }

  private static FeatureLoss stages(ModelProto student) {
    return new StageComparison(student, TEACHER);
  }

  private static Mat piece(CropSource crops, long seed) {
    return crops.next(new SplittableRandom(seed), 64);
  }
}
