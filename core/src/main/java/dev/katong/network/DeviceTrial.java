package dev.katong.network;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.Cancellation;
import dev.katong.KatongException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Proves that a device can draw: runs a tiny network on it and compares its numbers with those that
 * it must give. What a library offers by name fails in many ways as soon as it is used.
 *
 * <p>The network is one convolution of 3×3 ones over each colour, the frame padded with zeros; so
 * each value is the sum of the nine around it, whole numbers that any precision holds, and half of
 * one, which makes up for what fast convolutions lose. The convolution has CUDA load cuDNN, which
 * it does not do before.
 */
final class DeviceTrial {
  /** Written by {@code TinyNetworks.sums()} of the tests. */
  static final String NETWORK = "trial.onnx";

  static final int SIDE = 8;

  private static final int COLOURS = 3;

  /** The memory limit in bytes, which includes libraries' workspaces. */
  private static final long MEMORY = 512L << 20;

  private DeviceTrial() {}

  /**
   * Runs the network.
   *
   * @throws KatongException if the device cannot be used
   */
  static void run(Device device) {
    ExecutionTarget target = new ExecutionTarget(device, 1, MEMORY, Precision.FP32, null);
    String name = "the trial of " + device.label();
    // CoreML takes no bytes, and DirectML leaves small work to the processor; both are no less use.
    try (Network network =
            device.kind().nvidia()
                ? Network.loadWithoutHelp(network(), name, target)
                : Network.load(network(), name, target, BatchingPolicy.ALONE);
        Mat frame = new Mat(SIDE, SIDE, CV_8UC3)) {
      byte[] pixels = pixels();
      bytes(frame).put(pixels);
      try (Mat drawn = network.runStacked(frame, 1, Network.Arena.GIVEN_BACK, Cancellation.NEVER)) {
        compare(pixels, bytes(drawn));
      }
    }
  }

  static byte[] network() {
    try (InputStream file = DeviceTrial.class.getResourceAsStream(NETWORK)) {
      if (file == null) {
        throw new IllegalStateException("the jar lacks " + NETWORK);
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] pixels() {
    byte[] pixels = new byte[SIDE * SIDE * COLOURS];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % 28);
    }
    return pixels;
  }

  private static void compare(byte[] pixels, ByteBuffer drawn) {
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        for (int colour = 0; colour < COLOURS; colour++) {
          int expected = sum(pixels, x, y, colour);
          int given = drawn.get((y * SIDE + x) * COLOURS + colour) & 0xff;
          if (given != expected) {
            throw new KatongException.Engine(
                "it computes wrongly: %d where %d is right".formatted(given, expected), null);
          }
        }
      }
    }
  }

  private static int sum(byte[] pixels, int x, int y, int colour) {
    int sum = 0;
    for (int row = Math.max(0, y - 1); row <= Math.min(SIDE - 1, y + 1); row++) {
      for (int column = Math.max(0, x - 1); column <= Math.min(SIDE - 1, x + 1); column++) {
        sum += pixels[(row * SIDE + column) * COLOURS + colour];
      }
    }
    return sum;
  }

  private static ByteBuffer bytes(Mat mat) {
    BytePointer data = mat.data();
    return data.limit(mat.total() * mat.elemSize()).asByteBuffer();
  }
}
