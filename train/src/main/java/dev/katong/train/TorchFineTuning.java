package dev.katong.train;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongHome;
import dev.katong.forge.optimize.FineTuning;
import dev.katong.train.distill.Curriculum;
import dev.katong.train.distill.Distillation;
import dev.katong.train.distill.FeatureLoss;
import dev.katong.train.distill.KeptChannels;
import dev.katong.train.distill.Training;
import dev.katong.train.learn.TrainingLimit;

/** Trains pruned networks with PyTorch to draw again as they did before. */
public final class TorchFineTuning implements FineTuning {
  /** The weights are nearly right: small steps, and larger pieces, since borders differ less. */
  private static final Curriculum CURRICULUM = new Curriculum(4, 192, 3e-4, 0, 1, 0, 0, 1);

  private static final int WORKING_SIZE = 720;

  @Override
  public ModelProto fineTune(TrainingJob job) {
    PyTorch.prepare();
    try (TrainingData data =
            TrainingData.of(
                job.photos(),
                job.faceSize(),
                KatongHome.ofEnvironment().faceDetector(),
                WORKING_SIZE,
                job.teacher());
        Distillation distillation =
            new Distillation(
                CURRICULUM, job.pruned(), job.teacher(), featureLoss(job), data.crops())) {
      return new Training(
              distillation,
              TrainingLimit.time(job.limit()),
              data.validation(),
              false,
              job.checkpoints(),
              job.listener()::at)
          .run();
    }
  }

  private static FeatureLoss featureLoss(TrainingJob job) {
    return job.kept().isEmpty() ? FeatureLoss.NONE : new KeptChannels(job.kept());
  }
}
