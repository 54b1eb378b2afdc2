package dev.katong.train.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares each stage of a student, through a 1×1 convolution that is learnt with it and thrown
 * away later, with its teacher's, as A. Romero et al. do in "FitNets: Hints for Thin Deep Nets",
 * ICLR 2015. Each error is divided by the teacher's variance, so that all stages count alike.
 */
public final class StageComparison implements FeatureLoss {
  private final List<String> shown;
  private final List<String> expected;
  private final NDManager manager = NDManager.newBaseManager();
  private final Map<String, NDArray> adapters = new LinkedHashMap<>();

  /**
   * A comparison of two networks of DCT-Net's shape, of any numbers of channels.
   *
   * @throws BadModel if one of them is of another shape
   */
  public StageComparison(ModelProto student, ModelProto teacher) {
    this.shown = Stages.of(student);
    this.expected = Stages.of(teacher);
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

  @Override
  public List<String> tensors() {
    return shown;
  }

  @Override
  public Teacher teacher(ModelProto model) {
    return new Teacher(model, expected);
  }

  @Override
  public Map<String, NDArray> learnt() {
    return adapters;
  }

  @Override
  public NDArray loss(List<NDArray> shown, List<NDArray> expected) {
    List<NDArray> adapted = new ArrayList<>();
    for (NDArray adapter : adapters.values()) {
      adapted.add(Conv2d.conv2d(shown.get(adapted.size()), adapter).singletonOrThrow());
    }
    return Errors.mean(adapted, expected);
  }

  @Override
  public void close() {
    manager.close();
  }
}
