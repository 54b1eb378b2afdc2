package dev.katong.forge.quantize;

import dev.katong.forge.analysis.TensorSides;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.quantize.Convolution.Padding;
import java.util.List;

/**
 * Writes convolutions in the arrangement that ONNX Runtime's kernel for 8 bits takes: channels
 * last, inputs a multiple of 4, outputs too and at least 16. Others would be unfolded in memory, a
 * 7×7 convolution of 32 channels to 1568 bytes for each pixel.
 */
final class ConvolutionLayer {
  private static final int CHANNEL_STEP = 4;
  private static final int LEAST_OUTPUTS = 16;

  /** The least number of outputs of a block, at which the kernel runs at full speed. */
  private static final int WANTED_OUTPUTS = 32;

  private static final int ROWS = 2;
  private static final int COLUMNS = 3;

  private final ByteGraph bytes;
  private final TensorSides sides;

  ConvolutionLayer(ByteGraph bytes, TensorSides sides) {
    this.bytes = bytes;
    this.sides = sides;
  }

  /**
   * The input of a convolution.
   *
   * @param tensor the float network's name of it
   * @param bytes channels last
   * @param means by channel
   */
  record Source(String tensor, ByteTensor bytes, double[] means) {}

  /** Writes a convolution; its result is then there as bytes under the name of its output. */
  void write(String output, Convolution exact, Source in, Levels levels) {
    int block = block(output, exact);
    if (block > 1) {
      Convolution blocks = WeightRounding.of(exact, in.means()).inBlocks(block);
      String four = node(output + "/blocks", blocks, in.bytes(), levels);
      GraphBuilder graph = bytes.graph();
      String planes =
          graph.node(
              "Transpose",
              output + "/blocks_first",
              List.of(four),
              Attributes.list("perm", 0, 3, 1, 2));
      bytes.holdPlanes(
          output,
          new ByteTensor(
              graph.node(
                  "DepthToSpace",
                  output + "/bytes",
                  List.of(planes),
                  Attributes.of("blocksize", block),
                  Attributes.of("mode", "CRD")),
              levels));
    } else {
      bytes.holdPixels(output, pixels(output, exact, in, levels));
    }
  }

  /** Writes a convolution whose result is bytes, channels last. */
  ByteTensor pixels(String output, Convolution exact, Source in, Levels levels) {
    GraphBuilder graph = bytes.graph();
    Convolution rounded = WeightRounding.of(exact, in.means());
    int channels = (exact.outputs() + CHANNEL_STEP - 1) / CHANNEL_STEP * CHANNEL_STEP;
    String name;
    if (isTakenSideBySide(exact, in)) {
      name = sideBySide(output, rounded, in.bytes(), levels);
    } else if (channels != exact.outputs() || channels < LEAST_OUTPUTS) {
      Convolution wider = rounded.widenedTo(Math.max(channels, LEAST_OUTPUTS));
      name =
          graph.node(
              "Slice",
              output + "/bytes",
              List.of(
                  node(output + "/wider", wider, in.bytes(), levels),
                  graph.vector("from", 0),
                  graph.vector("to", exact.outputs()),
                  graph.vector("channels", 3)));
    } else {
      name = node(output + "/bytes", rounded, in.bytes(), levels);
    }
    return new ByteTensor(name, levels);
  }

  private boolean isTakenSideBySide(Convolution exact, Source in) {
    return exact.inputs() % CHANNEL_STEP != 0
        && exact.strideDown() == 1
        && exact.strideAcross() == 1
        && exact.padding().equals(Padding.around(exact.rows(), exact.columns()))
        && exact.columns() % 2 == 1
        && CHANNEL_STEP * exact.outputs() >= LEAST_OUTPUTS
        && sides.isMultiple(in.tensor(), COLUMNS, CHANNEL_STEP);
  }

  /** Four pixels are one of four times the channels: the same bytes under other names. */
  private String sideBySide(String output, Convolution rounded, ByteTensor in, Levels levels) {
    GraphBuilder graph = bytes.graph();
    long wide = (long) CHANNEL_STEP * rounded.inputs();
    String packed =
        graph.node(
            "Reshape",
            output + "/side_by_side",
            List.of(in.name(), graph.vector("fours", 0, 0, -1, wide)));
    String fours =
        node(
            output + "/fours",
            rounded.sideBySide(CHANNEL_STEP),
            new ByteTensor(packed, in.levels(), in.rest()),
            levels);
    return graph.node(
        "Reshape",
        output + "/bytes",
        List.of(fours, graph.vector("ones", 0, 0, -1, rounded.outputs())));
  }

  /** The side of the blocks in which few outputs are computed; 1 if they are not. */
  private int block(String output, Convolution exact) {
    if (exact.outputs() >= LEAST_OUTPUTS || exact.padding().isSame()) {
      return 1;
    }
    int block = 4 * exact.outputs() >= WANTED_OUTPUTS ? 2 : 4;
    return sides.isMultiple(output, ROWS, block) && sides.isMultiple(output, COLUMNS, block)
        ? block
        : 1;
  }

  private String node(String wanted, Convolution rounded, ByteTensor in, Levels levels) {
    return ByteConvolution.of(rounded, in.levels(), in.rest()).write(bytes, wanted, in, levels);
  }
}
