package dev.katong.train.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.katong.KatongException;
import dev.katong.forge.onnx.ModelSession;
import dev.katong.forge.onnx.ObservedNetwork;
import dev.katong.network.Engine;
import dev.katong.train.data.CropBatch;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The network that a student learns from, run by ONNX Runtime. Owns its session until it is closed.
 */
public final class Teacher implements AutoCloseable {
  private final OrtSession session;
  private final String input;
  private final String output;
  private final List<String> tensors;

  /**
   * The output of a teacher for a batch.
   *
   * @param pictures float {@code [N,H,W,3]}, 0..255
   * @param features float {@code [N,C,h,w]} each
   */
  record Output(NDArray pictures, List<NDArray> features) {}

  /**
   * Loads a teacher.
   *
   * @param tensors names of float tensors inside that it gives as features
   */
  public Teacher(ModelProto model, List<String> tensors) {
    this.tensors = List.copyOf(tensors);
    this.input = model.getGraph().getInput(0).getName();
    this.output = model.getGraph().getOutput(0).getName();
    this.session = ModelSession.open(ObservedNetwork.at(model, tensors));
  }

  /**
   * Draws a batch.
   *
   * @param withFeatures true if the features are wanted too
   * @param manager owner of the arrays
   */
  Output draw(CropBatch batch, boolean withFeatures, NDManager manager) {
    Set<String> wanted = new LinkedHashSet<>(List.of(output));
    if (withFeatures) {
      wanted.addAll(tensors);
    }
    try (OnnxTensor photos =
            OnnxTensor.createTensor(
                Engine.environment(), batch.pixels(), batch.shape(), OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of(input, photos), wanted)) {
      List<NDArray> shown = new ArrayList<>();
      for (String name : withFeatures ? tensors : List.<String>of()) {
        OnnxTensor tensor = tensor(result, name);
        shown.add(manager.create(tensor.getFloatBuffer(), new Shape(tensor.getInfo().getShape())));
      }
      NDArray pictures =
          manager
              .create(
                  tensor(result, output).getByteBuffer(), new Shape(batch.shape()), DataType.UINT8)
              .toType(DataType.FLOAT32, false);
      return new Output(pictures, shown);
    } catch (OrtException e) {
      throw new KatongException.Engine("the teacher failed: " + e.getMessage(), e);
    }
  }

  private static OnnxTensor tensor(OrtSession.Result result, String name) {
    return (OnnxTensor) result.get(name).orElseThrow();
  }

  @Override
  public void close() {
    ModelSession.close(session);
  }
}
