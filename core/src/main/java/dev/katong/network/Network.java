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
import dev.katong.Cancellation;
import dev.katong.KatongException;
import dev.katong.KatongException.BadModel;
import dev.katong.memory.NativeMemory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * One image-to-image network, loaded: uint8 {@code [N,H,W,3]} BGR in, the same out; of one that
 * enlarges, the sides are {@link #scale} times as long. Safe for use by several threads; it owns
 * its session until it is closed.
 */
public final class Network implements AutoCloseable {
  /** The entry of an ONNX file's metadata that says how many times the network enlarges. */
  public static final String SCALE = "katong.scale";

  private static final int CHANNELS = 3;

  private final String name;
  private final String arenas;
  private final OrtSession session;
  private final String input;
  private final String output;
  private final int scale;
  private final @Nullable RequestBatcher joint;

  private Network(
      String name,
      Device device,
      OrtSession session,
      String input,
      String output,
      int scale,
      BatchingPolicy batching) {
    this.name = name;
    this.arenas = device.arenas();
    this.session = session;
    this.input = input;
    this.output = output;
    this.scale = scale;
    this.joint = batching.most() == 1 ? null : new RequestBatcher(batching, this::runAlone);
  }

  /** Loads a network on the processor, whose runs are not shared. */
  public static Network load(byte[] model, String name, int threads) {
    return load(model, name, ExecutionTarget.onProcessor(threads), BatchingPolicy.ALONE);
  }

  /**
   * Loads a network.
   *
   * @param model an ONNX file's bytes
   * @param name the network's name in messages
   * @param target the device that runs it
   * @param batching the way in which simultaneous runs are joined
   * @throws BadModel if the bytes are no ONNX model, or one with other inputs and outputs
   * @throws KatongException.Engine if a device other than the processor cannot take it
   * @throws KatongException.OutOfMemory if such a device has not enough memory for it
   */
  public static Network load(
      byte[] model, String name, ExecutionTarget target, BatchingPolicy batching) {
    return load(model, name, target, batching, options -> {});
  }

  /** Loads a network all of whose operations the device itself runs, or fails. */
  static Network loadWithoutHelp(byte[] model, String name, ExecutionTarget target) {
    return load(
        model,
        name,
        target,
        BatchingPolicy.ALONE,
        options -> options.addConfigEntry("session.disable_cpu_ep_fallback", "1"));
  }

  /** Settings in addition to those of the target. */
  @FunctionalInterface
  private interface MoreSettings {
    void addTo(SessionOptions options) throws OrtException;
  }

  private static Network load(
      byte[] model,
      String name,
      ExecutionTarget target,
      BatchingPolicy batching,
      MoreSettings more) {
    OrtEnvironment environment = Engine.environment();
    try (SessionOptions options = Engine.sessionOptions(target)) {
      more.addTo(options);
      OrtSession session = environment.createSession(model, options);
      try {
        return new Network(
            name,
            target.device(),
            session,
            onlyPicture(session.getInputInfo()),
            onlyPicture(session.getOutputInfo()),
            scale(session),
            batching);
      } catch (OrtException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OrtException | IllegalArgumentException e) {
      throw cannotLoad(name, target.device(), e);
    }
  }

  private static KatongException cannotLoad(String name, Device device, Exception failure) {
    String reason = inOneLine(failure);
    if (device.kind() == Device.Kind.CPU) {
      return new BadModel(
          name + " is not a network that Katong can run (" + reason + "); import it again",
          failure);
    }
    if (NativeMemory.ranOut(failure)) {
      return new KatongException.OutOfMemory(
          "%s has not enough free memory to load %s".formatted(device.label(), name),
          KatongException.Remedy.FREE_DEVICE,
          failure);
    }
    return new KatongException.Engine(
        "%s cannot be loaded on %s (%s)".formatted(name, device.label(), reason),
        KatongException.Remedy.USE_PROCESSOR,
        failure);
  }

  /** The treatment of the engine's memory after a run. */
  public enum Arena {
    /** The engine keeps it, so that the next run need not ask the system for it. */
    KEPT,
    /** The memory of the run goes back to the system. */
    GIVEN_BACK
  }

  /** Runs the network over one picture and keeps the engine's memory. */
  public Mat run(Mat bgr) {
    return run(bgr, Arena.KEPT);
  }

  /** Runs the network over one picture; the run cannot be cancelled. */
  public Mat run(Mat bgr, Arena after) {
    return run(bgr, after, Cancellation.NEVER);
  }

  /**
   * Runs the network over one picture.
   *
   * @param bgr 8-bit BGR; it is not changed
   * @param after the treatment of the engine's memory; for the last run of several of one size,
   *     {@link Arena#GIVEN_BACK}
   * @param cancellation stops the run, between two of the network's operations
   * @return the network's picture, {@link #scale} times as wide and high; the caller closes it
   * @throws KatongException.Engine if the run fails
   * @throws KatongException.OutOfMemory if there was not enough memory for it
   * @throws KatongException.Cancelled if it was stopped
   */
  public Mat run(Mat bgr, Arena after, Cancellation cancellation) {
    if (bgr.isContinuous()) {
      return runStacked(bgr, 1, after, cancellation);
    }
    try (Mat packed = bgr.clone()) {
      return runStacked(packed, 1, after, cancellation);
    }
  }

  /**
   * Runs the network once over a batch of pictures of one size.
   *
   * @param pictures 8-bit BGR, stacked one below the other in one continuous Mat
   * @param count the number of pictures; the Mat's height is a multiple of it
   * @param after the treatment of the engine's memory
   * @param cancellation stops the run
   * @return the network's pictures, stacked the same way; the caller closes it
   * @throws KatongException.Engine if the run fails
   * @throws KatongException.OutOfMemory if there was not enough memory for it
   * @throws KatongException.Cancelled if it was stopped
   */
  public Mat runStacked(Mat pictures, int count, Arena after, Cancellation cancellation) {
    if (count < 1 || pictures.rows() % count != 0 || !pictures.isContinuous()) {
      throw new IllegalArgumentException(
          pictures.rows() + " rows are not a stack of " + count + " pictures");
    }
    return joint == null
        ? runAlone(pictures, count, after, cancellation)
        : joint.run(pictures, count, after, cancellation);
  }

  private Mat runAlone(Mat pictures, int count, Arena after, Cancellation cancellation) {
    Mat output = new Mat(scale * pictures.rows(), scale * pictures.cols(), CV_8UC3);
    try {
      run(pictures, output, count, after, cancellation);
      return output;
    } catch (RuntimeException e) {
      output.close();
      throw e;
    }
  }

  /** Reads from and writes to the Mats' own memory; no pixel is copied on the Java side. */
  private void run(Mat in, Mat out, int count, Arena after, Cancellation cancellation) {
    int height = in.rows() / count;
    long[] shape = {count, height, in.cols(), CHANNELS};
    long[] drawn = {count, (long) scale * height, (long) scale * in.cols(), CHANNELS};
    OrtEnvironment environment = Engine.environment();
    try (RunOptions options = runOptions(after);
        OnnxTensor source =
            OnnxTensor.createTensor(environment, bytes(in), shape, OnnxJavaType.UINT8);
        OnnxTensor target =
            OnnxTensor.createTensor(environment, bytes(out), drawn, OnnxJavaType.UINT8);
        Cancellation.Watch watch = cancellation.onCancel(() -> stop(options));
        OrtSession.Result result =
            session.run(Map.of(input, source), Set.of(), Map.of(output, target), options)) {
      if (result.size() != 1) {
        throw new KatongException.Engine(name + " gave " + result.size() + " outputs", null);
      }
    } catch (OrtException e) {
      cancellation.check();
      if (NativeMemory.ranOut(e)) {
        throw new KatongException.OutOfMemory(
            "memory ran out while %s drew %d×%d pixels; the machine has less than was planned for"
                .formatted(name, in.cols(), in.rows()),
            KatongException.Remedy.LOWER_BUDGET,
            e);
      }
      throw new KatongException.Engine(
          "%s failed on %d×%d pixels: %s".formatted(name, in.cols(), height, inOneLine(e)), e);
    }
  }

  private RunOptions runOptions(Arena after) throws OrtException {
    RunOptions options = new RunOptions();
    if (after == Arena.GIVEN_BACK) {
      options.addRunConfigEntry("memory.enable_memory_arena_shrinkage", arenas);
    }
    return options;
  }

  private static void stop(RunOptions run) {
    try {
      run.setTerminate(true);
    } catch (OrtException e) {
      throw new KatongException.Engine("a network cannot be stopped: " + inOneLine(e), e);
    }
  }

  /** The factor by which the network's picture is wider and higher than the frame. */
  public int scale() {
    return scale;
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

  private static int scale(OrtSession session) throws OrtException {
    String scale = session.getMetadata().getCustomMetadata().getOrDefault(SCALE, "1");
    try {
      int number = Integer.parseInt(scale);
      if (number >= 1 && number <= NetworkFacts.MOST_SCALE) {
        return number;
      }
    } catch (NumberFormatException e) {
      // As wrong as any other.
    }
    throw new IllegalArgumentException("it enlarges '%s' times".formatted(scale));
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
