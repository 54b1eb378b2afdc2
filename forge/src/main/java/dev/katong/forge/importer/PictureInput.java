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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The input through which a network takes a picture, as far as its shape tells.
 *
 * @param layouts those that are possible, the likelier first
 * @param size the size that it declares; empty if it is free
 */
record PictureInput(
    String name, PictureTensor tensor, List<Layout> layouts, Optional<PictureSize> size) {

  /** The numbers of colours that a network may take, the likelier first. */
  private static final int[] COLOURS = {3, 1, 4};

  /** A smaller fixed side is a number of channels. */
  private static final int LEAST_SIDE = 32;

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
    if (hasPictures && dims.get(0).getDimValue() > 1) {
      throw notAPicture(input, "it takes %d pictures at once".formatted(dims.get(0).getDimValue()));
    }
    Axes axes = new Axes(hasPictures ? 1 : 0, dims);
    checkSaid(input, axes, options.layout());
    List<Layout> layouts = layouts(input, axes, layouts(options));
    long colours = axes.colours(layouts.get(0));
    return new PictureInput(
        input.getName(),
        new PictureTensor(type, colours > 0 ? (int) colours : 3, hasPictures),
        layouts,
        axes.size(layouts.get(0)));
  }

  /**
   * The sides of a tensor.
   *
   * @param first the axis after that of pictures
   * @param dims of all axes; 0 where a side is free
   */
  private record Axes(int first, List<Dimension> dims) {
    long side(int axis) {
      return dims.get(first + axis).getDimValue();
    }

    long colours(Layout layout) {
      return side(colourAxis(layout));
    }

    Optional<PictureSize> size(Layout layout) {
      int rows = layout == Layout.NCHW ? 1 : 0;
      long height = side(rows);
      long width = side(rows + 1);
      return height > 0 && width > 0
          ? Optional.of(new PictureSize(Math.toIntExact(width), Math.toIntExact(height)))
          : Optional.empty();
    }
  }

  /** Refuses a layout that contradicts the shape. */
  private static void checkSaid(ValueInfoProto input, Axes axes, @Nullable Layout said) {
    if (said == null) {
      return;
    }
    Layout other = said == Layout.NCHW ? Layout.NHWC : Layout.NCHW;
    if (axes.colours(other) == 3 && axes.colours(said) != 3) {
      throw notAPicture(
          input,
          "3 colours are in axis %d, as in layout %s"
              .formatted(axes.first() + colourAxis(other), other));
    }
  }

  /** The layout that has colours in its axis; if none has, those whose axis is free. */
  private static List<Layout> layouts(ValueInfoProto input, Axes axes, List<Layout> allowed) {
    for (int colours : COLOURS) {
      for (Layout layout : allowed) {
        if (axes.colours(layout) == colours) {
          return List.of(layout);
        }
      }
    }
    for (Layout layout : Layout.values()) {
      long channels = axes.colours(layout);
      if (channels > 0 && channels < LEAST_SIDE) {
        throw notAPicture(
            input, "it has %d channels, and pictures have 3 colours, 1 or 4".formatted(channels));
      }
    }
    List<Layout> free = allowed.stream().filter(layout -> axes.colours(layout) <= 0).toList();
    if (free.isEmpty()) {
      throw notAPicture(input, "3 colours were expected in the second or the last axis");
    }
    return free;
  }

  /** The one of three axes that holds colours. */
  private static int colourAxis(Layout layout) {
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
