package dev.katong.network;

import dev.katong.memory.MemoryModel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds the affine model behind measured runs. What a run takes depends on its shape too, because
 * freed blocks of the engine's arena fit the next tensors well or badly: DCT-Net takes 470 to 610
 * bytes a pixel, a network of many tensors of one size 100 to 170. So the slope is the mean of the
 * larger runs without the highest of them, which is kept separately. The constant is the memory of
 * the smallest run beyond that.
 */
final class MemoryFit {
  /** The factor by which a shape may take more than the worst of those that were run. */
  private static final double MARGIN = 1.08;

  /** A model by pixel is of no use where a run takes so much more by pixel than the smallest. */
  private static final double MOST_GROWTH = 2;

  private MemoryFit() {}

  /**
   * One run.
   *
   * @param pixels at least 1
   * @param bytes its peak on top of the loaded network
   */
  record Run(long pixels, long bytes) {
    double perPixel() {
      return (double) bytes / pixels;
    }
  }

  /**
   * The model of a network.
   *
   * @param loadedBytes the memory of the loaded network
   * @param runs at least one; of growing size
   * @return empty if memory grows faster than the frame
   */
  static Optional<MemoryModel> of(long loadedBytes, List<Run> runs) {
    Run smallest = runs.get(0);
    Run largest = runs.get(runs.size() - 1);
    if (largest.perPixel() > MOST_GROWTH * smallest.perPixel()) {
      return Optional.empty();
    }
    List<Run> larger = runs.size() == 1 ? runs : runs.subList(1, runs.size());
    double[] perPixels = larger.stream().mapToDouble(Run::perPixel).sorted().toArray();
    double highest = perPixels[perPixels.length - 1];
    double perPixel =
        Arrays.stream(perPixels, 0, Math.max(1, perPixels.length - 1)).average().orElseThrow();
    double constant = Math.max(0, smallest.bytes() - perPixel * smallest.pixels());
    return Optional.of(
        new MemoryModel(loadedBytes + Math.round(constant), perPixel, MARGIN * highest));
  }
}
