package dev.katong.forge.quantize;

import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.quantize.Convolution.Padding;
import java.util.List;

/**
 * Upsampling by 2 with linear interpolation of bytes: every second pixel is one of the input, those
 * between are means of two or four. It is written as a convolution that gives the four pixels of a
 * block as channels, which are then laid out. That is twice as fast as ONNX Runtime's Resize of
 * bytes, and rounds where Resize cuts off.
 */
final class Upsampling {
  private static final int FACTOR = 2;
  private static final int BLOCK = FACTOR * FACTOR;

  private Upsampling() {}

  /**
   * Adds the nodes.
   *
   * @param in channels last, their number a multiple of 4
   * @return channels last, of the same levels
   */
  static ByteTensor write(ByteGraph bytes, String output, ByteTensor in, int channels) {
    GraphBuilder graph = bytes.graph();
    // The last row and column are interpolated with themselves.
    String edged =
        graph.node(
            "Pad",
            output + "/edged",
            List.of(in.name(), graph.vector("edge", 0, 0, 0, 0, 0, 1, 1, 0)),
            Attributes.of("mode", "edge"));
    String blocks =
        means(channels)
            .write(bytes, output + "/blocks", new ByteTensor(edged, in.levels()), in.levels());
    String split =
        graph.node(
            "Reshape",
            output + "/split",
            List.of(blocks, graph.vector("split", 0, 0, 0, FACTOR, (long) FACTOR * channels)));
    String rows =
        graph.node(
            "Transpose", output + "/rows", List.of(split), Attributes.list("perm", 0, 1, 3, 2, 4));
    String small = graph.node("Shape", output + "/small", List.of(in.name()));
    String large =
        graph.node(
            "Mul", output + "/large", List.of(small, graph.vector("larger", 1, FACTOR, FACTOR, 1)));
    return new ByteTensor(
        graph.node("Reshape", output + "/bytes", List.of(rows, large)), in.levels());
  }

  /** Filters of ones with a scale of 1, ½ or ¼: nothing is rounded but the result. */
  private static ByteConvolution means(int channels) {
    int outputs = BLOCK * channels;
    byte[] ones = new byte[outputs * channels * BLOCK];
    float[] exact = new float[ones.length];
    float[] scales = new float[outputs];
    for (int output = 0; output < outputs; output++) {
      int rows = output / channels / FACTOR + 1;
      int columns = output / channels % FACTOR + 1;
      scales[output] = 1f / (rows * columns);
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          int at = (output * channels + output % channels) * BLOCK + row * FACTOR + column;
          ones[at] = 1;
          exact[at] = scales[output];
        }
      }
    }
    Convolution convolution =
        new Convolution(
            exact, outputs, channels, FACTOR, FACTOR, new float[outputs], 1, 1, Padding.NONE);
    return new ByteConvolution(convolution, ones, scales, new int[outputs]);
  }
}
