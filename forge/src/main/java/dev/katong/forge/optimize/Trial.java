package dev.katong.forge.optimize;

import dev.katong.forge.quality.Comparison;
import dev.katong.memory.NativeMemory;
import dev.katong.network.Device;
import dev.katong.network.Engine;
import dev.katong.network.Network;
import dev.katong.network.Network.Arena;
import dev.katong.style.StyleVariant.Quality;
import dev.katong.style.StyleVariant.Speed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Compares a smaller network with the style's own in one process: their pictures and their times.
 */
final class Trial implements AutoCloseable {
  private static final int ROUNDS = 9;

  private final Network own;
  private final Network smaller;

  /** Loads both; they are ONNX files' bytes. */
  Trial(String name, byte[] own, byte[] smaller) {
    int threads = Engine.defaultThreads();
    this.own = Network.load(own, "the " + name, threads);
    try {
      this.smaller = Network.load(smaller, "the smaller " + name, threads);
    } catch (RuntimeException e) {
      this.own.close();
      throw e;
    }
  }

  /** The closeness of the smaller network's pictures, for each kind of picture. */
  List<Comparison> compare(List<List<Mat>> kinds) {
    return kinds.stream().map(pictures -> Comparison.of(smaller, own, pictures)).toList();
  }

  /** The worst kind's numbers. */
  static Quality quality(List<Comparison> kinds) {
    return new Quality(
        least(kinds, kind -> kind.mean().psnr()),
        least(kinds, kind -> kind.mean().ssim()),
        least(kinds, kind -> kind.worst().psnr()),
        kinds.stream().mapToInt(kind -> kind.pictures().size()).sum());
  }

  private static double least(List<Comparison> kinds, ToDoubleFunction<Comparison> measure) {
    return kinds.stream().mapToDouble(measure).min().orElseThrow();
  }

  /**
   * The speed of the smaller network: the median of the ratios of runs that follow each other, so
   * that other load of the machine affects both.
   */
  Speed speed(Mat frame) {
    List<Double> ratios = new ArrayList<>();
    millis(own, frame);
    millis(smaller, frame);
    for (int round = 0; round < ROUNDS; round++) {
      double first = millis(round % 2 == 0 ? own : smaller, frame);
      double second = millis(round % 2 == 0 ? smaller : own, frame);
      ratios.add(round % 2 == 0 ? second / first : first / second);
    }
    return new Speed(
        Device.CPU.label(),
        median(ratios.stream().mapToDouble(Double::doubleValue)),
        "%d×%d pixels, %d threads, ONNX Runtime %s, median of %d"
            .formatted(
                frame.cols(), frame.rows(), Engine.defaultThreads(), Engine.version(), ROUNDS));
  }

  private static double millis(Network network, Mat frame) {
    long start = System.nanoTime();
    network.run(frame, Arena.KEPT).close();
    return (System.nanoTime() - start) / 1e6;
  }

  static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  @Override
  public void close() {
    NativeMemory.release(own, smaller);
  }
}
