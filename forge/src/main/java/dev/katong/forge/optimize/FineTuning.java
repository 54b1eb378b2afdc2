package dev.katong.forge.optimize;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException;
import dev.katong.forge.prune.PrunedNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;

/**
 * Trains a network that has lost channels to draw again like the one it was made of. Implemented by
 * a module of its own, because training needs another engine than drawing does; found by {@link
 * ServiceLoader}.
 */
public interface FineTuning {

  /** The trainer on the class path, if there is one. */
  static Optional<FineTuning> find() {
    return ServiceLoader.load(FineTuning.class, FineTuning.class.getClassLoader()).findFirst();
  }

  /**
   * Trains a network until the time is over or nothing is won any more.
   *
   * @return the pruned network's graph with other weights; the pruned network itself where training
   *     won nothing
   * @throws KatongException if the network holds operators that cannot be trained, the photos
   *     cannot be used, or the checkpoints cannot be written
   */
  ModelProto fineTune(TrainingJob job);

  /**
   * A training and its limits.
   *
   * @param pruned the network to be trained: uint8 {@code [N,H,W,3]} BGR in, the same out
   * @param teacher the network whose pictures it learns to draw; with the same ends
   * @param kept the channels of the teacher that the network still has, by names of tensors that
   *     both have, as in {@link PrunedNetwork#kept}; empty to learn from pictures alone
   * @param photos files, at least one; those that the result will be measured on are not among them
   * @param faceSize the side in pixels of the aligned faces that a head network draws; empty for a
   *     background network, which draws whole frames
   * @param limit the longest time of training
   * @param checkpoints a folder for this job alone, created if missing; an interrupted training
   *     continues from the files there
   * @param listener receives the progress
   */
  record TrainingJob(
      ModelProto pruned,
      ModelProto teacher,
      Map<String, List<Integer>> kept,
      List<Path> photos,
      OptionalInt faceSize,
      Duration limit,
      Path checkpoints,
      Listener listener) {
    public TrainingJob {
      if (photos.isEmpty()) {
        throw new IllegalArgumentException("training needs at least one photo");
      }
      if (limit.isNegative() || limit.isZero()) {
        throw new IllegalArgumentException("training needs a time above 0, not " + limit);
      }
      kept = Map.copyOf(kept);
      photos = List.copyOf(photos);
    }
  }

  /** Receives the progress of a training. */
  @FunctionalInterface
  interface Listener {
    /**
     * Some steps are done.
     *
     * @param fraction 0 at the start, 1 at the end
     * @param status one short line for people, such as {@code step 400, 31.2 dB}
     */
    void at(double fraction, String status);
  }
}
