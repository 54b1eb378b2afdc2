package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtException;
import dev.katong.KatongException.BadModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shapes of a network's tensors in a real run on one small picture, so that every operator's
 * rule of shapes is ONNX Runtime's own.
 */
public final class TensorShapes {
  /** Height and width of the picture where the network leaves them free. */
  private static final long PROBE = 64;

  private final Map<String, long[]> shapes;
  private final long pixels;

  private TensorShapes(Map<String, long[]> shapes, long pixels) {
    this.shapes = shapes;
    this.pixels = pixels;
  }

  /**
   * Runs a network once, on a picture of 64×64 where it leaves the size free.
   *
   * @throws BadModel if it does not take one picture of floats or bytes, or does not run on it
   */
  public static TensorShapes of(ModelProto model) {
    List<ValueInfoProto> inputs = NetworkInspection.inputs(model.getGraph());
    if (inputs.size() != 1) {
      throw new BadModel("the network takes %d inputs, not one picture".formatted(inputs.size()));
    }
    ValueInfoProto input = inputs.get(0);
    long[] shape = probeShape(input);
    DataType type = DataType.forNumber(input.getType().getTensorType().getElemType());
    if (shape.length != 4 || (type != DataType.FLOAT && type != DataType.UINT8)) {
      throw new BadModel(
          "the network's input %s is no picture of floats or bytes"
              .formatted(TensorText.named(input)));
    }
    try (TrialRun run = new TrialRun(ObservedNetwork.everywhere(model))) {
      Map<String, long[]> shapes =
          new HashMap<>(run.shapes(input.getName(), type == DataType.UINT8, shape));
      shapes.put(input.getName(), shape);
      for (TensorProto constant : model.getGraph().getInitializerList()) {
        shapes.put(
            constant.getName(),
            constant.getDimsList().stream().mapToLong(Long::longValue).toArray());
      }
      return new TensorShapes(shapes, pixels(shape));
    } catch (OrtException e) {
      throw new BadModel("the network does not run on a picture of 64×64: " + e.getMessage(), e);
    }
  }

  /** The shape of a tensor; empty where it is none, such as a sequence. */
  public Optional<long[]> of(String tensor) {
    long[] shape = shapes.get(tensor);
    return shape == null ? Optional.empty() : Optional.of(shape.clone());
  }

  /** The pixels of the picture. */
  public long pixels() {
    return pixels;
  }

  private static long[] probeShape(ValueInfoProto input) {
    List<Dimension> dims = input.getType().getTensorType().getShape().getDimList();
    long[] shape = new long[dims.size()];
    for (int axis = 0; axis < shape.length; axis++) {
      boolean isFixed = dims.get(axis).hasDimValue() && dims.get(axis).getDimValue() > 0;
      shape[axis] = isFixed ? dims.get(axis).getDimValue() : axis == 0 ? 1 : PROBE;
    }
    return shape;
  }

  /** Height times width times pictures: all but the axis of the colours, the shorter of the two. */
  private static long pixels(long[] shape) {
    return shape[0] * shape[2] * Math.max(shape[1], shape[3]);
  }
}
