package dev.katong.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.Cancellation;
import dev.katong.KatongException;
import dev.katong.KatongException.Cancelled;
import dev.katong.KatongException.OutOfMemory;
import dev.katong.fixture.PictureAssert;
import dev.katong.fixture.TinyNetworks;
import dev.katong.network.Network.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestBatcherTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Integer> counts = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void run_byAllThatAreDrawn_isOneRunAndEachGetsItsOwn() {
    try (Network network = Network.load(TinyNetworks.negative(), "the network", 1)) {
      RequestBatcher runs =
          new RequestBatcher(new BatchingPolicy(8, LONG, () -> 4), counting(network));
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int grey = 40 * i;
        int heads = i + 1;
        all.add(CompletableFuture.runAsync(() -> assertNegative(runs, grey, heads), threads));
      }
      all.forEach(CompletableFuture::join);
      assertThat(counts).containsExactly(1 + 2 + 3 + 4);
    }
  }

  @Test
  void run_alone_doesNotWait() {
    try (Network network = Network.load(TinyNetworks.negative(), "the network", 1)) {
      RequestBatcher runs =
          new RequestBatcher(new BatchingPolicy(8, LONG, () -> 1), counting(network));
      assertNegative(runs, 10, 1);
      assertNegative(runs, 200, 2);
      assertThat(counts).containsExactly(1, 2);
    }
  }

  @Test
  void run_ofAFullGroup_doesNotWaitForMore() {
    try (Network network = Network.load(TinyNetworks.negative(), "the network", 1)) {
      RequestBatcher runs =
          new RequestBatcher(new BatchingPolicy(2, LONG, () -> 3), counting(network));
      var first = CompletableFuture.runAsync(() -> assertNegative(runs, 1, 1), threads);
      assertNegative(runs, 2, 1);
      first.join();
      assertThat(counts).containsExactly(2);
    }
  }

  @Test
  void run_whoseTimeIsUp_goesWithoutTheOthers() {
    try (Network network = Network.load(TinyNetworks.negative(), "the network", 1)) {
      RequestBatcher runs =
          new RequestBatcher(
              new BatchingPolicy(8, Duration.ofMillis(20), () -> 2), counting(network));
      assertNegative(runs, 10, 1);
      assertThat(counts).containsExactly(1);
    }
  }

  @Test
  void run_forWhichMemoryRanOut_isDoneOneByOne() {
    try (Network network = Network.load(TinyNetworks.negative(), "the network", 1)) {
      RequestBatcher.Run narrow =
          (pictures, count, after, cancellation) -> {
            if (count > 1) {
              throw new OutOfMemory("memory ran out", KatongException.Remedy.LOWER_BUDGET, null);
            }
            return counting(network).of(pictures, count, after, cancellation);
          };
      RequestBatcher runs = new RequestBatcher(new BatchingPolicy(2, LONG, () -> 2), narrow);
      var first = CompletableFuture.runAsync(() -> assertNegative(runs, 1, 1), threads);
      assertNegative(runs, 2, 1);
      first.join();
      assertThat(counts).containsExactly(1, 1);
    }
  }

  @Test
  void run_thatFails_failsForAll() {
    RequestBatcher runs =
        new RequestBatcher(
            new BatchingPolicy(2, LONG, () -> 2),
            (pictures, count, after, cancellation) -> {
              throw new KatongException.Engine("broken", null);
            });
    AtomicInteger failed = new AtomicInteger();
    Runnable call =
        () ->
            assertThatThrownBy(() -> assertNegative(runs, 1, 1))
                .isInstanceOf(KatongException.Engine.class);
    var first =
        CompletableFuture.runAsync(
            () -> {
              call.run();
              failed.incrementAndGet();
            },
            threads);
    call.run();
    first.join();
    assertThat(failed).hasValue(1);
  }

  @Test
  void run_whoseCallerLeaves_goesOnForTheOthers() {
    try (Network network = Network.load(TinyNetworks.negative(), "the network", 1)) {
      RequestBatcher runs =
          new RequestBatcher(new BatchingPolicy(2, LONG, () -> 2), counting(network));
      Cancellation leaving = new Cancellation();
      leaving.cancel("not wanted any more");
      var other = CompletableFuture.runAsync(() -> assertNegative(runs, 1, 1), threads);
      try (Mat grey = grey(5, 1)) {
        assertThatThrownBy(() -> runs.run(grey, 1, Arena.KEPT, leaving))
            .isInstanceOf(Cancelled.class);
      }
      other.join();
      assertThat(counts).containsExactly(2);
    }
  }

  private RequestBatcher.Run counting(Network network) {
    return (pictures, count, after, cancellation) -> {
      counts.add(count);
      return network.runStacked(pictures, count, after, cancellation);
    };
  }

  private static void assertNegative(RequestBatcher runs, int grey, int count) {
    try (Mat pictures = grey(grey, count);
        Mat expected = grey(255 - grey, count);
        Mat drawn = runs.run(pictures, count, Arena.KEPT, Cancellation.NEVER)) {
      PictureAssert.assertThat(drawn).differsAtMostBy(expected, 0);
    }
  }

  private static Mat grey(int value, int count) {
    try (Scalar colour = Scalar.all(value)) {
      return new Mat(16 * count, 24, CV_8UC3, colour);
    }
  }
}
