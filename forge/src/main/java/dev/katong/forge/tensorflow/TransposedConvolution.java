package dev.katong.forge.tensorflow;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.tensorflow.value.Dim;
import dev.katong.forge.tensorflow.value.Floats;
import dev.katong.forge.tensorflow.value.IntegerOp;
import dev.katong.forge.tensorflow.value.Integers;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import dev.katong.forge.tensorflow.value.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Conv2DBackpropInput: the gradient of a convolution, used to enlarge. Its padding follows from the
 * size of its <em>result</em>, an input of the node. Where that is the stride times the size of its
 * picture, the padding is constant; else the whole result is computed and cut out at an offset that
 * is computed at run time.
 */
final class TransposedConvolution {
  private TransposedConvolution() {}

  static Value map(OpNode node) {
    Floats filter = ConvolutionOps.filter(node);
    Window window = Window.of(node, filter.dims().get(0), filter.dims().get(1));
    Integers sizes = node.integers(0, "output size");
    if (sizes.size() != 4 && sizes.size() != 2) {
      throw new UnsupportedForm("whose output size has " + sizes.size() + " numbers");
    }
    Tensor picture = node.picture(2);
    if (ConvolutionOps.channels(picture, window) != filter.dims().get(3)) {
      throw new UnsupportedForm("whose filter does not fit its input");
    }
    List<Dim> results = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      results.add(sizes.elements().get(sizes.size() == 2 ? i : window.axis(i)));
    }
    String weights =
        node.writer()
            .graph()
            .constant(
                node.inputName(1), TensorWriter.constant(filter.transposed(List.of(3, 2, 0, 1))));
    Placement placement = new Placement(node, window, picture, results, weights);
    List<Dim> axes = new ArrayList<>(picture.axes());
    axes.set(window.channelAxis(), Dim.of(filter.dims().get(2)));
    axes.set(window.axis(0), results.get(0));
    axes.set(window.axis(1), results.get(1));
    return new Tensor(placement.write(), DataType.FLOAT, axes, window.order(), picture.frames());
  }

  /** The place of the result in all that the kernel reaches. */
  private record Placement(
      OpNode node, Window window, Tensor picture, List<Dim> results, String weights) {

    String write() {
      long[] before = new long[2];
      long[] after = new long[2];
      long[] extra = new long[2];
      for (int i = 0; i < 2; i++) {
        Dim reach = reach(i).combine(IntegerOp.SUB, results.get(i));
        boolean multiple = results.get(i).multipleOf(length(i)) == window.strides().get(i);
        if (!multiple && !reach.isConstant()) {
          return cutOut();
        }
        // reach = (in − 1)·s + span; with out = in·s their difference is span − s.
        long over = multiple ? window.span(i) - window.strides().get(i) : reach.constant();
        before[i] = before(i, Dim.of(Math.max(over, 0))).constant();
        after[i] = Math.max(over - before[i], 0);
        extra[i] = Math.max(before[i] - over, 0);
        if (extra[i] >= Math.max(window.strides().get(i), 1) && extra[i] > 0) {
          throw new UnsupportedForm("whose output size does not fit its input");
        }
      }
      return transposed(
          Attributes.list("pads", before[0], before[1], after[0], after[1]), extra, false);
    }

    private Dim length(int i) {
      return picture.axis(window.axis(i));
    }

    /** The pixels that the kernel reaches, from the first to the last. */
    private Dim reach(int i) {
      return length(i)
          .combine(IntegerOp.SUB, Dim.ONE)
          .times(window.strides().get(i))
          .combine(IntegerOp.ADD, Dim.of(window.span(i)));
    }

    /**
     * The part of the reach that lies before the result, of {@code over} that is too much in all.
     */
    private Dim before(int i, Dim over) {
      return switch (window.padding()) {
        case "SAME" -> over.combine(IntegerOp.FLOOR_DIV, Dim.of(2));
        case "EXPLICIT" -> Dim.of(window.explicit().get(2 * i));
        default -> Dim.of(0);
      };
    }

    private String cutOut() {
      List<Dim> starts = new ArrayList<>();
      List<Dim> ends = new ArrayList<>();
      long[] extra = new long[2];
      for (int i = 0; i < 2; i++) {
        Dim over =
            reach(i).combine(IntegerOp.SUB, results.get(i)).combine(IntegerOp.MAX, Dim.of(0));
        starts.add(before(i, over));
        ends.add(starts.get(i).combine(IntegerOp.ADD, results.get(i)));
        // Pixels of the result that the kernel does not reach are zero; at most stride − 1.
        extra[i] = window.strides().get(i) - 1;
      }
      String whole = transposed(Attributes.list("pads", 0, 0, 0, 0), extra, true);
      return node.emit(
          "Slice",
          List.of(
              whole,
              node.writer().sizes(starts, node.name() + "/starts"),
              node.writer().sizes(ends, node.name() + "/ends"),
              node.vector("axes", 2, 3)));
    }

    private String transposed(AttributeProto pads, long[] extra, boolean part) {
      List<String> inputs = List.of(node.writer().inOrder(picture, window.order()), weights);
      var attributes =
          new AttributeProto[] {
            Attributes.list("kernel_shape", window.kernel().get(0), window.kernel().get(1)),
            Attributes.list("strides", window.strides().get(0), window.strides().get(1)),
            Attributes.list("dilations", window.dilations().get(0), window.dilations().get(1)),
            pads,
            Attributes.list("output_padding", extra)
          };
      return part
          ? node.emitPart("whole", "ConvTranspose", inputs, attributes)
          : node.emit("ConvTranspose", inputs, attributes);
    }
  }
}
