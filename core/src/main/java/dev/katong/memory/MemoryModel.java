package dev.katong.memory;

import dev.katong.KatongException.BadModel;

/**
 * The resident memory of a network: {@code fixedBytes + bytesPerPixel · pixels}, affine because
 * every tensor of a convolutional network grows with the frame or not at all.
 *
 * @param fixedBytes the memory of the loaded network; at least 0
 * @param bytesPerPixel the memory that one run adds, by pixel of all pictures of the run, its
 *     output included; at least 0
 * @param mostBytesPerPixel a bound of the same, for the shapes that fit the engine's allocator
 *     worst; at least {@code bytesPerPixel}
 */
public record MemoryModel(long fixedBytes, double bytesPerPixel, double mostBytesPerPixel) {

  public MemoryModel {
    if (fixedBytes < 0
        || !(bytesPerPixel >= 0)
        || !(mostBytesPerPixel >= bytesPerPixel)
        || Double.isInfinite(mostBytesPerPixel)) {
      throw new BadModel(
          "a network takes %d bytes, and %s to %s by pixel; none can be less than 0"
              .formatted(fixedBytes, bytesPerPixel, mostBytesPerPixel));
    }
  }

  /**
   * The memory that a run over {@code pixels} is expected to add to the loaded network, in bytes.
   */
  public long ofRun(long pixels) {
    return Math.round(bytesPerPixel * pixels);
  }

  /** The most memory that a run over {@code pixels} adds to the loaded network, in bytes. */
  public long ofWorstRun(long pixels) {
    return Math.round(mostBytesPerPixel * pixels);
  }

  /** The most pixels of a run that adds at most {@code bytes}. */
  public long pixelsWithin(long bytes) {
    return mostBytesPerPixel == 0
        ? Long.MAX_VALUE
        : (long) (Math.max(0, bytes) / mostBytesPerPixel);
  }
}
