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
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * How much memory a network takes: measured by running it in this process, else estimated from its
 * graph.
 */
public final class NetworkMemory {
  /** Height and width in pixels of the runs that are measured; of growing size. */
  private static final int[][] FRAMES = {{256, 256}, {512, 512}, {640, 768}};

  /** Threads and kernels are set up by a first run of this side; it is not measured. */
  private static final int WARM_UP_SIDE = 128;

  /** No further run is begun that may end later than this. */
  private static final double MOST_SECONDS = 6;

  /** No run is begun that might take more. */
  private static final double MOST_BYTES = 2e9;

  /** A peak above the present by more, when a watch opens, was not set back by the kernel. */
  private static final long PEAK_SLACK = 2 << 20;

  /**
   * What a run takes beyond the tensors that live at once: workspaces, and holes in the engine's
   * arena. The networks measured took 1.3 to 2.6 times as much as lives in place.
   */
  private static final double RUN_BY_LIVE = 1.8;

  /** What a loaded network takes beyond its constants, as a part of them and in bytes. */
  private static final double LOADED_BY_CONSTANTS = 1.25;

  private static final long LOADED_EMPTY = 2_000_000;

  private NetworkMemory() {}

  /** What was measured with this process's engine, else an estimate. */
  public static MemoryModel of(NetworkFacts facts, Precision precision) {
    return MeasuredMemory.find(facts.memory(), precision)
        .orElseGet(() -> estimate(facts, precision));
  }

  /**
   * An estimate from the graph; it was within a factor of 1.6 for the networks that were measured.
   *
   * @throws BadModel if the facts tell no live bytes at that precision
   */
  public static MemoryModel estimate(NetworkFacts facts, Precision precision) {
    Double live = facts.liveBytesPerPixel().get(precision);
    if (live == null) {
      throw new BadModel("style.json lacks facts.liveBytesPerPixel at " + precision.label());
    }
    double constants = (double) facts.parameters() * precision.bytes();
    return new MemoryModel(
        LOADED_EMPTY + Math.round(LOADED_BY_CONSTANTS * constants), RUN_BY_LIVE * live);
  }

  /**
   * Loads a network and runs it at a few sizes up to 640×768 pixels; DCT-Net takes 2 s on two
   * cores. Other work of the process meanwhile distorts the numbers.
   *
   * @param model an ONNX file's bytes
   * @param name what messages call the network
   * @param multipleOf of what the sides of a frame must be a multiple, in pixels
   * @param threads how many threads one run may use, at least 1
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
    // What the process itself needs for its first network is not this network's.
    try (Network first = Network.load(model, name, threads);
        Mat frame = frame(WARM_UP_SIDE, WARM_UP_SIDE, multipleOf)) {
      first.run(frame).close();
    }
    System.gc();
    long before = settled();
    try (Network network = Network.load(model, name, threads);
        Mat frame = frame(WARM_UP_SIDE, WARM_UP_SIDE, multipleOf)) {
      OptionalLong small = peakOfRun(network, frame);
      if (small.isEmpty()) {
        return Optional.empty();
      }
      long loaded = Math.max(0, settled() - before);
      List<Run> runs = runs(network, multipleOf, new Run(frame.total(), small.getAsLong()));
      return runs.isEmpty() ? Optional.empty() : MemoryFit.of(loaded, runs);
    }
  }

  /**
   * The measured runs; empty if one could not be measured.
   *
   * @param small the run before them
   */
  private static List<Run> runs(Network network, int multipleOf, Run small) {
    List<Run> runs = new ArrayList<>();
    Run last = small;
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

  /** What one run takes at its worst moment, the picture that it gives included; bytes. */
  private static OptionalLong peakOfRun(Network network, Mat frame) {
    long before = settled();
    try (ResidentMemory.Watch watch = ResidentMemory.watch()) {
      if (watch.peak().orElse(Long.MAX_VALUE) - before > PEAK_SLACK) {
        return OptionalLong.empty();
      }
      network.run(frame, Network.Arena.GIVEN_BACK).close();
      OptionalLong peak = watch.peak();
      return watch.alone() && peak.isPresent()
          ? OptionalLong.of(Math.max(0, peak.getAsLong() - before))
          : OptionalLong.empty();
    }
  }

  /** What is resident without memory that is free but kept. */
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
