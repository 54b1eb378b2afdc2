package dev.katong.train.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.katong.forge.onnx.Attributes;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.Tensors;
import dev.katong.train.graph.TrainableNetwork;
import dev.katong.train.learn.AdamW;
import dev.katong.train.learn.Checkpoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Learns to tell the teacher's pictures from the student's, piece by piece, while the student
 * learns to pass for the teacher. Sharpens lines where the mean difference is small already.
 *
 * <p>The network is that of P. Isola et al., "Image-to-Image Translation with Conditional
 * Adversarial Networks", CVPR 2017, at a quarter of its width; the losses are those of X. Mao et
 * al., "Least Squares Generative Adversarial Networks", ICCV 2017.
 */
final class Discriminator implements AutoCloseable {
  private static final int[] CHANNELS = {3, 24, 48, 96};
  private static final int KERNEL = 4;
  private static final float LEAK = 0.2f;
  private static final float RATE = 4e-4f;
  private static final String VERDICT = "verdict";

  private final TrainableNetwork network;
  private final AdamW optimizer;

  Discriminator(long seed, NDManager manager) {
    this.network = new TrainableNetwork(graph(seed), manager);
    this.optimizer = new AdamW(network.weights(), 0, manager);
  }

  /** Pictures to verdicts of pieces, 1 for a teacher's; each looks at 46×46 pixels. */
  private static ModelProto graph(long seed) {
    Random random = new Random(seed);
    GraphBuilder graph = new GraphBuilder("discriminator");
    graph.input(PixelEnds.PHOTO, DataType.UINT8, "N", "H", "W", CHANNELS[0]);
    String x = graph.freeName("colours");
    PixelEnds.of("nchw", "bgr", "-1..1").enter(graph, PixelEnds.PHOTO, DataType.FLOAT, x);
    for (int i = 1; i < CHANNELS.length; i++) {
      String name = "layer" + i;
      x = convolve(graph, x, name, CHANNELS[i - 1], CHANNELS[i], 2, random);
      x = graph.node("LeakyRelu", name, List.of(x), Attributes.of("alpha", LEAK));
    }
    x = convolve(graph, x, VERDICT, CHANNELS[CHANNELS.length - 1], 1, 1, random);
    graph.output(x, DataType.FLOAT, "N", 1, "h", "w");
    return graph.build();
  }

  private static String convolve(
      GraphBuilder graph, String x, String name, int in, int out, int stride, Random random) {
    int fan = in * KERNEL * KERNEL;
    float[] weights = new float[out * fan];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (random.nextGaussian() * Math.sqrt(1.0 / fan));
    }
    return graph.node(
        "Conv",
        name + "/convolved",
        List.of(
            x,
            graph.constant(name + "/weights", Tensors.floats(weights, out, in, KERNEL, KERNEL)),
            graph.constant(name + "/biases", Tensors.floats(new float[out], out))),
        Attributes.list("kernel_shape", KERNEL, KERNEL),
        Attributes.list("strides", stride, stride),
        Attributes.list("pads", 1, 1, 1, 1));
  }

  /** The loss of the student for pictures that are recognised as its own; a scalar. */
  NDArray lossOf(NDArray student) {
    return network.draw(student).sub(1).square().mean();
  }

  /**
   * The loss of the discriminator for its mistakes; a scalar. The student learns nothing from it.
   */
  NDArray ownLoss(NDArray student, NDArray teacher) {
    NDArray wrong = network.draw(student.stopGradient()).square().mean();
    return wrong.add(network.draw(teacher).sub(1).square().mean());
  }

  /** One step along the gradients. */
  void update(int step) {
    optimizer.update(step, RATE);
  }

  /** Sets the gradients that the student's loss left behind to zero. */
  void forgetGradients() {
    network
        .weights()
        .values()
        .forEach(
            weight -> {
              try (NDArray gradient = weight.getGradient()) {
                gradient.subi(gradient);
              }
            });
  }

  Map<String, float[]> state() {
    Map<String, float[]> state = new LinkedHashMap<>();
    network.weights().forEach((name, weight) -> state.put("weight/" + name, weight.toFloatArray()));
    state.putAll(optimizer.state());
    return state;
  }

  /** Restores a state; an empty one leaves the discriminator at its start. */
  void restore(Map<String, float[]> state) {
    if (!state.isEmpty()) {
      Map<String, float[]> weights = new LinkedHashMap<>();
      state.forEach((name, values) -> weights.put(name.replaceFirst("^weight/", ""), values));
      Checkpoint.fill(network.weights(), weights);
      optimizer.restore(state);
    }
  }

  @Override
  public void close() {
    optimizer.close();
    network.close();
  }
}
