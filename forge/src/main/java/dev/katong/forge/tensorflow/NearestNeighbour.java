package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.Tensors;
import dev.katong.forge.tensorflow.value.Dim;
import dev.katong.forge.tensorflow.value.IntegerOp;
import dev.katong.forge.tensorflow.value.Tensor;
import java.util.List;

/**
 * Nearest-neighbour resizing by any factor, with the very numbers that TensorFlow computes: the
 * source of place i is {@code ⌊i·s⌋}, with half-pixel centres {@code ⌊(i + ½)·s⌋}, with aligned
 * corners {@code i·s} rounded, where {@code s = in / out} in single precision. ONNX's Resize
 * divides by {@code out / in} instead, and so takes the wrong pixel where {@code i·s} is whole.
 */
final class NearestNeighbour {
  private final OpNode node;
  private final boolean alignCorners;
  private final boolean halfPixel;

  private NearestNeighbour(OpNode node, String coordinates) {
    this.node = node;
    this.alignCorners = coordinates.equals("align_corners");
    this.halfPixel = coordinates.equals("half_pixel");
  }

  static Tensor write(OpNode node, Tensor tensor, List<Dim> target, String coordinates) {
    NearestNeighbour sampling = new NearestNeighbour(node, coordinates);
    String name = tensor.name();
    for (int i = 0; i < 2; i++) {
      int axis = tensor.physical(i + 1);
      String places = sampling.places(tensor.axis(i + 1), target.get(i));
      List<String> inputs = List.of(name, places);
      name =
          i == 0
              ? node.emitPart("rows", "Gather", inputs, Attributes.of("axis", axis))
              : node.emit("Gather", inputs, Attributes.of("axis", axis));
    }
    List<Dim> axes = List.of(tensor.axis(0), target.get(0), target.get(1), tensor.axis(3));
    return new Tensor(name, tensor.type(), axes, tensor.order(), tensor.frames());
  }

  /** The source of every place of the result. */
  private String places(Dim in, Dim out) {
    String range =
        node.emitPart("range", "Range", List.of(scalar(Dim.of(0)), scalar(out), scalar(Dim.ONE)));
    String place = node.writer().cast(range, DataType.FLOAT, node.name() + "/place");
    if (halfPixel) {
      place = node.emitPart("centre", "Add", List.of(place, number(0.5f)));
    }
    String scaled = node.emitPart("scaled", "Mul", List.of(place, scale(in, out)));
    if (alignCorners) {
      // In double precision the half is added without being rounded itself.
      String wide = node.writer().cast(scaled, DataType.DOUBLE, node.name() + "/wide");
      String half = node.writer().cast(number(0.5f), DataType.DOUBLE, node.name() + "/half");
      scaled = node.emitPart("rounded", "Add", List.of(wide, half));
    }
    String whole = node.emitPart("whole", "Floor", List.of(scaled));
    String index = node.writer().cast(whole, DataType.INT64, node.name() + "/index");
    String last = node.writer().sizes(List.of(in.combine(IntegerOp.SUB, Dim.ONE)), "size/last");
    return node.emitPart("source", "Min", List.of(index, last));
  }

  private String scale(Dim in, Dim out) {
    Dim dividend = alignCorners ? in.combine(IntegerOp.SUB, Dim.ONE) : in;
    Dim divisor =
        alignCorners ? out.combine(IntegerOp.SUB, Dim.ONE).combine(IntegerOp.MAX, Dim.ONE) : out;
    return node.emitPart("scale", "Div", List.of(real(dividend), real(divisor)));
  }

  private String real(Dim size) {
    String whole = node.writer().sizes(List.of(size), "size/" + size.factor());
    return node.writer().cast(whole, DataType.FLOAT, node.name() + "/real");
  }

  private String number(float value) {
    return node.writer()
        .graph()
        .constant("number/" + value, Tensors.floats(new float[] {value}, 1));
  }

  private String scalar(Dim size) {
    String vector = node.writer().sizes(List.of(size), "size/" + size.factor());
    return node.emitPart("scalar", "Squeeze", List.of(vector, node.vector("first", 0)));
  }
}
