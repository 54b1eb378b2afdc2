package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.PixelEnds.Layout;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Style networks in ONNX that others made, such as AnimeGAN: one picture in, one picture out, in
 * whatever layout, colours and range. They are given Katong's ends.
 */
public final class ForeignNetwork {
  /** Below it, Cast, Min and Max mean something else. */
  private static final long OLDEST_OPSET = 9;

  /** From it on, constants need not be inputs too. */
  private static final long CONSTANTS_APART = 4;

  private ForeignNetwork() {}

  /**
   * The network with bytes {@code [N,H,W,3]}, BGR, at both ends and free H and W. N is free too,
   * unless the network fails or mixes pictures in a batch of two; then it is declared as 1.
   *
   * @param ends what the network itself expects
   * @throws BadModel if the network does not take one picture and give one, uses an operator set
   *     below 9, or does not work at other sizes than its own (see {@link SizeProbe})
   */
  public static ModelProto adapt(ModelProto foreign, PixelEnds ends) {
    requireOpset(foreign);
    GraphProto graph = foreign.getGraph();
    Set<String> constants =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    ValueInfoProto input =
        onlyPicture(
            "input",
            graph.getInputList().stream()
                .filter(candidate -> !constants.contains(candidate.getName()))
                .toList(),
            ends);
    ValueInfoProto output = onlyPicture("output", graph.getOutputList(), ends);
    ModelProto adapted = adapted(foreign, input, output, ends, "N");
    int multiple = SizeProbe.multipleOf(adapted);
    return SizeProbe.takesBatches(adapted, multiple)
        ? adapted
        : adapted(foreign, input, output, ends, 1);
  }

  private static void requireOpset(ModelProto model) {
    long opset = opset(model);
    if (opset < OLDEST_OPSET) {
      throw new BadModel(
          "the network uses ONNX operator set %d; at least %d is needed"
              .formatted(opset, OLDEST_OPSET));
    }
  }

  /** The version of ONNX's own operators that a network uses. */
  public static long opset(ModelProto model) {
    return model.getOpsetImportList().stream()
        .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
        .mapToLong(OperatorSetIdProto::getVersion)
        .findFirst()
        .orElse(0);
  }

  private static ValueInfoProto onlyPicture(
      String end, List<ValueInfoProto> found, PixelEnds ends) {
    if (found.size() != 1) {
      throw new BadModel(
          "a style network has one %s; this one has %d (%s)"
              .formatted(
                  end,
                  found.size(),
                  found.stream().map(TensorText::named).collect(Collectors.joining(", "))));
    }
    ValueInfoProto picture = found.get(0);
    DataType type = type(picture);
    if (type != DataType.FLOAT && type != DataType.UINT8) {
      throw notAPicture(end, picture, ends, "float32 or uint8 was expected");
    }
    if (!picture.getType().getTensorType().hasShape()) {
      return picture;
    }
    List<Dimension> dims = picture.getType().getTensorType().getShape().getDimList();
    if (dims.size() != 4) {
      throw notAPicture(end, picture, ends, "4 axes were expected");
    }
    int expected = ends.layout().channelAxis();
    Layout other = ends.layout() == Layout.NHWC ? Layout.NCHW : Layout.NHWC;
    if (dims.get(expected).getDimValue() != 3 && dims.get(other.channelAxis()).getDimValue() == 3) {
      throw notAPicture(
          end,
          picture,
          ends,
          "3 colours are in axis %d, as in layout %s".formatted(other.channelAxis(), other));
    }
    long colours = dims.get(expected).getDimValue();
    if (colours > 0 && colours != 3) {
      throw notAPicture(end, picture, ends, "3 colours were expected in axis " + expected);
    }
    return picture;
  }

  private static BadModel notAPicture(
      String end, ValueInfoProto picture, PixelEnds ends, String reason) {
    return new BadModel(
        "the network's %s %s is no picture in layout %s: %s"
            .formatted(end, TensorText.named(picture), ends.layout(), reason));
  }

  private static DataType type(ValueInfoProto tensor) {
    DataType type = DataType.forNumber(tensor.getType().getTensorType().getElemType());
    return type == null ? DataType.UNDEFINED : type;
  }

  private static ModelProto adapted(
      ModelProto foreign,
      ValueInfoProto input,
      ValueInfoProto output,
      PixelEnds ends,
      Object pictures) {
    GraphBuilder builder = new GraphBuilder(foreign.getGraph().getName());
    Map<String, String> renamed = new HashMap<>();
    Set<String> taken = new HashSet<>(TensorNames.in(foreign.getGraph()));
    builder.reserve(taken);
    builder.reserveNodeNames(foreign.getGraph().getNodeList());
    for (String ours : List.of(PixelEnds.PHOTO, PixelEnds.CARTOON)) {
      if (taken.contains(ours)) {
        renamed.put(ours, builder.freeName(ours + "/network"));
      }
    }
    GraphProto graph = TensorNames.renamed(foreign.getGraph(), renamed);
    String first = renamed.getOrDefault(input.getName(), input.getName());
    String last = renamed.getOrDefault(output.getName(), output.getName());

    builder.input(PixelEnds.PHOTO, DataType.UINT8, pictures, "H", "W", 3);
    builder.reserve(Set.of(PixelEnds.CARTOON));
    ends.enter(builder, PixelEnds.PHOTO, type(input), first);
    graph.getInitializerList().forEach(builder::add);
    graph.getNodeList().forEach(node -> builder.add(node.toBuilder()));
    ends.leave(builder, last, type(output), PixelEnds.CARTOON);
    builder.output(PixelEnds.CARTOON, DataType.UINT8, pictures, "H", "W", 3);
    return foreign.toBuilder()
        .setIrVersion(Math.max(foreign.getIrVersion(), CONSTANTS_APART))
        .setGraph(
            builder.graph().toBuilder()
                .addAllSparseInitializer(graph.getSparseInitializerList())
                .addAllQuantizationAnnotation(graph.getQuantizationAnnotationList()))
        .build();
  }
}
