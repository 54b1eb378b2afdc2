package dev.katong.runtime;

import dev.katong.RequestContext;
import dev.katong.plan.MemoryDemand;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Admits a picture and gives its place back, while other clients' pictures are in work. */
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AdmissionQueueBenchmark {
  /** The number of pictures in work, of a client each. */
  @Param({"0", "8", "64"})
  public int inWork;

  private AdmissionQueue queue = queue(1);

  @Setup
  public void fill() {
    queue = queue(inWork + 1);
    IntStream.range(0, inWork).forEach(i -> admit("client " + i));
  }

  private static AdmissionQueue queue(int slots) {
    return new AdmissionQueue(slots, 0, AdmissionQueue.Capacity.UNLIMITED);
  }

  private AdmissionQueue.Permit admit(String client) {
    return queue.admit(MemoryDemand.NONE, RequestContext.DEFAULTS.client(client));
  }

  @Benchmark
  public boolean admit() {
    try (AdmissionQueue.Permit permit = admit("another")) {
      return permit.wasShared();
    }
  }
}
