package dev.katong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.Cancelled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void take_whileOthersWait_singlesGoFirstThenByArrival() {
    Turns turns = new Turns(1);
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Void>> all = new ArrayList<>();
    try (Turns.Turn first = turns.take(Priority.BATCH, Cancellation.NEVER)) {
      all.add(queued(turns, Priority.BATCH, "batch 1", order));
      all.add(queued(turns, Priority.SINGLE, "single 1", order));
      all.add(queued(turns, Priority.BATCH, "batch 2", order));
      all.add(queued(turns, Priority.SINGLE, "single 2", order));
    }
    all.forEach(CompletableFuture::join);
    assertThat(order).containsExactly("single 1", "single 2", "batch 1", "batch 2");
  }

  private CompletableFuture<Void> queued(
      Turns turns, Priority priority, String name, List<String> order) {
    int before = turns.waiting();
    CompletableFuture<Void> done =
        CompletableFuture.runAsync(
            () -> {
              try (Turns.Turn turn = turns.take(priority, Cancellation.NEVER)) {
                order.add(name);
              }
            },
            threads);
    while (turns.waiting() == before) {
      Thread.onSpinWait();
    }
    return done;
  }

  @Test
  void take_byManyThreads_letsNoMoreInThanMayBe() {
    Turns turns = new Turns(3);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Priority priority = Priority.values()[i % 2];
      all.add(
          CompletableFuture.runAsync(
              () -> {
                try (Turns.Turn turn = turns.take(priority, Cancellation.NEVER)) {
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  Thread.yield();
                  inside.decrementAndGet();
                }
              },
              threads));
    }
    all.forEach(CompletableFuture::join);
    assertThat(most).hasValueLessThanOrEqualTo(3);
    assertThat(turns.waiting()).isZero();
  }

  @Test
  void take_cancelledWhileWaiting_leavesTheQueue() {
    Turns turns = new Turns(1);
    Cancellation cancellation = new Cancellation();
    try (Turns.Turn first = turns.take(Priority.SINGLE, Cancellation.NEVER)) {
      CompletableFuture<Void> waiting =
          CompletableFuture.runAsync(
              () -> turns.take(Priority.SINGLE, cancellation).close(), threads);
      while (turns.waiting() == 0) {
        Thread.onSpinWait();
      }
      cancellation.cancel("nobody wants it any more");

      assertThatThrownBy(waiting::join)
          .hasCauseInstanceOf(Cancelled.class)
          .hasMessageContaining("nobody wants it any more");
      assertThat(turns.waiting()).isZero();
    }
    turns.take(Priority.SINGLE, Cancellation.NEVER).close();
  }

  @Test
  void close_twice_givesBackOnce() {
    Turns turns = new Turns(1);
    Turns.Turn turn = turns.take(Priority.SINGLE, Cancellation.NEVER);
    turn.close();
    Turns.Turn other = turns.take(Priority.SINGLE, Cancellation.NEVER);
    turn.close();

    CompletableFuture<Void> third =
        CompletableFuture.runAsync(
            () -> turns.take(Priority.SINGLE, Cancellation.NEVER).close(), threads);
    while (turns.waiting() == 0 && !third.isDone()) {
      Thread.onSpinWait();
    }
    assertThat(third).isNotDone();
    other.close();
    third.join();
  }
}
