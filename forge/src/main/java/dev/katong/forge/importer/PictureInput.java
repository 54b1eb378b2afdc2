package dev.katong.forge.importer;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.CanonicalForm;
import dev.katong.forge.onnx.NetworkInspection;
import dev.katong.forge.onnx.PictureTensor;
import dev.katong.forge.onnx.PixelEnds.Layout;
import dev.katong.forge.onnx.TensorText;
import dev.katong.image.PictureSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The input through which a network takes a picture, as far as its shape tells.
 *
 * @param layouts those that are possible, the likelier first
 * @param size the size that it declares; empty if it is free
 */
record PictureInput(
    String name, PictureTensor tensor, List<Layout> layouts, Optional<PictureSize> size) {

  /**
   * Finds the input.
   *
   * @throws BadModel if the network takes other things than one picture
   */
  static PictureInput of(ModelProto model, ImportOptions options) {
    Set<String> needed =
        CanonicalForm.needed(
            model.getGraph().getNodeList(),
            model.getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList());
    List<ValueInfoProto> used =
        NetworkInspection.inputs(model.getGraph()).stream()
            .filter(input -> needed.contains(input.getName()))
            .toList();
    if (used.size() != 1) {
      throw new BadModel(
          "a style network takes one picture; this one takes %d things (%s)"
              .formatted(
                  used.size(),
                  used.stream().map(TensorText::named).collect(Collectors.joining(", "))));
    }
    String wanted = options.input();
    if (wanted != null && !wanted.equals(used.get(0).getName())) {
      throw new BadModel(
          "the network has no input '%s'; its input is %s"
              .formatted(wanted, TensorText.named(used.get(0))));
    }
    return of(used.get(0), options);
  }

  private static PictureInput of(ValueInfoProto input, ImportOptions options) {
    DataType type = type(input);
    if (!PictureTensor.allows(type)) {
      throw notAPicture(input, "floating point numbers or bytes were expected");
    }
    TypeProto.Tensor tensor = input.getType().getTensorType();
    List<Dimension> dims = tensor.getShape().getDimList();
    if (!tensor.hasShape()) {
      return new PictureInput(
          input.getName(), PictureTensor.of(type), layouts(options), Optional.empty());
    }
    if (dims.size() != 4 && dims.size() != 3) {
      throw notAPicture(input, "4 axes were expected: pictures, colours, rows and columns");
    }
    boolean hasPictures = dims.size() == 4;
    int first = hasPictures ? 1 : 0;
    if (hasPictures && dims.get(0).getDimValue() > 1) {
      throw notAPicture(input, "it takes %d pictures at once".formatted(dims.get(0).getDimValue()));
    }
    List<Layout> layouts = new ArrayList<>();
    int colours = 3;
    for (int wanted : new int[] {3, 1, 4}) {
      for (Layout layout : layouts(options)) {
        boolean matches = dims.get(first + axis(layout)).getDimValue() == wanted;
        if (layouts.isEmpty() && matches) {
          layouts.add(layout);
          colours = wanted;
        }
      }
    }
    if (layouts.isEmpty()) {
      layouts.addAll(
          layouts(options).stream()
              .filter(layout -> dims.get(first + axis(layout)).getDimValue() <= 0)
              .toList());
    }
    Layout said = options.layout();
    if (said != null) {
      Layout other = said == Layout.NCHW ? Layout.NHWC : Layout.NCHW;
      boolean isOther =
          dims.get(first + axis(other)).getDimValue() == 3
              && dims.get(first + axis(said)).getDimValue() != 3;
      if (isOther) {
        throw notAPicture(
            input,
            "3 colours are in axis %d, as in layout %s".formatted(first + axis(other), other));
      }
    }
    if (layouts.isEmpty()) {
      throw notAPicture(input, "3 colours were expected in the second or the last axis");
    }
    Layout layout = layouts.get(0);
    long height = dims.get(first + (layout == Layout.NCHW ? 1 : 0)).getDimValue();
    long width = dims.get(first + (layout == Layout.NCHW ? 2 : 1)).getDimValue();
    return new PictureInput(
        input.getName(),
        new PictureTensor(type, colours, hasPictures),
        layouts,
        height > 0 && width > 0
            ? Optional.of(new PictureSize(Math.toIntExact(width), Math.toIntExact(height)))
            : Optional.empty());
  }

  /** The one of three axes that holds colours. */
  private static int axis(Layout layout) {
    return layout == Layout.NCHW ? 0 : 2;
  }

  private static List<Layout> layouts(ImportOptions options) {
    Layout said = options.layout();
    return said == null ? List.of(Layout.NCHW, Layout.NHWC) : List.of(said);
  }

  private static BadModel notAPicture(ValueInfoProto input, String reason) {
    return new BadModel(
        "the network's input %s is no picture: %s".formatted(TensorText.named(input), reason));
  }

  private static DataType type(ValueInfoProto tensor) {
    DataType type = DataType.forNumber(tensor.getType().getTensorType().getElemType());
    return type == null ? DataType.UNDEFINED : type;
  }
}
