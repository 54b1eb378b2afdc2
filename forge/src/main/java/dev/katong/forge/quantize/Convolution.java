package dev.katong.forge.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.forge.onnx.Graph;
import dev.katong.forge.onnx.Node;
import dev.katong.forge.onnx.Tensors;
import java.util.Arrays;
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
 * @param padding the padding around the input
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
    static final Padding NONE = new Padding(false, 0, 0, 0, 0);

    /** Zeros that keep the size at stride 1. */
    static Padding around(int rows, int columns) {
      return new Padding(false, (rows - 1) / 2, (columns - 1) / 2, rows / 2, columns / 2);
    }
  }

  Convolution {
    if (weights.length != outputs * inputs * rows * columns || bias.length != outputs) {
      throw new IllegalArgumentException(
          "%d weights and %d biases for %d×%d filters of %d×%d"
              .formatted(weights.length, bias.length, outputs, inputs, rows, columns));
    }
  }

  /** Reads a node; empty if it is no plain convolution in two directions with constant filters. */
  static Optional<Convolution> of(Graph graph, NodeProto node) {
    if (!node.getOpType().equals("Conv")
        || !node.getDomain().isEmpty()
        || new Node(node).integer("group", 1) != 1
        || new Node(node).integers("dilations").stream().anyMatch(d -> d != 1)) {
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
    int rows = dims.get(2).intValue();
    int columns = dims.get(3).intValue();
    List<Long> strides = new Node(node).integers("strides");
    int down = strides.isEmpty() ? 1 : strides.get(0).intValue();
    int across = strides.isEmpty() ? 1 : strides.get(1).intValue();
    boolean isCentred = padding.get().isSame() && down == 1 && across == 1;
    return Optional.of(
        new Convolution(
            Tensors.floats(filters.get()),
            outputs,
            dims.get(1).intValue(),
            rows,
            columns,
            biases.map(Tensors::floats).orElse(new float[outputs]),
            down,
            across,
            isCentred ? Padding.around(rows, columns) : padding.get()));
  }

  private static Optional<Padding> padding(NodeProto node) {
    return switch (new Node(node).text("auto_pad", "NOTSET")) {
      case "NOTSET" -> {
        List<Long> pads = new Node(node).integers("pads");
        yield Optional.of(
            pads.isEmpty()
                ? Padding.NONE
                : new Padding(
                    false,
                    pads.get(0).intValue(),
                    pads.get(1).intValue(),
                    pads.get(2).intValue(),
                    pads.get(3).intValue()));
      }
      case "VALID" -> Optional.of(Padding.NONE);
      case "SAME_UPPER" -> Optional.of(Padding.SAME);
      default -> Optional.empty();
    };
  }

  /** Weights of one filter. */
  int filterSize() {
    return inputs * rows * columns;
  }

  /** Raises the given numbers, by input, to the largest part that the input has in a filter. */
  void mostByInput(double[] most) {
    int window = rows * columns;
    for (int output = 0; output < outputs; output++) {
      float largest = 0;
      for (int i = output * filterSize(); i < (output + 1) * filterSize(); i++) {
        largest = Math.max(largest, Math.abs(weights[i]));
      }
      for (int i = 0; largest > 0 && i < filterSize(); i++) {
        double part = Math.abs(weights[output * filterSize() + i]) / largest;
        most[i / window] = Math.max(most[i / window], part);
      }
    }
  }

  private int at(int output, int input, int row, int column) {
    return ((output * inputs + input) * rows + row) * columns + column;
  }

  /** Multiplications with addition for one place of the output. */
  long work() {
    return (long) outputs * filterSize();
  }

  /**
   * Gives each output twice: as it is, and after all of these negated and multiplied. With what is
   * below 0 cut off, the two hold the positive and the negative part.
   *
   * @param factor by which the negated outputs are multiplied, above 0
   */
  Convolution inSigns(double factor) {
    float[] both = Arrays.copyOf(weights, 2 * weights.length);
    float[] biases = Arrays.copyOf(bias, 2 * outputs);
    for (int i = 0; i < weights.length; i++) {
      both[weights.length + i] = (float) (-factor * weights[i]);
    }
    for (int i = 0; i < outputs; i++) {
      biases[outputs + i] = (float) (-factor * bias[i]);
    }
    return new Convolution(
        both, 2 * outputs, inputs, rows, columns, biases, strideDown, strideAcross, padding);
  }

  /**
   * Takes each input twice: as it is, and after all of these multiplied.
   *
   * @param factor by which the second ones are multiplied
   */
  Convolution overSigns(double factor) {
    Convolution both =
        new Convolution(
            new float[2 * weights.length],
            outputs,
            2 * inputs,
            rows,
            columns,
            bias,
            strideDown,
            strideAcross,
            padding);
    for (int output = 0; output < outputs; output++) {
      int from = output * filterSize();
      System.arraycopy(weights, from, both.weights, 2 * from, filterSize());
      for (int i = 0; i < filterSize(); i++) {
        both.weights[2 * from + filterSize() + i] = (float) (factor * weights[from + i]);
      }
    }
    return both;
  }

  /** Further outputs that are 0, up to a number of outputs. */
  Convolution widenedTo(int moreOutputs) {
    return new Convolution(
        Arrays.copyOf(weights, moreOutputs * filterSize()),
        moreOutputs,
        inputs,
        rows,
        columns,
        Arrays.copyOf(bias, moreOutputs),
        strideDown,
        strideAcross,
        padding);
  }

  /**
   * The convolution over groups of pixels side by side, each as one pixel of {@code pixels} times
   * the channels, at both ends: in memory, where channels are the fastest axis, nothing moves. The
   * width is a multiple of {@code pixels}; the stride is 1 and the padding is given by numbers.
   *
   * @param pixels the pixels of one group
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
   * and the padding is given by numbers.
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
