package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.PixelEnds.Layout;
import dev.katong.forge.tensorflow.value.Dim;
import dev.katong.forge.tensorflow.value.Frames;
import dev.katong.forge.tensorflow.value.Known;
import dev.katong.forge.tensorflow.value.Order;
import dev.katong.forge.tensorflow.value.Symbol;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/** One conversion of a frozen graph: its ends around the import of its nodes. */
final class Conversion {
  private final GraphIndex index;
  private final String source;
  private final PixelEnds ends;
  private final boolean pixels;
  private final NodeDef result;
  private final NodeDef picture;
  private final List<Long> shape;

  /**
   * Prepares a conversion.
   *
   * @param source what errors call the graph
   * @param input the name of the node that stands for the picture; null to find it
   * @param output the name of the node that gives one; null to find it
   * @param pixels true if the finished network takes and gives bytes, false for the graph's own
   *     values
   */
  Conversion(
      GraphIndex index,
      String source,
      PixelEnds ends,
      @Nullable String input,
      @Nullable String output,
      boolean pixels) {
    this.index = index;
    this.source = source;
    this.ends = ends;
    this.pixels = pixels;
    this.result = index.result(output);
    this.picture = index.picture(result, input);
    this.shape = pictureShape();
  }

  private List<Long> pictureShape() {
    long channels = 3;
    if (!picture.containsAttr("shape")
        || picture.getAttrOrThrow("shape").getShape().getUnknownRank()) {
      return ends.layout() == Layout.NHWC
          ? List.of(-1L, -1L, -1L, channels)
          : List.of(-1L, channels, -1L, -1L);
    }
    List<Long> declared =
        picture.getAttrOrThrow("shape").getShape().getDimList().stream()
            .map(dim -> dim.getSize())
            .toList();
    if (declared.size() != 3 && declared.size() != 4) {
      throw badPicture(declared, "a picture has 3 or 4 axes");
    }
    long found = declared.get(channelAxis(declared));
    if (pixels && found != channels && found != -1) {
      throw badPicture(declared, "3 colours were expected in axis " + channelAxis(declared));
    }
    List<Long> shape = new ArrayList<>(declared);
    shape.set(channelAxis(declared), found == -1 ? channels : found);
    return shape;
  }

  private int channelAxis(List<Long> dims) {
    return ends.layout().channelAxis() - (4 - dims.size());
  }

  private BadModel badPicture(List<Long> declared, String reason) {
    return new BadModel(
        "%s takes '%s' of shape %s in layout %s; %s"
            .formatted(source, picture.getName(), Known.text(declared), ends.layout(), reason));
  }

  ModelProto run() {
    boolean single = shape.size() == 4 && shape.get(0) == 1;
    GraphBuilder onnx = new GraphBuilder("katong");
    Tensor cartoon = body(onnx, single);
    if (pixels && shape.size() == 4 && !single && cartoon.rank() == 3) {
      // The graph takes a batch but gives its first picture: it was written for one.
      onnx = new GraphBuilder("katong");
      cartoon = body(onnx, true);
    }
    return pixels ? endInPixels(onnx, cartoon) : endAsIs(onnx, cartoon);
  }

  private Tensor body(GraphBuilder onnx, boolean single) {
    onnx.freeName(PixelEnds.CARTOON);
    Tensor photo = pixels ? photoOfPixels(onnx, single) : photoAsIs(onnx, single);
    return new GraphImport(index, source, new TensorWriter(onnx)).run(result, picture, photo);
  }

  private Tensor photoOfPixels(GraphBuilder onnx, boolean single) {
    onnx.input(PixelEnds.PHOTO, DataType.UINT8, "N", "H", "W", 3);
    String input = onnx.freeName(picture.getName());
    ends.in(Layout.NCHW).enter(onnx, PixelEnds.PHOTO, pictureType(), input);
    return photo(input, single, Layout.NHWC);
  }

  private Tensor photoAsIs(GraphBuilder onnx, boolean single) {
    Layout layout = ends.layout();
    long channels = shape.get(channelAxis(shape));
    if (layout == Layout.NCHW) {
      onnx.input(PixelEnds.PHOTO, pictureType(), "N", channels, "H", "W");
      return photo(PixelEnds.PHOTO, single, layout);
    }
    onnx.input(PixelEnds.PHOTO, pictureType(), "N", "H", "W", channels);
    String planes =
        onnx.node(
            "Transpose",
            picture.getName(),
            List.of(PixelEnds.PHOTO),
            Attributes.list("perm", 0, 3, 1, 2));
    return photo(planes, single, layout);
  }

  private DataType pictureType() {
    try {
      return TensorContents.type(
          picture.getAttrOrThrow(picture.containsAttr("dtype") ? "dtype" : "T").getType());
    } catch (UnsupportedForm e) {
      throw new BadModel(
          "%s takes '%s' %s".formatted(source, picture.getName(), e.getMessage()), e);
    }
  }

  /**
   * The picture as the graph sees it, stored as planes.
   *
   * @param declared the layout of the finished network's input, from which sizes are read
   */
  private Tensor photo(String name, boolean single, Layout declared) {
    int spatial = declared == Layout.NHWC ? 1 : 2;
    Dim colours = Dim.of(shape.get(channelAxis(shape)));
    Dim batch = shape.size() == 3 || single ? Dim.ONE : length(0);
    Dim height = length(spatial);
    Dim width = length(spatial + 1);
    boolean channelsLast = ends.layout() == Layout.NHWC;
    return new Tensor(
        name,
        pictureType(),
        channelsLast
            ? List.of(batch, height, width, colours)
            : List.of(batch, colours, height, width),
        channelsLast ? Order.PLANES : Order.identity(4),
        shape.size() == 3 ? Frames.HIDDEN : single ? Frames.REVEALED : Frames.NONE);
  }

  private static Dim length(int axis) {
    return Dim.of(new Symbol.Length(PixelEnds.PHOTO, axis));
  }

  private ModelProto endInPixels(GraphBuilder onnx, Tensor cartoon) {
    int channelAxis = ends.layout().channelAxis();
    if (cartoon.axes().size() != 4 || !cartoon.axis(channelAxis).is(3)) {
      throw new BadModel(
          "%s gives '%s' with %d axes in layout %s and not a picture of 3 colours"
              .formatted(source, result.getName(), cartoon.rank(), ends.layout()));
    }
    boolean planes = cartoon.physical(channelAxis) == 1;
    Order order = ends.layout() == Layout.NCHW || !planes ? Order.identity(4) : Order.PLANES;
    Layout stored = ends.layout() == Layout.NCHW || planes ? Layout.NCHW : Layout.NHWC;
    ends.in(stored)
        .leave(onnx, writer(onnx).inOrder(cartoon, order), cartoon.type(), PixelEnds.CARTOON);
    onnx.output(PixelEnds.CARTOON, DataType.UINT8, "N", "H", "W", 3);
    return onnx.build();
  }

  private ModelProto endAsIs(GraphBuilder onnx, Tensor cartoon) {
    String name = writer(onnx).inOrder(cartoon, Order.identity(cartoon.axes().size()));
    onnx.nodeTo(PixelEnds.CARTOON, "Identity", List.of(name));
    Object[] dims = new Object[cartoon.axes().size()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = "d" + i;
    }
    onnx.output(PixelEnds.CARTOON, cartoon.type(), dims);
    return onnx.build();
  }

  private static TensorWriter writer(GraphBuilder onnx) {
    return new TensorWriter(onnx);
  }
}
