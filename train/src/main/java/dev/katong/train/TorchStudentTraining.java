package dev.katong.train;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.optimize.StudentTraining;
import dev.katong.train.distill.Curriculum;
import dev.katong.train.distill.Distillation;
import dev.katong.train.distill.StageComparison;
import dev.katong.train.distill.Training;
import dev.katong.train.distill.UNet;
import dev.katong.train.learn.TrainingLimit;

/** Trains small networks with PyTorch; the curriculum is the one of the built-in style. */
public final class TorchStudentTraining implements StudentTraining {
  private static final Curriculum CURRICULUM =
      new Curriculum(8, 160, 2e-3, 1e-4, 0.4, 0.25, 0.02, 1);

  @Override
  public ModelProto train(Course course) {
    PyTorch.prepare();
    UNet shape =
        new UNet(course.channels().fine(), course.channels().middle(), course.channels().coarse());
    ModelProto student = shape.build(CURRICULUM.seed());
    try (TrainingData data =
            TrainingData.of(
                course.photos(),
                course.faceSize(),
                course.faceDetector(),
                course.workingSize(),
                course.teacher());
        Distillation distillation =
            new Distillation(
                CURRICULUM,
                student,
                course.teacher(),
                new StageComparison(student, course.teacher()),
                data.crops())) {
      return new Training(
              distillation,
              TrainingLimit.steps(course.steps()),
              data.validation(),
              true,
              course.folder(),
              course.listener()::at)
          .run();
    }
  }
}
