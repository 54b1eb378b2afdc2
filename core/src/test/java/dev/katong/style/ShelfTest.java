package dev.katong.style;

import static dev.katong.style.StyleKey.full;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.NoSuchStyle;
import dev.katong.fixture.TinyNetworks;
import dev.katong.network.Placement;
import dev.katong.network.Tiling;
import dev.katong.network.Together;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShelfTest {
  @TempDir private Path folder;
  private StyleStore store;

  @BeforeEach
  void fill() {
    store = new StyleStore(folder.resolve("styles"));
    for (String name : List.of("one", "two", "three")) {
      store.add(TinyNetworks.halvingPack(name, Tiling.EXACT), false);
    }
  }

  @Test
  void lease_twice_isTheSameStyle() {
    try (Shelf shelf = shelf(Optional.empty());
        Shelf.Lease first = shelf.lease(full("one"));
        Shelf.Lease second = shelf.lease(full("one"))) {
      assertThat(second.style()).isSameAs(first.style());
    }
  }

  @Test
  void lease_bySeveralThreads_loadsOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Shelf shelf = shelf(Optional.empty())) {
      List<Future<Style>> styles = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        styles.add(
            threads.submit(
                () -> {
                  try (Shelf.Lease lease = shelf.lease(full("one"))) {
                    return lease.style();
                  }
                }));
      }
      Style first = styles.get(0).get();
      for (Future<Style> style : styles) {
        assertThat(style.get()).isSameAs(first);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void unload_ofAStyleInUse_waitsForItsReturn() {
    try (Shelf shelf = shelf(Optional.empty())) {
      try (Shelf.Lease lease = shelf.lease(full("one"))) {
        assertThat(shelf.unload("one")).isFalse();
        assertThat(shelf.contents().get(0).users()).isEqualTo(1);
      }
      assertThat(shelf.contents().get(0).users()).isZero();
      assertThat(shelf.contents().get(0).bytes()).isPositive();
      assertThat(shelf.unload("one")).isTrue();
      assertThat(shelf.contents()).isEmpty();
      assertThat(shelf.loads()).isEqualTo(1);
      assertThat(shelf.unloads()).isEqualTo(1);
      assertThat(shelf.unload("two")).as("never loaded").isTrue();
    }
  }

  @Test
  void lease_ofMissingStyle_failsForEachCallerAnew() {
    try (Shelf shelf = shelf(Optional.empty())) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> shelf.lease(full("four"))).isInstanceOf(NoSuchStyle.class);
      }
      assertThat(shelf.loaded()).isEmpty();
    }
  }

  @Test
  void unloadIdle_takesTheOneUnusedForLongest() {
    try (Shelf shelf = shelf(Optional.empty())) {
      shelf.lease(full("one")).close();
      shelf.lease(full("two")).close();
      shelf.lease(full("three")).close();
      shelf.lease(full("one")).close();
      assertThat(shelf.unloadIdle()).isTrue();
      assertThat(shelf.loaded()).containsExactly(full("one"), full("three"));
      assertThat(shelf.unloadIdle()).isTrue();
      assertThat(shelf.loaded()).containsExactly(full("one"));
    }
  }

  @Test
  void unloadIdle_ofLeasedStyles_doesNothing() {
    try (Shelf shelf = shelf(Optional.empty());
        Shelf.Lease lease = shelf.lease(full("one"))) {
      assertThat(shelf.unloadIdle()).isFalse();
      assertThat(shelf.loaded()).containsExactly(full("one"));
      assertThat(lease.style().hasHead()).isFalse();
    }
  }

  @Test
  void needs_ofALoadedStyle_areNotReadAgain() {
    try (Shelf shelf = shelf(Optional.empty())) {
      StyleNeeds read = shelf.needs(full("one"));
      shelf.lease(full("one")).close();
      store.remove("one");
      assertThat(shelf.needs(full("one"))).isEqualTo(read);
      assertThat(shelf.unloadIdle()).isTrue();
      assertThatThrownBy(() -> shelf.needs(full("one"))).isInstanceOf(NoSuchStyle.class);
    }
  }

  @Test
  void bytes_areThoseOfTheLoadedStyles() {
    try (Shelf shelf = shelf(Optional.empty())) {
      shelf.lease(full("one")).close();
      long one = shelf.bytes();
      assertThat(one).isEqualTo(shelf.needs(full("one")).fixedBytes()).isPositive();
      shelf.lease(full("two")).close();
      assertThat(shelf.bytes()).isEqualTo(2 * one);
      assertThat(shelf.bytesBeside(full("two"))).isEqualTo(one);
      assertThat(shelf.bytesBeside(full("three"))).isEqualTo(2 * one);
    }
  }

  @Test
  void shelf_withIdleTime_unloadsByItself() throws InterruptedException {
    try (Shelf shelf = shelf(Optional.of(Duration.ofMillis(50)));
        Shelf.Lease kept = shelf.lease(full("one"))) {
      shelf.lease(full("two")).close();
      for (int i = 0; i < 500 && shelf.loaded().contains(full("two")); i++) {
        Thread.sleep(10);
      }
      assertThat(shelf.loaded()).containsExactly(full("one"));
      assertThat(kept.style().manifest().name()).isEqualTo("one");
    }
  }

  @Test
  void lease_ofClosedShelf_isRefused() {
    Shelf shelf = shelf(Optional.empty());
    shelf.close();
    assertThatThrownBy(() -> shelf.lease(full("one")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the shelf is closed");
  }

  private Shelf shelf(Optional<Duration> idle) {
    return new Shelf(
        store,
        new NetworkCosts(
            folder.resolve("memory.json"), () -> Placement.onProcessor(1), OptionalLong::empty),
        () -> Placement.onProcessor(1),
        Together.ALONE,
        idle);
  }
}
