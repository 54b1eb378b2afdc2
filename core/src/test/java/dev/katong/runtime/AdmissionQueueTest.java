package dev.katong.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.Cancellation;
import dev.katong.KatongException.Cancelled;
import dev.katong.KatongException.OverBudget;
import dev.katong.Priority;
import dev.katong.RequestContext;
import dev.katong.plan.MemoryDemand;
import dev.katong.runtime.AdmissionQueue.Permit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionQueueTest {
  private static final RequestContext SINGLE = RequestContext.DEFAULTS;
  private static final RequestContext BATCH = SINGLE.priority(Priority.BATCH);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> order = Collections.synchronizedList(new ArrayList<>());
  private final List<CompletableFuture<Void>> all = new ArrayList<>();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void admit_whileOthersWait_singlesGoFirstThenByArrival() {
    AdmissionQueue queue = counting(1);
    try (Permit first = queue.admit(MemoryDemand.NONE, BATCH)) {
      enqueue(queue, MemoryDemand.NONE, BATCH, "batch 1");
      enqueue(queue, MemoryDemand.NONE, SINGLE, "single 1");
      enqueue(queue, MemoryDemand.NONE, BATCH, "batch 2");
      enqueue(queue, MemoryDemand.NONE, SINGLE, "single 2");
    }
    all.forEach(CompletableFuture::join);
    assertThat(order).containsExactly("single 1", "single 2", "batch 1", "batch 2");
  }

  @Test
  void admit_ofManyPicturesOfOneClient_letsOthersTakeTurns() {
    AdmissionQueue queue = counting(1);
    try (Permit first = queue.admit(MemoryDemand.NONE, SINGLE)) {
      for (int i = 1; i <= 4; i++) {
        enqueue(queue, MemoryDemand.NONE, SINGLE.client("alice"), "alice " + i);
      }
      enqueue(queue, MemoryDemand.NONE, SINGLE.client("bob"), "bob 1");
      enqueue(queue, MemoryDemand.NONE, SINGLE.client("bob"), "bob 2");
      enqueue(queue, MemoryDemand.NONE, SINGLE.client("carol"), "carol 1");
    }
    all.forEach(CompletableFuture::join);
    assertThat(order)
        .containsExactly("alice 1", "bob 1", "carol 1", "alice 2", "bob 2", "alice 3", "alice 4");
  }

  @Test
  void admit_ofAClientThatWasServedLongAgo_goesBeforeOneThatHasMany() {
    AdmissionQueue queue = counting(1);
    Permit bobs = queue.admit(MemoryDemand.NONE, SINGLE.client("bob"));
    CompletableFuture<Permit> alices =
        CompletableFuture.supplyAsync(
            () -> queue.admit(MemoryDemand.NONE, SINGLE.client("alice")), threads);
    awaitWaiting(queue, 1);
    enqueue(queue, MemoryDemand.NONE, SINGLE.client("alice"), "alice 2");
    bobs.close();
    try (Permit held = alices.join()) {
      enqueue(queue, MemoryDemand.NONE, SINGLE.client("bob"), "bob 2");
      enqueue(queue, MemoryDemand.NONE, SINGLE.client("carol"), "carol 1");
    }
    all.forEach(CompletableFuture::join);
    assertThat(order).containsExactly("carol 1", "bob 2", "alice 2");
  }

  @Test
  void admit_whileSinglesKeepComing_letsBatchesHaveEveryFifthTurn() {
    AdmissionQueue queue = counting(1);
    try (Permit first = queue.admit(MemoryDemand.NONE, BATCH)) {
      for (int i = 1; i <= 2; i++) {
        enqueue(queue, MemoryDemand.NONE, BATCH, "batch " + i);
      }
      for (int i = 1; i <= 6; i++) {
        enqueue(queue, MemoryDemand.NONE, SINGLE, "single " + i);
      }
    }
    all.forEach(CompletableFuture::join);
    assertThat(order)
        .containsExactly(
            "single 1",
            "single 2",
            "single 3",
            "single 4",
            "batch 1",
            "single 5",
            "single 6",
            "batch 2");
  }

  @Test
  void admit_ofAClientWithNoPictureInWork_takesASlotForOthers() {
    AdmissionQueue queue = new AdmissionQueue(2, 1, AdmissionQueue.Capacity.UNLIMITED);
    Permit first = queue.admit(MemoryDemand.NONE, SINGLE.client("alice"));
    Permit second = queue.admit(MemoryDemand.NONE, SINGLE.client("alice"));
    enqueue(queue, MemoryDemand.NONE, SINGLE.client("alice"), "alice 3");
    assertThat(order).isEmpty();

    Permit bobs = queue.admit(MemoryDemand.NONE, SINGLE.client("bob"));
    assertThat(order).isEmpty();
    bobs.close();
    second.close();
    all.get(0).join();
    first.close();
  }

  @Test
  void admit_byManyThreads_admitsNoMoreThanTheSlotsAndBytes() {
    AdmissionQueue queue = new AdmissionQueue(4, 0, capacity(100, 50));
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger bytes = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger mostBytes = new AtomicInteger();
    for (int i = 0; i < 200; i++) {
      RequestContext context = (i % 2 == 0 ? SINGLE : BATCH).client("client " + i % 5);
      int need = 10 + i % 40;
      all.add(
          CompletableFuture.runAsync(
              () -> {
                try (Permit permit =
                    queue.admit(new MemoryDemand(need, need / 2, false), context)) {
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  mostBytes.accumulateAndGet(bytes.addAndGet(need), Math::max);
                  Thread.yield();
                  bytes.addAndGet(-need);
                  inside.decrementAndGet();
                }
              },
              threads));
    }
    all.forEach(CompletableFuture::join);
    assertThat(most).hasValueLessThanOrEqualTo(4);
    assertThat(mostBytes).hasValueLessThanOrEqualTo(100);
    assertThat(queue.waiting()).isZero();
    assertThat(queue.nativeBytes()).isZero();
  }

  @Test
  void admit_cancelledWhileWaiting_leavesTheQueue() {
    AdmissionQueue queue = counting(1);
    Cancellation cancellation = new Cancellation();
    try (Permit first = queue.admit(MemoryDemand.NONE, SINGLE)) {
      enqueue(queue, MemoryDemand.NONE, SINGLE.cancellation(cancellation), "cancelled");
      cancellation.cancel("it is no longer wanted");

      assertThatThrownBy(all.get(0)::join)
          .hasCauseInstanceOf(Cancelled.class)
          .hasMessageContaining("it is no longer wanted");
      assertThat(queue.waiting()).isZero();
    }
    queue.admit(MemoryDemand.NONE, SINGLE).close();
  }

  @Test
  void close_twice_givesBackOnce() {
    AdmissionQueue queue = counting(1);
    Permit permit = queue.admit(MemoryDemand.NONE, SINGLE);
    permit.close();
    Permit other = queue.admit(MemoryDemand.NONE, SINGLE);
    permit.close();

    enqueue(queue, MemoryDemand.NONE, SINGLE, "third");
    assertThat(all.get(0)).isNotDone();
    other.close();
    all.get(0).join();
  }

  @Test
  void admit_besideOthers_waitsForTheirMemory() {
    AdmissionQueue queue = new AdmissionQueue(9, 0, capacity(100, 100));
    Permit first = queue.admit(of(60), SINGLE);
    Permit second = queue.admit(of(40), SINGLE);
    enqueue(queue, of(1), SINGLE, "third");
    assertThat(order).isEmpty();
    second.close();
    all.get(0).join();
    first.close();
    assertThat(first.wasShared()).isTrue();
  }

  @Test
  void admit_besideOthers_waitsForTheirHeap() {
    AdmissionQueue queue = new AdmissionQueue(9, 0, capacity(100, 50));
    Permit first = queue.admit(new MemoryDemand(1, 30, false), SINGLE);
    enqueue(queue, new MemoryDemand(1, 21, false), SINGLE, "second");
    assertThat(order).isEmpty();
    first.close();
    all.get(0).join();
  }

  @Test
  void admit_ofALargePicture_isNotOvertakenBySmallOnes() {
    AdmissionQueue queue = new AdmissionQueue(9, 0, capacity(100, 100));
    Permit first = queue.admit(of(50), SINGLE);
    enqueue(queue, of(100), SINGLE.client("large"), "large");
    for (int i = 1; i <= 3; i++) {
      enqueue(queue, of(1), SINGLE.client("small"), "small " + i);
      enqueue(queue, of(1), BATCH.client("batch"), "batch " + i);
    }
    assertThat(order).as("memory is kept for the large one").isEmpty();
    first.close();
    all.forEach(CompletableFuture::join);
    assertThat(order.get(0)).isEqualTo("large");
  }

  @Test
  void admit_afterALargeOneIsCancelled_goesOn() {
    AdmissionQueue queue = new AdmissionQueue(9, 0, capacity(100, 100));
    Cancellation cancellation = new Cancellation();
    try (Permit first = queue.admit(of(50), SINGLE)) {
      enqueue(queue, of(90), SINGLE.cancellation(cancellation), "large");
      enqueue(queue, of(1), SINGLE, "small");
      cancellation.cancel("the client has gone");
      all.get(1).join();
    }
    assertThat(order).containsExactly("small");
  }

  @Test
  void admit_ofMoreThanTheShare_isAloneAndOfMoreThanThereIsRefused() {
    AdmissionQueue queue =
        new AdmissionQueue(
            9,
            0,
            new AdmissionQueue.Capacity() {
              @Override
              public long shareBytes() {
                return 100;
              }

              @Override
              public long freeBytes() {
                return 500;
              }

              @Override
              public long heapBytes() {
                return 50;
              }
            });
    try (Permit huge = queue.admit(of(400), SINGLE)) {
      enqueue(queue, of(1), SINGLE, "small");
      assertThat(order).isEmpty();
    }
    all.get(0).join();
    assertThatThrownBy(() -> queue.admit(of(501), SINGLE))
        .isInstanceOfSatisfying(
            OverBudget.class, failure -> assertThat(failure.leastBytes()).isEqualTo(501))
        .hasMessageContaining("takes 501 bytes, and 500 bytes are free");
    assertThatThrownBy(() -> queue.admit(new MemoryDemand(1, 51, false), SINGLE))
        .isInstanceOf(OverBudget.class)
        .hasMessageContaining("51 bytes of the Java heap");
  }

  @Test
  void admit_alone_waitsUntilAllAreFinishedAndKeepsOthersOut() {
    AdmissionQueue queue = new AdmissionQueue(9, 0, capacity(100, 100));
    Permit first = queue.admit(of(1), SINGLE);
    CompletableFuture<Permit> alone =
        CompletableFuture.supplyAsync(
            () -> queue.admit(new MemoryDemand(1, 0, true), SINGLE), threads);
    awaitWaiting(queue, 1);
    first.close();
    Permit lonely = alone.join();
    enqueue(queue, of(1), SINGLE, "next");
    assertThat(order).isEmpty();
    assertThat(lonely.wasShared()).isFalse();
    lonely.close();
    all.get(0).join();
  }

  @Test
  void finish_givesTheSlotBackAndKeepsTheCartoonsBytes() {
    AdmissionQueue queue = new AdmissionQueue(1, 0, capacity(100, 100));
    Permit first = queue.admit(new MemoryDemand(80, 100, false), SINGLE);
    first.finish(30);
    assertThat(queue.nativeBytes()).isEqualTo(30);
    try (Permit second = queue.admit(new MemoryDemand(70, 100, false), SINGLE)) {
      assertThat(queue.nativeBytes()).isEqualTo(100);
    }
    queue.admit(of(100), SINGLE).close();
    first.close();
    assertThat(queue.nativeBytes()).isZero();
  }

  private static MemoryDemand of(long bytes) {
    return new MemoryDemand(bytes, 0, false);
  }

  private static AdmissionQueue counting(int slots) {
    return new AdmissionQueue(slots, 0, AdmissionQueue.Capacity.UNLIMITED);
  }

  private static AdmissionQueue.Capacity capacity(long nativeBytes, long heapBytes) {
    return new AdmissionQueue.Capacity() {
      @Override
      public long shareBytes() {
        return nativeBytes;
      }

      @Override
      public long freeBytes() {
        return nativeBytes;
      }

      @Override
      public long heapBytes() {
        return heapBytes;
      }
    };
  }

  /** Has another thread wait for a permit; it notes its name while it has one. */
  private void enqueue(
      AdmissionQueue queue, MemoryDemand demand, RequestContext context, String name) {
    int before = queue.waiting();
    CompletableFuture<Void> done =
        CompletableFuture.runAsync(
            () -> {
              try (Permit permit = queue.admit(demand, context)) {
                order.add(name);
              }
            },
            threads);
    all.add(done);
    awaitWaiting(queue, before + 1);
  }

  private static void awaitWaiting(AdmissionQueue queue, int waiting) {
    while (queue.waiting() < waiting) {
      Thread.onSpinWait();
    }
  }
}
