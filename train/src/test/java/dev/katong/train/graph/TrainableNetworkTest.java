package dev.katong.train.graph;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import dev.katong.KatongException.BadModel;
import dev.katong.fixture.SharedFolder;
import dev.katong.forge.NetworkFile;
import dev.katong.forge.fit.Fitting;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.Tensors;
import dev.katong.network.Network;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime is the oracle: what PyTorch draws must be the same picture. */
class TrainableNetworkTest {
  private static final int HEIGHT = 21;
  private static final int WIDTH = 26;

  static Stream<Arguments> operators() {
    return Stream.of(
        operator(
            "convolution, same padding", convolution(3, Attributes.of("auto_pad", "SAME_UPPER"))),
        operator(
            "convolution, dilated",
            convolution(
                3, Attributes.list("dilations", 2, 2), Attributes.list("pads", 2, 2, 2, 2))),
        operator(
            "convolution, uneven padding", convolution(4, Attributes.list("pads", 1, 2, 2, 1))),
        operator("stride 2 of odd and even sides", halved(Attributes.of("auto_pad", "SAME_UPPER"))),
        operator(
            "stride 2, the smaller half after", halved(Attributes.of("auto_pad", "SAME_LOWER"))),
        operator(
            "grouped",
            (g, x) ->
                conv(g, x, 3, 1, Attributes.list("pads", 1, 1, 1, 1), Attributes.of("group", 3))),
        operator(
            "mean of pixels inside", pool("AveragePool", Attributes.of("count_include_pad", 0))),
        operator(
            "mean with zeros outside", pool("AveragePool", Attributes.of("count_include_pad", 1))),
        operator("largest", pool("MaxPool")),
        operator("pad, constant", padded(Attributes.of("mode", "constant"))),
        operator("pad, edge", padded(Attributes.of("mode", "edge"))),
        operator("pad, reflect", padded(Attributes.of("mode", "reflect"))),
        operator("bilinear, between centres", enlarged("linear", "half_pixel")),
        operator("bilinear, from corners", enlarged("linear", "align_corners")),
        operator("bilinear, asymmetric", enlarged("linear", "asymmetric")),
        operator(
            "nearest", enlarged("nearest", "asymmetric", Attributes.of("nearest_mode", "floor"))),
        operator(
            "leaky", (g, x) -> g.node("LeakyRelu", "y", List.of(x), Attributes.of("alpha", 0.2f))),
        operator("leaky by default", (g, x) -> g.node("LeakyRelu", "y", List.of(x))),
        operator("slopes", (g, x) -> g.node("PRelu", "y", List.of(x, floats(g, "s", 3, 1, 1)))),
        operator("relu and tanh", (g, x) -> g.node("Relu", "y", List.of(node(g, "Tanh", x)))),
        operator(
            "clip",
            (g, x) -> g.node("Clip", "y", List.of(x, g.scalar("l", -0.4f), g.scalar("h", 0.3f)))),
        operator("min and max", TrainableNetworkTest::limited),
        operator("batch normalisation", TrainableNetworkTest::batchNormalised),
        operator(
            "instance normalisation",
            (g, x) ->
                g.node(
                    "InstanceNormalization",
                    "y",
                    List.of(x, floats(g, "f", 3), floats(g, "b", 3)))),
        operator("colours reversed", TrainableNetworkTest::reversed),
        operator("depth to space, columns first", depthToSpace("CRD")),
        operator("depth to space, depth first", depthToSpace("DCR")),
        operator("sizes at run time", TrainableNetworkTest::dividedByOnes),
        operator("joined axes and parted ones", TrainableNetworkTest::reshaped),
        operator("a slice of channels", TrainableNetworkTest::sliced));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operators")
  void draw_eachOperator_isWhatOnnxRuntimeDraws(String name, ModelProto model) {
    assertSamePicture(model, HEIGHT, WIDTH, 1);
  }

  @Test
  @Tag("shared")
  void draw_dctNet_isWhatOnnxRuntimeDraws() {
    ModelProto anime =
        NetworkFile.read(
            SharedFolder.path("models", "dctnet", "anime", "cartoon_bg.pb"), PixelEnds.DCT_NET);

    assertSamePicture(anime, 48, 64, 1.01);
    assertSamePicture(Fitting.fit(anime), 48, 64, 1.01);
  }

  @Test
  void model_untrained_isTheSameGraph() {
    ModelProto model = SmallGraph.of(convolution(3, Attributes.list("pads", 1, 1, 1, 1)));
    try (NDManager manager = NDManager.newBaseManager();
        TrainableNetwork network = new TrainableNetwork(model, manager)) {
      assertThat(network.model()).isEqualTo(model);
    }
  }

  @Test
  void weights_ofKernelsThatWeighAllPixelsAlike_areNotTrained() {
    ModelProto model =
        SmallGraph.of(
            (graph, x) -> {
              float[] ones = new float[27];
              java.util.Arrays.fill(ones, 1f / 9);
              String box = graph.constant("box", Tensors.floats(ones, 3, 1, 3, 3));
              String mean =
                  graph.node(
                      "Conv",
                      "mean",
                      List.of(x, box),
                      Attributes.list("pads", 1, 1, 1, 1),
                      Attributes.of("group", 3));
              return conv(graph, mean, 3, 3, Attributes.list("pads", 1, 1, 1, 1));
            });
    try (NDManager manager = NDManager.newBaseManager();
        TrainableNetwork network = new TrainableNetwork(model, manager)) {
      assertThat(network.weights()).containsOnlyKeys("kernels", "biases");
    }
  }

  @Test
  void backward_beyondALimit_stillHasAGradient() {
    ModelProto model =
        SmallGraph.of(
            (graph, x) -> {
              String far = graph.node("Add", "far", List.of(x, graph.scalar("nine", 9f)));
              return conv(graph, far, 1, 3);
            });
    try (NDManager manager = NDManager.newBaseManager();
        TrainableNetwork network = new TrainableNetwork(model, manager);
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray white = manager.full(new Shape(1, 4, 4, 3), 255f);
      requireNonNull(network.weights().get("biases")).set(new float[] {100, 100, 100});

      NDArray drawn = network.draw(white);
      assertThat(drawn.max().getFloat()).as("limited to a byte").isLessThanOrEqualTo(255.5f);
      collector.backward(drawn.mean());

      NDArray gradient = network.weights().get("biases").getGradient();
      assertThat(gradient.abs().max().getFloat()).isGreaterThan(1);
    }
  }

  @Test
  void new_operatorThatCannotBeTrained_isNamed() {
    ModelProto model = SmallGraph.of("Floor", List.of());
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThatThrownBy(() -> new TrainableNetwork(model, manager))
          .isInstanceOf(BadModel.class)
          .hasMessageContaining("it uses Floor")
          .hasMessageContaining("LeakyRelu");
    }
  }

  private static void assertSamePicture(ModelProto model, int height, int width, double most) {
    Random random = new Random(5);
    byte[] pixels = new byte[height * width * 3];
    random.nextBytes(pixels);
    byte[] expected = new byte[pixels.length];
    try (Mat photo = new Mat(height, width, opencv_core.CV_8UC3);
        Network network = Network.load(model.toByteArray(), "the network", 1)) {
      photo.data().put(pixels);
      try (Mat picture = network.run(photo);
          BytePointer data = picture.data()) {
        data.get(expected);
      }
    }
    try (NDManager manager = NDManager.newBaseManager();
        TrainableNetwork trainable = new TrainableNetwork(model, manager)) {
      NDArray photo =
          manager
              .create(
                  java.nio.ByteBuffer.wrap(pixels), new Shape(1, height, width, 3), DataType.UINT8)
              .toType(DataType.FLOAT32, false);
      float[] drawn = trainable.draw(photo).toFloatArray();
      assertThat(drawn).hasSize(expected.length);
      for (int i = 0; i < drawn.length; i++) {
        assertThat((double) drawn[i])
            .isCloseTo(Byte.toUnsignedInt(expected[i]) + 0.5, within(most));
      }
    }
  }

  private static Arguments operator(String name, BiFunction<GraphBuilder, String, String> body) {
    return Arguments.of(name, SmallGraph.of(body));
  }

  private static BiFunction<GraphBuilder, String, String> convolution(
      int side, AttributeProto... attributes) {
    return (graph, x) -> conv(graph, x, side, 3, attributes);
  }

  private static String conv(
      GraphBuilder graph, String x, int side, int in, AttributeProto... attributes) {
    String kernels = SmallGraph.weights(graph, "kernels", 3, 3, in, side, side);
    return graph.node("Conv", "y", List.of(x, kernels, floats(graph, "biases", 3)), attributes);
  }

  /** Stride 2 loses pixels, so each is drawn four times and the frame is cut to what came in. */
  private static BiFunction<GraphBuilder, String, String> halved(AttributeProto padding) {
    return (graph, x) -> {
      String kernels = SmallGraph.weights(graph, "kernels", 3, 12, 3, 3, 3);
      String half =
          graph.node(
              "Conv", "half", List.of(x, kernels), padding, Attributes.list("strides", 2, 2));
      String all =
          graph.node(
              "DepthToSpace",
              "all",
              List.of(half),
              Attributes.of("blocksize", 2),
              Attributes.of("mode", "CRD"));
      return graph.node(
          "Slice",
          "y",
          List.of(
              all,
              graph.vector("starts", 0, 0),
              graph.vector("ends", HEIGHT, WIDTH),
              graph.vector("axes", 2, 3)));
    };
  }

  private static BiFunction<GraphBuilder, String, String> pool(String op, AttributeProto... more) {
    return (graph, x) -> {
      List<AttributeProto> attributes = new java.util.ArrayList<>(List.of(more));
      attributes.add(Attributes.list("kernel_shape", 3, 3));
      attributes.add(Attributes.list("pads", 1, 1, 1, 1));
      return graph.node(op, "y", List.of(x), attributes.toArray(new AttributeProto[0]));
    };
  }

  /** Padded by what the convolution after it takes away. */
  private static BiFunction<GraphBuilder, String, String> padded(AttributeProto mode) {
    return (graph, x) -> {
      String pads = graph.vector("pads", 0, 0, 2, 1, 0, 0, 0, 1);
      return conv(graph, graph.node("Pad", "padded", List.of(x, pads), mode), 3, 3);
    };
  }

  /** Enlarged to twice the size, then every second pixel is taken by a convolution. */
  private static BiFunction<GraphBuilder, String, String> enlarged(
      String mode, String places, AttributeProto... more) {
    return (graph, x) -> {
      List<AttributeProto> attributes = new java.util.ArrayList<>(List.of(more));
      attributes.add(Attributes.of("mode", mode));
      attributes.add(Attributes.of("coordinate_transformation_mode", places));
      String scales = graph.constant("scales", Tensors.floats(new float[] {1, 1, 2, 2}, 4));
      String large =
          graph.node(
              "Resize", "large", List.of(x, "", scales), attributes.toArray(new AttributeProto[0]));
      return conv(graph, large, 2, 3, Attributes.list("strides", 2, 2));
    };
  }

  private static String limited(GraphBuilder graph, String x) {
    String low = graph.node("Max", "low", List.of(x, graph.scalar("least", -0.5f)));
    return graph.node("Min", "y", List.of(low, graph.scalar("most", 0.5f)));
  }

  private static String batchNormalised(GraphBuilder graph, String x) {
    return graph.node(
        "BatchNormalization",
        "y",
        List.of(
            x,
            floats(graph, "factor", 3),
            floats(graph, "shift", 3),
            floats(graph, "mean", 3),
            graph.constant("variance", Tensors.floats(new float[] {0.5f, 1.5f, 2}, 3))));
  }

  private static String reversed(GraphBuilder graph, String x) {
    return graph.node(
        "Gather", "y", List.of(x, graph.vector("order", 2, 1, 0)), Attributes.of("axis", 1));
  }

  private static BiFunction<GraphBuilder, String, String> depthToSpace(String mode) {
    return (graph, x) -> {
      String kernels = SmallGraph.weights(graph, "kernels", 3, 12, 3, 1, 1);
      String deep = graph.node("Conv", "deep", List.of(x, kernels));
      String wide =
          graph.node(
              "DepthToSpace",
              "wide",
              List.of(deep),
              Attributes.of("blocksize", 2),
              Attributes.of("mode", mode));
      return conv(graph, wide, 2, 3, Attributes.list("strides", 2, 2));
    };
  }

  /** As the guided filter of DCT-Net divides by the number of pixels inside the frame. */
  private static String dividedByOnes(GraphBuilder graph, String x) {
    String shape = graph.node("Shape", "shape", List.of(x));
    String ones =
        graph.node(
            "ConstantOfShape",
            "ones",
            List.of(shape),
            Attributes.of("value", Tensors.floats(new float[] {2}, 1)));
    return graph.node("Div", "y", List.of(x, ones));
  }

  private static String reshaped(GraphBuilder graph, String x) {
    String joined = graph.node("Reshape", "joined", List.of(x, graph.vector("flat", 0, 3, -1)));
    String halved = graph.node("Mul", "halved", List.of(joined, graph.scalar("half", 0.5f)));
    return graph.node("Reshape", "y", List.of(halved, graph.node("Shape", "shape", List.of(x))));
  }

  private static String sliced(GraphBuilder graph, String x) {
    String first =
        graph.node(
            "Slice",
            "first",
            List.of(
                x, graph.vector("starts", 0), graph.vector("ends", 1), graph.vector("axes", 1)));
    return graph.node("Concat", "y", List.of(first, first, first), Attributes.of("axis", 1));
  }

  private static String node(GraphBuilder graph, String op, String x) {
    return graph.node(op, "inner", List.of(x));
  }

  private static String floats(GraphBuilder graph, String name, long... dims) {
    return SmallGraph.weights(graph, name, name.hashCode(), dims);
  }
}
