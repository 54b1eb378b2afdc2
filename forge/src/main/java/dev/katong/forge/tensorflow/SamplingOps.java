package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.Tensors;
import dev.katong.forge.tensorflow.value.Dim;
import dev.katong.forge.tensorflow.value.Frames;
import dev.katong.forge.tensorflow.value.IntegerOp;
import dev.katong.forge.tensorflow.value.Integers;
import dev.katong.forge.tensorflow.value.Order;
import dev.katong.forge.tensorflow.value.Symbol;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import dev.katong.forge.tensorflow.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Resizing, and the exchange of channels for pixels. */
final class SamplingOps {
  private SamplingOps() {}

  static void register(Map<String, Operations.Mapper> mappers) {
    mappers.put("ResizeBilinear", SamplingOps::bilinear);
    mappers.put("ResizeNearestNeighbor", SamplingOps::nearest);
    mappers.put("DepthToSpace", node -> blocks(node, "DepthToSpace"));
    mappers.put("SpaceToDepth", node -> blocks(node, "SpaceToDepth"));
  }

  private static Value bilinear(OpNode node) {
    return resize(
        node,
        node.picture(0),
        Attributes.of("mode", "linear"),
        Attributes.of("coordinate_transformation_mode", coordinates(node)));
  }

  private static Value nearest(OpNode node) {
    String coordinates = coordinates(node);
    List<Dim> target = target(node);
    Tensor tensor = node.tensor(0);
    if (tensor.rank() != 4 || tensor.frames() == Frames.HIDDEN) {
      throw new UnsupportedForm("whose input has rank " + tensor.rank() + " instead of 4");
    }
    boolean isMultiple =
        target.get(0).multipleOf(tensor.axis(1)) > 0
            && target.get(1).multipleOf(tensor.axis(2)) > 0;
    if (!isMultiple || coordinates.equals("align_corners")) {
      return NearestNeighbour.write(node, tensor, target, coordinates);
    }
    // ⌊(i + ½)·scale⌋ is what ONNX calls half-pixel coordinates rounded with halves up.
    return resize(
        node,
        tensor,
        Attributes.of("mode", "nearest"),
        Attributes.of(
            "nearest_mode", coordinates.equals("asymmetric") ? "floor" : "round_prefer_ceil"),
        Attributes.of("coordinate_transformation_mode", coordinates));
  }

  private static List<Dim> target(OpNode node) {
    Integers size = node.integers(1, "size");
    if (size.size() != 2) {
      throw new UnsupportedForm("whose size has " + size.size() + " numbers");
    }
    return size.elements();
  }

  private static String coordinates(OpNode node) {
    boolean alignCorners = node.flag("align_corners", false);
    boolean halfPixel = node.flag("half_pixel_centers", false);
    if (alignCorners && halfPixel) {
      throw new UnsupportedForm("with both align_corners and half_pixel_centers");
    }
    return alignCorners ? "align_corners" : halfPixel ? "half_pixel" : "asymmetric";
  }

  private static Value resize(OpNode node, Tensor picture, AttributeProto... attributes) {
    List<Dim> target = target(node);
    if (target.equals(picture.axes().subList(1, 3))) {
      return picture;
    }
    long vertical = target.get(0).multipleOf(picture.axis(1));
    long horizontal = target.get(1).multipleOf(picture.axis(2));
    List<String> inputs = new ArrayList<>(List.of(node.writer().inOrder(picture, Order.PLANES)));
    if (vertical > 0 && horizontal > 0) {
      inputs.add("");
      inputs.add(
          node.writer()
              .graph()
              .constant(
                  node.name() + "/scales",
                  Tensors.floats(new float[] {1, 1, vertical, horizontal}, 4)));
    } else {
      Dim batch = Dim.of(new Symbol.Length(picture.name(), picture.physical(0)));
      inputs.addAll(List.of("", ""));
      inputs.add(
          node.writer()
              .sizes(
                  List.of(batch, picture.axis(3), target.get(0), target.get(1)),
                  node.name() + "/sizes"));
    }
    String name = node.emit("Resize", inputs, attributes);
    return new Tensor(
        name,
        picture.type(),
        List.of(picture.axis(0), target.get(0), target.get(1), picture.axis(3)),
        Order.PLANES,
        picture.frames());
  }

  /** Both keep the place of a pixel in its block in the slow part of the channel: ONNX's DCR. */
  private static Value blocks(OpNode node, String op) {
    long size = node.integer("block_size", 0);
    boolean channelsFirst = node.isChannelsFirst();
    Tensor picture = node.picture(0);
    Order order = channelsFirst ? Order.identity(4) : Order.PLANES;
    String name =
        node.emit(
            op, List.of(node.writer().inOrder(picture, order)), Attributes.of("blocksize", size));
    boolean grows = op.equals("DepthToSpace");
    List<Dim> axes = new ArrayList<>();
    for (int axis = 0; axis < 4; axis++) {
      Dim length = picture.axis(axis);
      boolean channels = axis == (channelsFirst ? 1 : 3);
      long factor = channels ? size * size : size;
      axes.add(
          axis == 0
              ? length
              : channels != grows
                  ? length.times(factor)
                  : length.combine(IntegerOp.DIV, Dim.of(factor)));
    }
    return new Tensor(name, DataType.FLOAT, axes, order, picture.frames());
  }
}
