package dev.katong.forge.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.PixelEnds.Channels;
import dev.katong.forge.onnx.PixelEnds.Layout;
import dev.katong.forge.tensorflow.Rivals.Array;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Asserts that a graph gives the same in ONNX Runtime, after the import, as in TensorFlow. */
final class ImportAssert {
  private static final int[][] SIZES = {{33, 47}, {24, 32}};
  private static final float TOLERANCE = 2e-5f;

  private final GraphDef graph;
  private Layout layout = Layout.NHWC;
  private int[][] sizes = SIZES;
  private float low = -1;
  private float high = 1;

  private ImportAssert(GraphDef graph) {
    this.graph = graph;
  }

  static ImportAssert assertThatImport(TestGraph graph) {
    return new ImportAssert(graph.exported());
  }

  static ImportAssert assertThatImport(GraphDef graph) {
    return new ImportAssert(graph);
  }

  ImportAssert in(Layout wanted) {
    layout = wanted;
    return this;
  }

  /** Heights and widths in turn. */
  ImportAssert at(int... heightsAndWidths) {
    sizes = new int[heightsAndWidths.length / 2][];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = new int[] {heightsAndWidths[2 * i], heightsAndWidths[2 * i + 1]};
    }
    return this;
  }

  ImportAssert withInputsFrom(float lowest, float highest) {
    low = lowest;
    high = highest;
    return this;
  }

  /** The float values agree, for one picture and for three, which equal those of single runs. */
  ModelProto equalsTensorFlow() {
    ModelProto model = FrozenGraph.of(graph, "test").toOnnxWithFloatEnds(layout);
    long[] declared = declared();
    boolean single = declared.length == 3 || (declared.length == 4 && declared[0] == 1);
    try (Rivals.TensorFlow tensorFlow = new Rivals.TensorFlow(graph);
        Rivals.Onnx onnx = new Rivals.Onnx(model)) {
      for (int[] size : sizes) {
        for (int pictures : new int[] {1, 3}) {
          Array photo = random(pictures, size, declared);
          Array actual = onnx.floats(photo);
          if (single) {
            for (int i = 0; i < pictures; i++) {
              Array expected = tensorFlow.run(photo.part(i, declared.length == 4));
              assertClose(part(actual, i, pictures, expected), expected);
            }
          } else {
            assertClose(actual, tensorFlow.run(photo));
          }
        }
      }
    }
    return model;
  }

  /** A picture of the batch: hidden, the batch is an axis more than TensorFlow's. */
  private static Array part(Array batch, int i, int pictures, Array expected) {
    assertThat(batch.shape()[0]).as("pictures given").isEqualTo(pictures);
    return batch.part(i, batch.shape().length == expected.shape().length);
  }

  private static void assertClose(Array actual, Array expected) {
    assertThat(actual.shape()).as("shape").isEqualTo(expected.shape());
    float largest = 0;
    for (float value : expected.values()) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(actual.values()).as("number of values").hasSameSizeAs(expected.values());
    assertThat(expected.values()).as("number of values").isNotEmpty();
    for (int i = 0; i < expected.values().length; i++) {
      float difference = Math.abs(actual.values()[i] - expected.values()[i]);
      if (!(difference <= TOLERANCE * Math.max(largest, 1))) {
        assertThat(actual.values()[i])
            .as("value %d, shape %s", i, Arrays.toString(actual.shape()))
            .isEqualTo(expected.values()[i]);
      }
    }
  }

  /**
   * The finished networks' bytes agree: none differs by more than 1, at most 1 of 1,000 at all.
   *
   * @return the network
   */
  ModelProto equalsTensorFlowInPixels(PixelEnds ends) {
    ModelProto model = FrozenGraph.of(graph, "test").toOnnx(ends);
    long[] declared = declared();
    try (Rivals.TensorFlow tensorFlow = new Rivals.TensorFlow(graph);
        Rivals.Onnx onnx = new Rivals.Onnx(model)) {
      for (int[] size : sizes) {
        Array photos = pixels(3, size[0], size[1], 7);
        Array batch = onnx.pixels(photos);
        for (int i = 0; i < 3; i++) {
          Array photo = photos.part(i, true);
          Array single = onnx.pixels(photo);
          assertThat(batch.part(i, true).values()).isEqualTo(single.values());
          Array given = tensorFlow.run(toNetwork(photo, ends, declared.length == 4));
          assertSamePixels(single.values(), fromNetwork(given, ends));
        }
      }
    }
    return model;
  }

  static void assertSamePixels(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    int differing = 0;
    for (int i = 0; i < actual.length; i++) {
      float difference = Math.abs(actual[i] - expected[i]);
      differing += difference > 0 ? 1 : 0;
      if (difference > 1) {
        assertThat(actual[i]).as("byte " + i).isEqualTo(expected[i]);
      }
    }
    assertThat(differing)
        .as("differing bytes of %d", actual.length)
        .isLessThanOrEqualTo(actual.length / 1000);
  }

  private long[] declared() {
    GraphIndex index = new GraphIndex(graph, "test");
    NodeDef picture = index.picture(index.result(null), null);
    if (!picture.containsAttr("shape")
        || picture.getAttrOrThrow("shape").getShape().getUnknownRank()) {
      return new long[] {-1, -1, -1, 3};
    }
    return picture.getAttrOrThrow("shape").getShape().getDimList().stream()
        .mapToLong(dim -> dim.getSize())
        .toArray();
  }

  private Array random(int pictures, int[] size, long[] declared) {
    long channels = declared[declared.length - (layout == Layout.NHWC ? 1 : 3)];
    channels = channels == -1 ? 3 : channels;
    Random random = new Random(size[0] * 31 + size[1]);
    float[] values = new float[Math.toIntExact(channels * pictures * size[0] * size[1])];
    for (int i = 0; i < values.length; i++) {
      values[i] = low + (high - low) * random.nextFloat();
    }
    return layout == Layout.NHWC
        ? new Array(values, pictures, size[0], size[1], channels)
        : new Array(values, pictures, channels, size[0], size[1]);
  }

  /** Random bytes, smooth enough that resizing does not turn them grey. */
  static Array pixels(int pictures, int height, int width, long seed) {
    byte[] bytes = new byte[pictures * height * width * 3];
    new Random(seed).nextBytes(bytes);
    return Array.ofBytes(bytes, pictures, height, width, 3);
  }

  /** The graph's input for a photo [1,H,W,3], by the definition of the ends. */
  private static Array toNetwork(Array photo, PixelEnds ends, boolean batched) {
    int height = (int) photo.shape()[1];
    int width = (int) photo.shape()[2];
    float[] values = new float[photo.values().length];
    for (int i = 0; i < values.length; i++) {
      int target = networkIndex(i, height * width, ends);
      values[target] =
          switch (ends.range().toString()) {
            case "-1..1" -> photo.values()[i] / 127.5f - 1;
            case "0..1" -> photo.values()[i] / 255;
            default -> photo.values()[i];
          };
    }
    List<Long> shape =
        ends.layout() == Layout.NHWC
            ? List.of(1L, (long) height, (long) width, 3L)
            : List.of(1L, 3L, (long) height, (long) width);
    return new Array(
        values, shape.stream().skip(batched ? 0 : 1).mapToLong(Long::longValue).toArray());
  }

  private static float[] fromNetwork(Array given, PixelEnds ends) {
    float[] bytes = new float[given.values().length];
    for (int i = 0; i < bytes.length; i++) {
      float value = given.values()[networkIndex(i, bytes.length / 3, ends)];
      float scaled =
          switch (ends.range().toString()) {
            case "-1..1" -> (value + 1) * 127.5f;
            case "0..1" -> value * 255;
            default -> value;
          };
      bytes[i] = Math.round(Math.max(0, Math.min(255, scaled)));
    }
    return bytes;
  }

  /** The place of element i of an NHWC BGR picture in the network's own. */
  private static int networkIndex(int i, int area, PixelEnds ends) {
    int channel = ends.channels() == Channels.RGB ? 2 - i % 3 : i % 3;
    return ends.layout() == Layout.NHWC ? i / 3 * 3 + channel : channel * area + i / 3;
  }
}
