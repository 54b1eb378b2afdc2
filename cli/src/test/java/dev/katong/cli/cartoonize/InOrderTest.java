package dev.katong.cli.cartoonize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InOrderTest {
  private final List<String> told = new ArrayList<>();

  @Test
  void finish_inAnyOrder_isToldInTheirs() {
    InOrder<String> order = new InOrder<>(3, 3, told::add);
    assertThat(List.of(order.begin(), order.begin(), order.begin())).containsExactly(0, 1, 2);
    order.finish(2, "c");
    order.finish(1, "b");
    assertThat(told).isEmpty();
    order.finish(0, "a");
    assertThat(told).containsExactly("a", "b", "c");
    assertThat(order.begin()).isEqualTo(-1);
  }

  @Test
  void begin_tooFarAheadOfTheSlowest_waits() {
    InOrder<String> order = new InOrder<>(3, 2, told::add);
    assertThat(order.begin()).isZero();
    assertThat(order.begin()).isEqualTo(1);
    order.finish(1, "b");
    CompletableFuture<Integer> third = CompletableFuture.supplyAsync(order::begin);
    assertThat(third).isNotDone();
    order.finish(0, "a");
    assertThat(third.join()).isEqualTo(2);
  }
}
