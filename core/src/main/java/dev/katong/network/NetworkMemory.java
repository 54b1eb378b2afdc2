package dev.katong.network;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.KatongException;
import dev.katong.KatongException.BadModel;
import dev.katong.memory.MemoryModel;
import dev.katong.memory.NativeHeap;
import dev.katong.memory.ResidentMemory;
import dev.katong.network.MemoryFit.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * The memory that a network takes: measured by running it in this process, else estimated from its
 * graph.
 */
public final class NetworkMemory {
  /**
   * Height and width in pixels of the runs that are measured; of growing size. Tensors whose sizes
   * are powers of two fit the engine's arena worst of all; one such is among them.
   */
  private static final int[][] FRAMES = {
    {256, 256}, {448, 448}, {512, 512}, {576, 576}, {640, 768}
  };

  /** Tells whether a larger run is bearable; its own numbers do not count. */
  private static final int WARM_UP_SIDE = 128;

  /** No further run is begun that may end later than this. */
  private static final double MOST_SECONDS = 6;

  /** No run is begun that might take more. */
  private static final double MOST_BYTES = 2e9;

  private static final int ATTEMPTS = 5;

  /** The pause between two attempts. */
  private static final long PAUSE_NANOS = 100_000_000;

  /** The process stands still if it changes by less than this, or this part of a run's peak. */
  private static final long STILL_BYTES = 4 << 20;

  private static final double STILL_PART = 0.05;

  /**
   * The ratio of a run's memory to the tensors that live at once; it covers workspaces and holes in
   * the engine's arena. The measured networks took 1.3 to 2.8 times the memory of their live
   * tensors.
   */
  private static final double RUN_BY_LIVE = 1.8;

  /** Numbers that live at once by pixel, where nothing is known; DCT-Net has 76. */
  private static final double UNKNOWN_LIVE_NUMBERS = 100;

  /** The same for the worst shapes. */
  private static final double MOST_BY_LIVE = 2.2;

  /** The memory of a loaded network: this times its constants, plus {@link #LOADED_EMPTY}. */
  private static final double LOADED_BY_CONSTANTS = 1.25;

  private static final long LOADED_EMPTY = 2_000_000;

  private NetworkMemory() {}

  /** The model measured with this process's engine on the processor, else an estimate. */
  public static MemoryModel of(NetworkFacts facts, Precision precision) {
    return MeasuredMemory.find(facts.memory(), Device.Kind.CPU, precision)
        .orElseGet(() -> estimate(facts, precision));
  }

  /** An estimate from the graph; within a factor of 1.6 for the networks that were measured. */
  public static MemoryModel estimate(NetworkFacts facts, Precision precision) {
    double live =
        facts.liveBytesPerPixel().getOrDefault(precision, UNKNOWN_LIVE_NUMBERS * precision.bytes());
    double constants = (double) facts.parameters() * precision.bytes();
    return new MemoryModel(
        LOADED_EMPTY + Math.round(LOADED_BY_CONSTANTS * constants),
        RUN_BY_LIVE * live,
        MOST_BY_LIVE * live);
  }

  /**
   * Loads a network and runs it at a few sizes up to 640×768 pixels; DCT-Net takes 2 s on two
   * cores. Other work of the process meanwhile distorts the numbers.
   *
   * @param model an ONNX file's bytes
   * @param name the network's name in messages
   * @param multipleOf the sides of a frame are multiples of this, in pixels
   * @param threads the most threads of one run, at least 1
   * @return empty where the platform does not tell, another watch was open meanwhile, or memory
   *     grows faster than the frame
   * @throws BadModel if the bytes are no network that can be loaded
   * @throws KatongException.Engine if a run fails
   */
  public static Optional<MemoryModel> measure(
      byte[] model, String name, int multipleOf, int threads) {
    if (ResidentMemory.now().isEmpty()) {
      return Optional.empty();
    }
    System.gc();
    List<Run> runs;
    long loaded;
    try (Network network = Network.load(model, name, threads)) {
      runs = runs(network, multipleOf);
      loaded = settled();
    }
    // Taken as what closing gives back, since by now nothing else of the process comes or goes.
    long fixed = Math.max(0, loaded - settled());
    return runs.isEmpty() ? Optional.empty() : MemoryFit.of(fixed, runs);
  }

  /**
   * The same for a device with memory of its own, whose engine keeps the memory of a run until it
   * is asked to return it. The memory used after a run is therefore the peak of the run. Other
   * programs that use the device meanwhile distort the numbers.
   *
   * @param target the device that runs the network
   * @param used bytes of the device's memory that are in use now
   * @return empty where the device does not tell, or memory grows faster than the frame
   * @throws BadModel if the bytes are no network that can be loaded
   * @throws KatongException.Engine if a run fails
   */
  public static Optional<MemoryModel> measure(
      byte[] model,
      String name,
      int multipleOf,
      ExecutionTarget target,
      Supplier<OptionalLong> used) {
    OptionalLong before = used.get();
    if (before.isEmpty()) {
      return Optional.empty();
    }
    try (Network network = Network.load(model, name, target, BatchingPolicy.ALONE);
        Mat small = frame(WARM_UP_SIDE, WARM_UP_SIDE, multipleOf)) {
      network.run(small, Network.Arena.GIVEN_BACK).close();
      long loaded = used.get().orElse(0);
      List<Run> runs = new ArrayList<>();
      for (int[] side : FRAMES) {
        try (Mat frame = frame(side[0], side[1], multipleOf)) {
          network.run(frame, Network.Arena.KEPT).close();
          runs.add(new Run(frame.total(), Math.max(0, used.get().orElse(0) - loaded)));
        }
        network.run(small, Network.Arena.GIVEN_BACK).close();
      }
      return MemoryFit.of(Math.max(0, loaded - before.getAsLong()), runs);
    }
  }

  /** The measured runs; empty if one could not be measured. */
  private static List<Run> runs(Network network, int multipleOf) {
    Run last;
    try (Mat frame = frame(WARM_UP_SIDE, WARM_UP_SIDE, multipleOf)) {
      // The very first run loads and sets up what later ones find.
      network.run(frame).close();
      OptionalLong peak = peakOfRun(network, frame);
      if (peak.isEmpty()) {
        return List.of();
      }
      last = new Run(frame.total(), peak.getAsLong());
    }
    List<Run> runs = new ArrayList<>();
    long start = System.nanoTime();
    double secondsPerPixel = 0;
    for (int[] side : FRAMES) {
      try (Mat frame = frame(side[0], side[1], multipleOf)) {
        long pixels = frame.total();
        double growth = (double) pixels / last.pixels();
        // Attention's weights grow with the square of the pixels.
        if (last.bytes() * growth * growth > MOST_BYTES
            || seconds(start) + secondsPerPixel * pixels > MOST_SECONDS) {
          break;
        }
        long runStart = System.nanoTime();
        OptionalLong peak = peakOfRun(network, frame);
        secondsPerPixel = seconds(runStart) / pixels;
        if (peak.isEmpty()) {
          return List.of();
        }
        last = new Run(pixels, peak.getAsLong());
        runs.add(last);
      }
    }
    return runs;
  }

  /**
   * The peak memory of one run in bytes, its output included. Empty if it cannot be measured, or
   * the rest of the process grew or shrank at every attempt, as a Java heap does some time after a
   * collection.
   */
  private static OptionalLong peakOfRun(Network network, Mat frame) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long before = settled();
      try (ResidentMemory.Watch watch = ResidentMemory.watch()) {
        long begin = watch.peak().orElse(Long.MAX_VALUE);
        network.run(frame, Network.Arena.GIVEN_BACK).close();
        long peak = Math.max(0, watch.peak().orElse(0) - before);
        if (!watch.alone()) {
          return OptionalLong.empty();
        }
        double still = Math.max(STILL_BYTES, STILL_PART * peak);
        if (begin - before < still && Math.abs(settled() - before) < still) {
          return OptionalLong.of(peak);
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return OptionalLong.empty();
  }

  /** The resident memory after free memory was returned to the system. */
  private static long settled() {
    NativeHeap.trim();
    return ResidentMemory.now().orElse(0);
  }

  private static Mat frame(int height, int width, int multipleOf) {
    try (Scalar grey = new Scalar(128, 128, 128, 0)) {
      return new Mat(roundedUp(height, multipleOf), roundedUp(width, multipleOf), CV_8UC3, grey);
    }
  }

  private static int roundedUp(int pixels, int multipleOf) {
    return (pixels + multipleOf - 1) / multipleOf * multipleOf;
  }

  private static double seconds(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }
}
