package dev.katong.train.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares each stage of a student, through a 1×1 convolution that is learnt with it and thrown
 * away later, with its teacher's, as A. Romero et al. do in "FitNets: Hints for Thin Deep Nets",
 * ICLR 2015. Each error is divided by the teacher's variance, so that all stages count alike.
 */
final class StageComparison {
  private static final float LEAST_VARIANCE = 1e-6f;

  private final List<String> wanted;
  private final Map<String, NDArray> adapters = new LinkedHashMap<>();

  /** The two networks are of the same shape, of any numbers of channels. */
  StageComparison(ModelProto student, ModelProto teacher, NDManager manager) {
    this.wanted = new ArrayList<>(Stages.of(student));
    wanted.add(student.getGraph().getOutput(0).getName());
    List<Integer> from = Stages.channels(student);
    List<Integer> to = Stages.channels(teacher);
    for (int i = 0; i < from.size(); i++) {
      float deviation = (float) Math.sqrt(1.0 / from.get(i));
      Shape shape = new Shape(to.get(i), from.get(i), 1, 1);
      NDArray adapter = manager.randomNormal(0, deviation, shape, DataType.FLOAT32);
      adapter.setRequiresGradient(true);
      adapters.put("adapter/" + i, adapter);
    }
  }

  /** The convolutions' weights, to be learnt. */
  Map<String, NDArray> adapters() {
    return adapters;
  }

  /** The student's tensors that are needed: its stages and, last, its picture. */
  List<String> wanted() {
    return wanted;
  }

  /**
   * The mean error of the stages, 1 for a student that knows no more than the teacher's means.
   *
   * @param shown the tensors of {@link #wanted}
   * @param expected the teacher's stages
   */
  NDArray loss(List<NDArray> shown, List<NDArray> expected) {
    List<NDArray> weights = List.copyOf(adapters.values());
    NDArray sum = error(shown.get(0), weights.get(0), expected.get(0));
    for (int i = 1; i < expected.size(); i++) {
      sum = sum.add(error(shown.get(i), weights.get(i), expected.get(i)));
    }
    return sum.div(expected.size());
  }

  private static NDArray error(NDArray shown, NDArray adapter, NDArray expected) {
    NDArray adapted = Conv2d.conv2d(shown, adapter).singletonOrThrow();
    NDArray variance = expected.sub(expected.mean()).square().mean();
    return adapted.sub(expected).square().mean().div(variance.add(LEAST_VARIANCE));
  }
}
