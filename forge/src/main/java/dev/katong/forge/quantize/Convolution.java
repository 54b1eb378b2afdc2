package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.forge.onnx.Tensors;
import java.util.List;
import java.util.Optional;

/**
 * A convolution's filters and how they move, apart from any graph, and other convolutions that
 * compute the same.
 *
 * @param weights in the order {@code [outputs][inputs][rows][columns]}
 * @param bias one number by output
 * @param strideDown rows of the input from one row of the output to the next
 * @param strideAcross columns, likewise
 * @param padding what surrounds the input
 */
record Convolution(
    float[] weights,
    int outputs,
    int inputs,
    int rows,
    int columns,
    float[] bias,
    int strideDown,
    int strideAcross,
    Padding padding) {

  /**
   * Zeros around the input.
   *
   * @param isSame as TensorFlow's {@code SAME}: the output's side is the input's by the stride, and
   *     the numbers follow from that
   */
  record Padding(boolean isSame, int top, int left, int bottom, int right) {
    static final Padding SAME = new Padding(true, 0, 0, 0, 0);
  }

  Convolution {
    if (weights.length != outputs * inputs * rows * columns || bias.length != outputs) {
      throw new IllegalArgumentException(
          "%d weights and %d biases for %d×%d filters of %d×%d"
              .formatted(weights.length, bias.length, outputs, inputs, rows, columns));
    }
  }

  /** Reads a node; empty if it is no plain convolution in two directions with constant filters. */
  static Optional<Convolution> of(FloatGraph graph, NodeProto node) {
    if (!node.getOpType().equals("Conv")
        || !node.getDomain().isEmpty()
        || FloatGraph.integer(node, "group", 1) != 1
        || FloatGraph.integers(node, "dilations").stream().anyMatch(d -> d != 1)) {
      return Optional.empty();
    }
    Optional<TensorProto> filters =
        graph.floats(node.getInput(1)).filter(found -> found.getDimsCount() == 4);
    boolean hasBias = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
    Optional<TensorProto> biases = hasBias ? graph.floats(node.getInput(2)) : Optional.empty();
    Optional<Padding> padding = padding(node);
    if (filters.isEmpty() || hasBias != biases.isPresent() || padding.isEmpty()) {
      return Optional.empty();
    }
    List<Long> dims = filters.get().getDimsList();
    int outputs = dims.get(0).intValue();
    List<Long> strides = FloatGraph.integers(node, "strides");
    return Optional.of(
        new Convolution(
            Tensors.floats(filters.get()),
            outputs,
            dims.get(1).intValue(),
            dims.get(2).intValue(),
            dims.get(3).intValue(),
            biases.map(Tensors::floats).orElse(new float[outputs]),
            strides.isEmpty() ? 1 : strides.get(0).intValue(),
            strides.isEmpty() ? 1 : strides.get(1).intValue(),
            padding.get()));
  }

  private static Optional<Padding> padding(NodeProto node) {
    return switch (FloatGraph.text(node, "auto_pad", "NOTSET")) {
      case "NOTSET" -> {
        List<Long> pads = FloatGraph.integers(node, "pads");
        yield Optional.of(
            pads.isEmpty()
                ? new Padding(false, 0, 0, 0, 0)
                : new Padding(
                    false,
                    pads.get(0).intValue(),
                    pads.get(1).intValue(),
                    pads.get(2).intValue(),
                    pads.get(3).intValue()));
      }
      case "VALID" -> Optional.of(new Padding(false, 0, 0, 0, 0));
      case "SAME_UPPER" -> Optional.of(Padding.SAME);
      default -> Optional.empty();
    };
  }

  /** Weights of one filter. */
  int filterSize() {
    return inputs * rows * columns;
  }

  private int at(int output, int input, int row, int column) {
    return ((output * inputs + input) * rows + row) * columns + column;
  }

  /** The same with the filters and biases changed. */
  Convolution with(float[] newWeights, float[] newBias) {
    return new Convolution(
        newWeights,
        outputs,
        inputs,
        rows,
        columns,
        newBias,
        strideDown,
        strideAcross,
        padding);
  }

  /** Further outputs that are 0, up to a number of outputs. */
  Convolution widenedTo(int moreOutputs) {
    return new Convolution(
        java.util.Arrays.copyOf(weights, moreOutputs * filterSize()),
        moreOutputs,
        inputs,
        rows,
        columns,
        java.util.Arrays.copyOf(bias, moreOutputs),
        strideDown,
        strideAcross,
        padding);
  }

  /**
   * The convolution over pixels taken several side by side as one of so many times the channels, at
   * both ends: in memory, where channels are the fastest axis, nothing moves. The width is a
   * multiple of {@code pixels}; the stride is 1 and the padding is told by numbers.
   *
   * @param pixels how many are one
   */
  Convolution sideBySide(int pixels) {
    int first = Math.floorDiv(-padding.left(), pixels);
    int last = Math.floorDiv(pixels - 1 - padding.left() + columns - 1, pixels);
    int taps = last - first + 1;
    Convolution packed =
        new Convolution(
            new float[pixels * outputs * pixels * inputs * rows * taps],
            pixels * outputs,
            pixels * inputs,
            rows,
            taps,
            new float[pixels * outputs],
            strideDown,
            1,
            new Padding(false, padding.top(), -first, padding.bottom(), last));
    for (int to = 0; to < pixels; to++) {
      System.arraycopy(bias, 0, packed.bias, to * outputs, outputs);
      for (int tap = 0; tap < taps; tap++) {
        for (int from = 0; from < pixels; from++) {
          int column = (first + tap) * pixels + from - to + padding.left();
          if (column >= 0 && column < columns) {
            copy(packed, to * outputs, from * inputs, column, tap);
          }
        }
      }
    }
    return packed;
  }

  private void copy(Convolution packed, int outputs0, int inputs0, int column, int tap) {
    for (int output = 0; output < outputs; output++) {
      for (int input = 0; input < inputs; input++) {
        for (int row = 0; row < rows; row++) {
          packed.weights[packed.at(outputs0 + output, inputs0 + input, row, tap)] =
              weights[at(output, input, row, column)];
        }
      }
    }
  }

  /**
   * The convolution that gives a block of pixels as channels, {@code [outputs][row][column]} of the
   * block; DepthToSpace, mode CRD, lays them out. The output's sides are multiples of {@code block}
   * and the padding is told by numbers.
   */
  Convolution inBlocks(int block) {
    int grown = (block - 1) * strideDown;
    int grownAcross = (block - 1) * strideAcross;
    Convolution blocks =
        new Convolution(
            new float[outputs * block * block * inputs * (rows + grown) * (columns + grownAcross)],
            outputs * block * block,
            inputs,
            rows + grown,
            columns + grownAcross,
            new float[outputs * block * block],
            strideDown * block,
            strideAcross * block,
            padding);
    for (int output = 0; output < outputs; output++) {
      for (int y = 0; y < block; y++) {
        for (int x = 0; x < block; x++) {
          int to = (output * block + y) * block + x;
          blocks.bias[to] = bias[output];
          for (int input = 0; input < inputs; input++) {
            for (int row = 0; row < rows; row++) {
              System.arraycopy(
                  weights,
                  at(output, input, row, 0),
                  blocks.weights,
                  blocks.at(to, input, row + y * strideDown, x * strideAcross),
                  columns);
            }
          }
        }
      }
    }
    return blocks;
  }
}
