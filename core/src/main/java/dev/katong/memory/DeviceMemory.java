package dev.katong.memory;

/**
 * The memory of a device that has its own, such as a graphics card, seen at one moment. Memory used
 * by other programs counts as used.
 *
 * @param totalBytes of the device
 * @param freeBytes unused bytes, 0..{@code totalBytes}
 */
public record DeviceMemory(long totalBytes, long freeBytes) {
  private static final long LARGEST_DEFAULT_BUDGET = 4L << 30;

  public DeviceMemory {
    if (freeBytes < 0 || freeBytes > totalBytes) {
      throw new IllegalArgumentException(
          "%d bytes free of %d: the first must be part of the second"
              .formatted(freeBytes, totalBytes));
    }
  }

  /** The used memory in bytes. */
  public long usedBytes() {
    return totalBytes - freeBytes;
  }

  /**
   * The default budget in bytes: half of the free memory, at most 4 GB, which is enough for the
   * largest tiles. The rest is left to the desktop and to other programs.
   */
  public long defaultBudget() {
    return Math.min(freeBytes / 2, LARGEST_DEFAULT_BUDGET);
  }
}
