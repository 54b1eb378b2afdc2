package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.katong.network.Precision;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parts of an ONNX network and its cost.
 *
 * @param operators how often each operator occurs, by its name
 * @param nodes how many nodes there are
 * @param parameters how many numbers its constants hold
 * @param weightBytes how many bytes they take
 * @param multiplyAddsPerPixel multiplications with addition in convolutions and matrix products, by
 *     pixel of the input, counted in a real run; empty where the network cannot be run on a picture
 * @param inputs what it takes, without constants
 * @param outputs what it gives
 * @param opset the version of ONNX's operators
 * @param producer the tool that wrote it, or an empty text
 */
public record NetworkInspection(
    SortedMap<String, Integer> operators,
    int nodes,
    long parameters,
    long weightBytes,
    OptionalDouble multiplyAddsPerPixel,
    List<Port> inputs,
    List<Port> outputs,
    long opset,
    String producer) {

  /**
   * An input or output.
   *
   * @param type its element type and shape, such as {@code uint8[N,H,W,3]}
   */
  public record Port(String name, String type) {
    private static Port of(ValueInfoProto tensor) {
      return new Port(tensor.getName(), TensorText.type(tensor));
    }
  }

  /** Such as QuantizeLinear, QLinearConv and ConvInteger. */
  private static final Pattern QUANTISED = Pattern.compile("(?i)quantizelinear|qlinear|integer$");

  public NetworkInspection {
    operators = Collections.unmodifiableSortedMap(new TreeMap<>(operators));
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Looks into a network; it is run once, on a picture of noise. */
  public static NetworkInspection of(ModelProto model) {
    GraphProto graph = model.getGraph();
    return new NetworkInspection(
        operators(graph),
        graph.getNodeCount(),
        parameters(graph),
        weightBytes(graph),
        MultiplyAdds.perPixel(model),
        inputs(graph).stream().map(Port::of).toList(),
        graph.getOutputList().stream().map(Port::of).toList(),
        Graph.opset(model),
        model.getProducerName());
  }

  /** True if this is a network as Katong runs them: uint8 {@code [N,H,W,3]} in and out. */
  public boolean takesAndGivesPictures() {
    List<Port> ends = Stream.concat(inputs.stream(), outputs.stream()).toList();
    return ends.size() == 2
        && inputs.size() == 1
        && inputs.get(0).name().equals(PixelEnds.PHOTO)
        && ends.stream().allMatch(port -> port.type().matches("uint8\\[.*,.*,.*,3]"));
  }

  /** The arithmetic that most of the network is in, told by its operators and constants. */
  public Precision precision() {
    return precision(operators.keySet(), parameters, weightBytes);
  }

  /** As {@link #precision()}, without the run that counts multiplications. */
  public static Precision precision(ModelProto model) {
    GraphProto graph = model.getGraph();
    return precision(operators(graph).keySet(), parameters(graph), weightBytes(graph));
  }

  private static Precision precision(Set<String> operators, long parameters, long weightBytes) {
    if (operators.stream().anyMatch(QUANTISED.asPredicate())) {
      return Precision.INT8;
    }
    return parameters > 0 && weightBytes < 3 * parameters ? Precision.FP16 : Precision.FP32;
  }

  private static SortedMap<String, Integer> operators(GraphProto graph) {
    SortedMap<String, Integer> operators = new TreeMap<>();
    for (NodeProto node : graph.getNodeList()) {
      operators.merge(node.getOpType(), 1, Integer::sum);
    }
    return operators;
  }

  private static long parameters(GraphProto graph) {
    return graph.getInitializerList().stream().mapToLong(Tensors::elements).sum();
  }

  private static long weightBytes(GraphProto graph) {
    return graph.getInitializerList().stream().mapToLong(NetworkInspection::bytes).sum();
  }

  /** The inputs that are not constants. */
  public static List<ValueInfoProto> inputs(GraphProto graph) {
    Set<String> constants =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    return graph.getInputList().stream()
        .filter(input -> !constants.contains(input.getName()))
        .toList();
  }

  private static long bytes(TensorProto tensor) {
    DataType type = DataType.forNumber(tensor.getDataType());
    int width =
        switch (type) {
          case INT8, UINT8, BOOL -> 1;
          case FLOAT16, BFLOAT16, INT16, UINT16 -> 2;
          case DOUBLE, INT64, UINT64, COMPLEX64 -> 8;
          default -> 4;
        };
    return width * Tensors.elements(tensor);
  }
}
