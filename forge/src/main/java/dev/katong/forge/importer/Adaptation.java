package dev.katong.forge.importer;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.PictureForm;
import dev.katong.forge.onnx.PictureTensor;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.TensorNames;
import dev.katong.image.PictureSize;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a network of others with a picture's bytes, {@code [N,H,W,3]} BGR, at its input, and with
 * its own outputs or such bytes at its output.
 */
final class Adaptation {
  /** A tensor with what is known of it. */
  record End(String name, PictureTensor tensor, PixelEnds ends) {}

  private final ModelProto foreign;
  private final GraphProto graph;
  private final GraphBuilder builder;
  private final Map<String, String> renamed = new HashMap<>();
  private final End input;

  /** An adaptation of a network that has no tensor of another kind as an input. */
  Adaptation(ModelProto foreign, End input) {
    this.foreign = foreign;
    this.input = input;
    builder = new GraphBuilder(foreign.getGraph().getName());
    Set<String> taken = new HashSet<>(TensorNames.in(foreign.getGraph()));
    builder.reserve(taken);
    builder.reserveNodeNames(foreign.getGraph().getNodeList());
    for (String ours : List.of(PixelEnds.PHOTO, PixelEnds.CARTOON)) {
      if (taken.contains(ours)) {
        renamed.put(ours, builder.freeName(ours + "/network"));
      }
    }
    graph = TensorNames.renamed(foreign.getGraph(), renamed);
  }

  /** The name that a tensor of the network has in what is written. */
  String name(String tensor) {
    return renamed.getOrDefault(tensor, tensor);
  }

  private void network() {
    graph.getInitializerList().forEach(builder::add);
    graph.getNodeList().forEach(node -> builder.add(node.toBuilder()));
  }

  /** The network with its own outputs. */
  ModelProto raw() {
    builder.input(PixelEnds.PHOTO, DataType.UINT8, 1, "H", "W", 3);
    input.ends().enter(builder, PixelEnds.PHOTO, input.tensor(), name(input.name()));
    network();
    for (ValueInfoProto output : graph.getOutputList()) {
      builder.output(ValueInfoProto.newBuilder().setName(output.getName()).build());
    }
    return finished();
  }

  /**
   * The network with a picture's bytes at its output.
   *
   * @param scale how many times it enlarges
   * @param border pixels of the picture that are lost on each two sides together
   * @param pictures a number, or a name where it is free
   * @param window the size of all frames; null where it is free
   * @param fitted the size to which all frames are brought; null where they are not
   */
  ModelProto finished(
      End output,
      int scale,
      int border,
      Object pictures,
      @Nullable PictureSize window,
      @Nullable PictureSize fitted) {
    Object height = window == null ? "H" : window.height();
    Object width = window == null ? "W" : window.width();
    builder.input(PixelEnds.PHOTO, DataType.UINT8, pictures, height, width, 3);
    builder.reserve(Set.of(PixelEnds.CARTOON));
    String photo = PixelEnds.PHOTO;
    if (fitted != null) {
      photo = resized(photo, "photo/fitted", sizes(fitted));
    }
    int around = (border + 2 * scale - 1) / (2 * scale);
    if (around > 0) {
      photo =
          builder.node(
              "Pad",
              "photo/surrounded",
              List.of(
                  photo,
                  builder.vector("photo/around", 0, around, around, 0, 0, around, around, 0)),
              Attributes.of("mode", "edge"));
    }
    input.ends().enter(builder, photo, input.tensor(), name(input.name()));
    network();
    int surplus = 2 * scale * around - border;
    boolean isLast = surplus == 0 && fitted == null;
    String drawn = isLast ? PixelEnds.CARTOON : builder.freeName("cartoon/drawn");
    output.ends().leave(builder, name(output.name()), output.tensor(), drawn);
    if (surplus > 0) {
      drawn = cut(drawn, surplus, fitted == null);
    }
    if (fitted != null) {
      back(drawn, scale);
    }
    Object outHeight = window == null ? times(scale, "H") : scale * window.height();
    Object outWidth = window == null ? times(scale, "W") : scale * window.width();
    builder.output(PixelEnds.CARTOON, DataType.UINT8, pictures, outHeight, outWidth, 3);
    return PictureForm.scaled(finished(), scale);
  }

  /** The name of a free side that is enlarged. */
  private static String times(int scale, String side) {
    return scale == 1 ? side : scale + "*" + side;
  }

  private String cut(String drawn, int surplus, boolean isLast) {
    int before = surplus / 2;
    int after = surplus - before;
    String to = isLast ? PixelEnds.CARTOON : builder.freeName("cartoon/cut");
    builder.nodeTo(
        to,
        "Slice",
        List.of(
            drawn,
            builder.vector("cartoon/from", before, before),
            builder.vector("cartoon/to", -after, -after),
            builder.vector("cartoon/sides", 1, 2)));
    return to;
  }

  private String sizes(PictureSize size) {
    return builder.vector("photo/fitted/size", 1, size.height(), size.width(), 3);
  }

  /** A picture of bytes at another size. */
  private String resized(String picture, String wanted, String sizes) {
    String values =
        builder.node(
            "Cast",
            wanted + "/values",
            List.of(picture),
            Attributes.of("to", DataType.FLOAT_VALUE));
    String resized =
        builder.node(
            "Resize",
            wanted + "/resized",
            List.of(values, "", "", sizes),
            Attributes.of("mode", "linear"),
            Attributes.of("coordinate_transformation_mode", "half_pixel"));
    String rounded =
        builder.node("Add", wanted + "/rounded", List.of(resized, builder.scalar("half", 0.5f)));
    return builder.node(
        "Cast", wanted, List.of(rounded), Attributes.of("to", DataType.UINT8_VALUE));
  }

  /** Brings what was drawn to the photo's size, times the scale. */
  private void back(String drawn, int scale) {
    String shape = builder.node("Shape", "photo/shape", List.of(PixelEnds.PHOTO));
    String larger =
        builder.node(
            "Mul",
            "cartoon/shape",
            List.of(shape, builder.vector("cartoon/scales", 1, scale, scale, 1)));
    String last = resized(drawn, "cartoon/whole", larger);
    builder.nodeTo(PixelEnds.CARTOON, "Identity", List.of(last));
  }

  private ModelProto finished() {
    return foreign.toBuilder()
        .setGraph(
            builder.graph().toBuilder()
                .addAllSparseInitializer(graph.getSparseInitializerList())
                .addAllQuantizationAnnotation(graph.getQuantizationAnnotationList()))
        .build();
  }
}
