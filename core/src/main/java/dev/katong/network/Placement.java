package dev.katong.network;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a network runs, and what it may take there. Needed to load one.
 *
 * @param threads how many threads of the processor one run may use, at least 1
 * @param memory bytes of the device's memory that runs of the network may take at the most; of no
 *     meaning on the processor
 * @param precision of the network's arithmetic
 * @param cache the folder for what a device compiles; null to keep nothing
 */
public record Placement(
    Device device, int threads, long memory, Precision precision, @Nullable Path cache) {

  public Placement {
    if (threads < 1) {
      throw new IllegalArgumentException("a run has at least 1 thread, not " + threads);
    }
  }

  /** On the processor. */
  public static Placement onProcessor(int threads) {
    return new Placement(Device.CPU, threads, Long.MAX_VALUE, Precision.FP32, null);
  }

  /** The same place for a network of another precision. */
  public Placement precision(Precision other) {
    return new Placement(device, threads, memory, other, cache);
  }
}
