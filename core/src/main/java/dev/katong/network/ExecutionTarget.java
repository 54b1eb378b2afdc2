package dev.katong.network;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The device that a network is loaded for, with its limits there.
 *
 * @param threads the most threads of the processor for one run, at least 1
 * @param memory the most bytes of the device's memory for runs of the network; ignored on the
 *     processor
 * @param precision of the network's arithmetic
 * @param cache the folder for what a device compiles; null to keep nothing
 */
public record ExecutionTarget(
    Device device, int threads, long memory, Precision precision, @Nullable Path cache) {

  public ExecutionTarget {
    if (threads < 1) {
      throw new IllegalArgumentException("a run has at least 1 thread, not " + threads);
    }
  }

  /** The processor. */
  public static ExecutionTarget onProcessor(int threads) {
    return new ExecutionTarget(Device.CPU, threads, Long.MAX_VALUE, Precision.FP32, null);
  }

  /** Returns this target for a network of another precision. */
  public ExecutionTarget precision(Precision other) {
    return new ExecutionTarget(device, threads, memory, other, cache);
  }
}
