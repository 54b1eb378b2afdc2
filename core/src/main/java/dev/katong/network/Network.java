package dev.katong.network;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import dev.katong.KatongException;
import dev.katong.KatongException.BadModel;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * One image-to-image network, loaded: uint8 {@code [N,H,W,3]} BGR in, the same out. Safe for use by
 * several threads; it owns its session until it is closed.
 */
public final class Network implements AutoCloseable {
  private static final int CHANNELS = 3;

  /** What ONNX Runtime's messages say when it, or the C++ library below it, got no memory. */
  private static final List<String> OUT_OF_MEMORY =
      List.of("Failed to allocate memory", "bad_alloc", "out of memory", "bad allocation");

  private final String name;
  private final OrtSession session;
  private final String input;
  private final String output;

  private Network(String name, OrtSession session, String input, String output) {
    this.name = name;
    this.session = session;
    this.input = input;
    this.output = output;
  }

  /**
   * Loads a network.
   *
   * @param model an ONNX file's bytes
   * @param name what messages call the network
   * @param threads how many threads one run may use, at least 1
   * @throws BadModel if the bytes are no ONNX model, or one with other inputs and outputs
   */
  public static Network load(byte[] model, String name, int threads) {
    OrtEnvironment environment = Engine.environment();
    try (SessionOptions options = Engine.sessionOptions(threads)) {
      OrtSession session = environment.createSession(model, options);
      try {
        return new Network(
            name,
            session,
            onlyPicture(session.getInputInfo()),
            onlyPicture(session.getOutputInfo()));
      } catch (OrtException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OrtException | IllegalArgumentException e) {
      throw new BadModel(
          name + " is not a network that Katong can run (" + inOneLine(e) + "); import it anew", e);
    }
  }

  /**
   * Runs the network over one picture.
   *
   * @param bgr 8-bit BGR; it is not changed
   * @param release whether the engine gives the memory of its tensors back after the run; else it
   *     keeps it for the next one
   * @return the network's picture, of the same size; the caller closes it
   * @throws KatongException.Engine if the run fails
   * @throws KatongException.OutOfMemory if there was not enough memory for it
   */
  public Mat run(Mat bgr, boolean release) {
    if (bgr.isContinuous()) {
      return runStacked(bgr, 1, release);
    }
    try (Mat packed = bgr.clone()) {
      return runStacked(packed, 1, release);
    }
  }

  /**
   * Runs the network once over a batch of pictures of one size.
   *
   * @param pictures 8-bit BGR, stacked one below the other in one continuous Mat
   * @param count how many; the Mat's height is a multiple of it
   * @param release as for {@link #run}
   * @return the network's pictures, stacked the same way; the caller closes it
   * @throws KatongException.Engine if the run fails
   * @throws KatongException.OutOfMemory if there was not enough memory for it
   */
  public Mat runStacked(Mat pictures, int count, boolean release) {
    if (count < 1 || pictures.rows() % count != 0 || !pictures.isContinuous()) {
      throw new IllegalArgumentException(
          pictures.rows() + " rows are not a stack of " + count + " pictures");
    }
    Mat output = new Mat(pictures.rows(), pictures.cols(), CV_8UC3);
    try {
      run(pictures, output, count, release);
      return output;
    } catch (RuntimeException e) {
      output.close();
      throw e;
    }
  }

  /** Reads from and writes to the Mats' own memory; no pixel is copied on the Java side. */
  private void run(Mat in, Mat out, int count, boolean release) {
    int height = in.rows() / count;
    long[] shape = {count, height, in.cols(), CHANNELS};
    OrtEnvironment environment = Engine.environment();
    try (RunOptions options = new RunOptions();
        OnnxTensor source =
            OnnxTensor.createTensor(environment, bytes(in), shape, OnnxJavaType.UINT8);
        OnnxTensor target =
            OnnxTensor.createTensor(environment, bytes(out), shape, OnnxJavaType.UINT8);
        OrtSession.Result result = run(source, target, options, release)) {
      if (result.size() != 1) {
        throw new KatongException.Engine(name + " gave " + result.size() + " outputs", null);
      }
    } catch (OrtException e) {
      if (OUT_OF_MEMORY.stream().anyMatch(String.valueOf(e.getMessage())::contains)) {
        throw new KatongException.OutOfMemory(
            "memory ran out while %s drew %d×%d pixels; give it less to draw at once with --memory"
                .formatted(name, in.cols(), in.rows()),
            e);
      }
      throw new KatongException.Engine(
          "%s failed on %d×%d pixels: %s".formatted(name, in.cols(), height, inOneLine(e)), e);
    }
  }

  private OrtSession.Result run(
      OnnxTensor source, OnnxTensor target, RunOptions options, boolean release)
      throws OrtException {
    if (release) {
      options.addRunConfigEntry("memory.enable_memory_arena_shrinkage", Engine.arena());
    }
    return session.run(Map.of(input, source), Set.of(), Map.of(output, target), options);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new KatongException.Engine(name + " cannot be unloaded: " + inOneLine(e), e);
    }
  }

  private static ByteBuffer bytes(Mat mat) {
    BytePointer data = mat.data();
    return data.limit(mat.total() * mat.elemSize()).asByteBuffer();
  }

  private static String onlyPicture(Map<String, NodeInfo> nodes) {
    List<String> pictures =
        nodes.values().stream().filter(Network::isPicture).map(NodeInfo::getName).toList();
    if (nodes.size() != 1 || pictures.size() != 1) {
      throw new IllegalArgumentException(
          "it has " + nodes.values() + " where one uint8 picture [N,H,W,3] is needed");
    }
    return pictures.get(0);
  }

  private static boolean isPicture(NodeInfo node) {
    return node.getInfo() instanceof TensorInfo tensor
        && tensor.type == OnnxJavaType.UINT8
        && tensor.getShape().length == 4
        && tensor.getShape()[3] == CHANNELS;
  }

  /** The engine's message on one line; what follows its third line is of no use to anybody. */
  private static String inOneLine(Exception e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().map(String::strip).limit(3).collect(Collectors.joining(" "));
  }
}
