package dev.katong.train.distill;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.memory.NativeMemory;
import dev.katong.train.data.CropBatch;
import dev.katong.train.data.CropSource;
import dev.katong.train.graph.TrainableNetwork;
import dev.katong.train.learn.AdamW;
import dev.katong.train.learn.Checkpoint;
import dev.katong.train.learn.RunningAverage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Trains a student, step by step, to draw what its teacher draws. {@link Curriculum} sets when
 * features are compared too ({@link FeatureLoss}), early on, and when a {@link Discriminator}
 * judges the pictures, at the end. Not safe for use by several threads.
 */
public final class Distillation implements AutoCloseable {
  private static final double AVERAGE = 0.998;
  private static final float UNIT = 127.5f;

  private final Curriculum curriculum;
  private final CropSource crops;
  private final Teacher teacher;
  private final NDManager manager = NDManager.newBaseManager();
  private final TrainableNetwork student;
  private final FeatureLoss featureLoss;
  private final List<String> wanted;
  private final Discriminator discriminator;
  private final AdamW optimizer;
  private final RunningAverage average;
  private int step;

  /**
   * Creates a training at its start.
   *
   * @param model the student
   * @param featureLoss used while the curriculum wants it; closed by this
   * @param crops not closed by this
   */
  public Distillation(
      Curriculum curriculum,
      ModelProto model,
      ModelProto teacherModel,
      FeatureLoss featureLoss,
      CropSource crops) {
    this.curriculum = curriculum;
    this.crops = crops;
    this.featureLoss = featureLoss;
    this.wanted = new ArrayList<>(featureLoss.tensors());
    wanted.add(model.getGraph().getOutput(0).getName());
    this.teacher = featureLoss.teacher(teacherModel);
    this.student = new TrainableNetwork(model, manager);
    this.discriminator = new Discriminator(curriculum.seed(), manager);
    Map<String, NDArray> learnt = new LinkedHashMap<>(student.weights());
    learnt.putAll(featureLoss.learnt());
    this.optimizer = new AdamW(learnt, (float) curriculum.decay(), manager);
    this.average = new RunningAverage(student.weights(), AVERAGE, manager);
  }

  /**
   * The losses of one step.
   *
   * @param picture the difference of pictures
   * @param features the mean error of features, as a share of the teacher's variance; 0 where they
   *     are not compared
   * @param adversarial 1 where the discriminator recognises every picture; 0 without it
   */
  public record Loss(float picture, float features, float adversarial) {}

  /** The number of steps done. */
  public int step() {
    return step;
  }

  /**
   * Does one step.
   *
   * @param fraction the part of the training that is done, 0 to 1
   */
  public Loss next(double fraction) {
    step++;
    SplittableRandom random = new SplittableRandom(curriculum.seed() * 1_000_003 + step);
    CropBatch batch = CropBatch.of(crops, random, curriculum.batch(), curriculum.side());
    try (NDScope scope = new NDScope();
        NDManager arrays = manager.newSubManager()) {
      scope.suppressNotUsedWarning();
      NDArray photos =
          arrays
              .create(batch.pixels(), new Shape(batch.shape()), DataType.UINT8)
              .toType(DataType.FLOAT32, false);
      boolean withFeatures = curriculum.featureWeight(fraction) > 0;
      Loss loss = learn(photos, teacher.draw(batch, withFeatures, arrays), fraction);
      average.update(step);
      return loss;
    }
  }

  private Loss learn(NDArray photos, Teacher.Output expected, double fraction) {
    float featureWeight = expected.features().isEmpty() ? 0 : curriculum.featureWeight(fraction);
    float discriminatorWeight = curriculum.discriminatorWeight(fraction);
    NDArray drawn;
    NDArray picture;
    NDArray features = null;
    NDArray adversarial = null;
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      if (featureWeight > 0) {
        List<NDArray> shown = student.run(photos, wanted);
        drawn = shown.get(shown.size() - 1);
        features = featureLoss.loss(shown.subList(0, shown.size() - 1), expected.features());
      } else {
        drawn = student.draw(photos);
      }
      picture = pictureLoss(drawn, expected.pictures());
      NDArray loss = picture;
      if (features != null) {
        loss = loss.add(features.mul(featureWeight));
      }
      if (discriminatorWeight > 0) {
        adversarial = discriminator.lossOf(drawn);
        loss = loss.add(adversarial.mul(discriminatorWeight));
      }
      collector.backward(loss);
    }
    optimizer.update(step, curriculum.rate(step, fraction));
    if (adversarial != null) {
      discriminator.forgetGradients();
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        collector.backward(discriminator.ownLoss(drawn, expected.pictures()));
      }
      discriminator.update(step);
    }
    return new Loss(picture.getFloat(), value(features), value(adversarial));
  }

  /**
   * The distance between pictures, a scalar: the mean absolute difference of values and, so that
   * lines become crisp, of the steps from each pixel to its neighbours; 127.5 counts as 1.
   *
   * @param picture float {@code [N,H,W,3]}, 0..255
   */
  private static NDArray pictureLoss(NDArray picture, NDArray target) {
    NDArray difference = picture.sub(target).div(UNIT);
    NDArray across = difference.get(":,:,1:,:").sub(difference.get(":,:,:-1,:")).abs().mean();
    NDArray down = difference.get(":,1:,:,:").sub(difference.get(":,:-1,:,:")).abs().mean();
    return difference.abs().mean().add(across).add(down);
  }

  private static float value(@Nullable NDArray scalar) {
    return scalar == null ? 0 : scalar.getFloat();
  }

  /** The student with the average of its last weights. */
  public ModelProto model() {
    return TrainableNetwork.withWeights(student.model(), average.values());
  }

  /** Everything needed to continue from here. */
  public Checkpoint checkpoint() {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    add(arrays, "learnt/", floats(student.weights()));
    add(arrays, "learnt/", floats(featureLoss.learnt()));
    add(arrays, "optimizer/", optimizer.state());
    add(arrays, "average/", average.values());
    add(arrays, "discriminator/", discriminator.state());
    return new Checkpoint(step, arrays);
  }

  private static void add(Map<String, float[]> arrays, String prefix, Map<String, float[]> more) {
    more.forEach((name, values) -> arrays.put(prefix + name, values));
  }

  private static Map<String, float[]> floats(Map<String, NDArray> arrays) {
    Map<String, float[]> floats = new LinkedHashMap<>();
    arrays.forEach((name, array) -> floats.put(name, array.toFloatArray()));
    return floats;
  }

  /** Continues from a checkpoint. */
  public void restore(Checkpoint checkpoint) {
    Checkpoint.fill(student.weights(), checkpoint.under("learnt/"));
    Checkpoint.fill(featureLoss.learnt(), checkpoint.under("learnt/"));
    optimizer.restore(checkpoint.under("optimizer/"));
    average.restore(checkpoint.under("average/"));
    discriminator.restore(checkpoint.under("discriminator/"));
    step = checkpoint.step();
  }

  @Override
  public void close() {
    NativeMemory.release(teacher, discriminator, average, optimizer, student, featureLoss, manager);
  }
}
