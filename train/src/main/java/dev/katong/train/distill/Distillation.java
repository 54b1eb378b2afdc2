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
import dev.katong.train.data.Batch;
import dev.katong.train.data.CropSource;
import dev.katong.train.distill.Teacher.Lesson;
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
 * Trains a student, step by step, to draw what its teacher draws. Early on it may also be compared
 * inside ({@link StageComparison}), at the end be judged by a {@link Critic}; {@link Curriculum}
 * tells when. Not safe for use by several threads.
 */
public final class Distillation implements AutoCloseable {
  private static final double AVERAGE = 0.998;

  private final Curriculum curriculum;
  private final CropSource crops;
  private final Teacher teacher;
  private final NDManager manager = NDManager.newBaseManager();
  private final TrainableNetwork student;
  private final Inside inside;
  private final List<String> wanted;
  private final Critic critic;
  private final AdamW optimizer;
  private final RunningAverage average;
  private int step;

  /**
   * A training at its start.
   *
   * @param model the student
   * @param inside what else is compared while the curriculum wants it; closed by this
   * @param crops not closed by this
   */
  public Distillation(
      Curriculum curriculum,
      ModelProto model,
      ModelProto teacherModel,
      Inside inside,
      CropSource crops) {
    this.curriculum = curriculum;
    this.crops = crops;
    this.inside = inside;
    this.wanted = new ArrayList<>(inside.shown());
    wanted.add(model.getGraph().getOutput(0).getName());
    this.teacher = inside.teacher(teacherModel);
    this.student = new TrainableNetwork(model, manager);
    this.critic = new Critic(curriculum.seed(), manager);
    Map<String, NDArray> learnt = new LinkedHashMap<>(student.weights());
    learnt.putAll(inside.learnt());
    this.optimizer = new AdamW(learnt, (float) curriculum.decay(), manager);
    this.average = new RunningAverage(student.weights(), AVERAGE, manager);
  }

  /**
   * What was lost in one step.
   *
   * @param picture the difference of pictures
   * @param inside the mean error inside, as a share of the teacher's variance; 0 where they are not
   *     compared
   * @param judgement 1 where the critic sees through every picture; 0 without it
   */
  public record Loss(float picture, float inside, float judgement) {}

  /** How many steps are done. */
  public int step() {
    return step;
  }

  /**
   * Does one step.
   *
   * @param fraction how much of the training is done, 0 to 1
   */
  public Loss next(double fraction) {
    step++;
    SplittableRandom random = new SplittableRandom(curriculum.seed() * 1_000_003 + step);
    Batch batch = Batch.of(crops, random, curriculum.batch(), curriculum.side());
    try (NDScope scope = new NDScope();
        NDManager arrays = manager.newSubManager()) {
      scope.suppressNotUsedWarning();
      NDArray photos =
          arrays
              .create(batch.pixels(), new Shape(batch.shape()), DataType.UINT8)
              .toType(DataType.FLOAT32, false);
      boolean looksInside = curriculum.insideWeight(fraction) > 0;
      Loss loss = learn(photos, teacher.draw(batch, looksInside, arrays), fraction);
      average.update(step);
      return loss;
    }
  }

  private Loss learn(NDArray photos, Lesson lesson, double fraction) {
    float insideWeight = lesson.inside().isEmpty() ? 0 : curriculum.insideWeight(fraction);
    float criticWeight = curriculum.criticWeight(fraction);
    NDArray drawn;
    NDArray picture;
    NDArray within = null;
    NDArray judgement = null;
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      if (insideWeight > 0) {
        List<NDArray> shown = student.run(photos, wanted);
        drawn = shown.get(shown.size() - 1);
        within = inside.loss(shown.subList(0, shown.size() - 1), lesson.inside());
      } else {
        drawn = student.draw(photos);
      }
      picture = PictureLoss.of(drawn, lesson.pictures());
      NDArray loss = picture;
      if (within != null) {
        loss = loss.add(within.mul(insideWeight));
      }
      if (criticWeight > 0) {
        judgement = critic.lossOf(drawn);
        loss = loss.add(judgement.mul(criticWeight));
      }
      collector.backward(loss);
    }
    optimizer.update(step, curriculum.rate(step, fraction));
    if (judgement != null) {
      critic.forgetGradients();
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        collector.backward(critic.ownLoss(drawn, lesson.pictures()));
      }
      critic.update(step);
    }
    return new Loss(picture.getFloat(), value(within), value(judgement));
  }

  private static float value(@Nullable NDArray scalar) {
    return scalar == null ? 0 : scalar.getFloat();
  }

  /** The student with the average of its last weights. */
  public ModelProto model() {
    return TrainableNetwork.withWeights(student.model(), average.values());
  }

  /** All that is needed to go on from here. */
  public Checkpoint checkpoint() {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    add(arrays, "learnt/", floats(student.weights()));
    add(arrays, "learnt/", floats(inside.learnt()));
    add(arrays, "optimizer/", optimizer.state());
    add(arrays, "average/", average.values());
    add(arrays, "critic/", critic.state());
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

  /** Goes on from a checkpoint. */
  public void restore(Checkpoint checkpoint) {
    Checkpoint.fill(student.weights(), checkpoint.under("learnt/"));
    Checkpoint.fill(inside.learnt(), checkpoint.under("learnt/"));
    optimizer.restore(checkpoint.under("optimizer/"));
    average.restore(checkpoint.under("average/"));
    critic.restore(checkpoint.under("critic/"));
    step = checkpoint.step();
  }

  @Override
  public void close() {
    NativeMemory.release(teacher, critic, average, optimizer, student, inside, manager);
  }
}
