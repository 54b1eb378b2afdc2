package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtException;
import dev.katong.KatongException.BadModel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Counts the multiplications of a network with the shapes of a real run: the tensors around every
 * convolution and matrix product are made outputs, and the network is run once.
 */
final class MultiplyAdds {
  /** Height and width of the probe where the network leaves them free. */
  private static final long PROBE = 64;

  private static final Set<String> COUNTED = Set.of("Conv", "ConvTranspose", "MatMul", "Gemm");

  private MultiplyAdds() {}

  /** The count by pixel of the input; empty where the network does not run on a picture. */
  static OptionalDouble perPixel(ModelProto model) {
    List<ValueInfoProto> inputs = NetworkInspection.inputs(model.getGraph());
    if (inputs.size() != 1) {
      return OptionalDouble.empty();
    }
    ValueInfoProto input = inputs.get(0);
    long[] shape = probeShape(input);
    DataType type = DataType.forNumber(input.getType().getTensorType().getElemType());
    if (shape.length != 4 || (type != DataType.FLOAT && type != DataType.UINT8)) {
      return OptionalDouble.empty();
    }
    try (TrialRun run = new TrialRun(withOutputs(model))) {
      Map<String, long[]> shapes =
          new HashMap<>(run.shapes(input.getName(), type == DataType.UINT8, shape));
      shapes.put(input.getName(), shape);
      for (TensorProto constant : model.getGraph().getInitializerList()) {
        shapes.put(
            constant.getName(),
            constant.getDimsList().stream().mapToLong(Long::longValue).toArray());
      }
      return OptionalDouble.of((double) count(model.getGraph(), shapes) / pixels(shape));
    } catch (OrtException | BadModel e) {
      return OptionalDouble.empty();
    }
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

  private static ModelProto withOutputs(ModelProto model) {
    GraphProto graph = model.getGraph();
    Set<String> present = new HashSet<>();
    graph.getInitializerList().forEach(constant -> present.add(constant.getName()));
    graph.getInputList().forEach(input -> present.add(input.getName()));
    graph.getOutputList().forEach(output -> present.add(output.getName()));
    ModelProto.Builder observed = model.toBuilder();
    for (NodeProto node : graph.getNodeList()) {
      if (COUNTED.contains(node.getOpType())) {
        for (String tensor : List.of(node.getInput(0), node.getInput(1), node.getOutput(0))) {
          if (present.add(tensor)) {
            observed.getGraphBuilder().addOutputBuilder().setName(tensor);
          }
        }
      }
    }
    return observed.build();
  }

  private static long count(GraphProto graph, Map<String, long[]> shapes) throws OrtException {
    long sum = 0;
    for (NodeProto node : graph.getNodeList()) {
      if (COUNTED.contains(node.getOpType())) {
        sum +=
            count(
                node,
                shape(shapes, node.getInput(0)),
                shape(shapes, node.getInput(1)),
                shape(shapes, node.getOutput(0)));
      }
    }
    return sum;
  }

  private static long[] shape(Map<String, long[]> shapes, String tensor) throws OrtException {
    long[] shape = shapes.get(tensor);
    if (shape == null) {
      throw new OrtException("no shape of " + tensor);
    }
    return shape;
  }

  private static long count(NodeProto node, long[] input, long[] weights, long[] output) {
    return switch (node.getOpType()) {
      // Weights are [out, in/group, kernel…]: each output takes one filter.
      case "Conv" -> size(output) * (size(weights) / weights[0]);
      // Weights are [in, out/group, kernel…]: each input is spread by one filter.
      case "ConvTranspose" -> size(input) * (size(weights) / weights[0]);
      case "Gemm" -> size(output) * input[transposed(node) ? 0 : 1];
      default -> size(output) * input[input.length - 1];
    };
  }

  private static boolean transposed(NodeProto gemm) {
    return gemm.getAttributeList().stream()
        .anyMatch(attribute -> attribute.getName().equals("transA") && attribute.getI() != 0);
  }

  private static long size(long[] shape) {
    long size = 1;
    for (long dim : shape) {
      size *= dim;
    }
    return size;
  }
}
