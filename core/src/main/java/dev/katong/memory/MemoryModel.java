package dev.katong.memory;

import dev.katong.KatongException.BadModel;

/**
 * The resident memory of a network: {@code fixedBytes + bytesPerPixel · pixels}, affine because
 * every tensor of a convolutional network grows with the frame or not at all.
 *
 * @param fixedBytes what the network takes once it is loaded; at least 0
 * @param bytesPerPixel what one run takes on top, by pixel of all pictures of the run, the pictures
 *     that it gives included; at least 0
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

  /** What a run over so many pixels is expected to take, on top of the loaded network; bytes. */
  public long ofRun(long pixels) {
    return Math.round(bytesPerPixel * pixels);
  }

  /** What a run over so many pixels takes at the most, on top of the loaded network; bytes. */
  public long ofWorstRun(long pixels) {
    return Math.round(mostBytesPerPixel * pixels);
  }

  /** How many pixels a run may have that takes at most so many bytes. */
  public long pixelsWithin(long bytes) {
    return mostBytesPerPixel == 0
        ? Long.MAX_VALUE
        : (long) (Math.max(0, bytes) / mostBytesPerPixel);
  }
}
