package dev.katong.runtime;

import static dev.katong.style.StyleKey.full;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.NoSuchStyle;
import dev.katong.fixture.TinyNetworks;
import dev.katong.network.BatchingPolicy;
import dev.katong.network.ExecutionTarget;
import dev.katong.network.Tiling;
import dev.katong.style.NetworkCosts;
import dev.katong.style.Style;
import dev.katong.style.StyleNeeds;
import dev.katong.style.StyleSource;
import dev.katong.style.StyleStore;
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

class StyleCacheTest {
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
    try (StyleCache cache = cache(Optional.empty());
        StyleCache.Lease first = cache.lease(full("one"));
        StyleCache.Lease second = cache.lease(full("one"))) {
      assertThat(second.style()).isSameAs(first.style());
    }
  }

  @Test
  void lease_bySeveralThreads_loadsOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (StyleCache cache = cache(Optional.empty())) {
      List<Future<Style>> styles = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        styles.add(
            threads.submit(
                () -> {
                  try (StyleCache.Lease lease = cache.lease(full("one"))) {
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
    try (StyleCache cache = cache(Optional.empty())) {
      try (StyleCache.Lease lease = cache.lease(full("one"))) {
        assertThat(cache.unload("one")).isFalse();
        assertThat(cache.contents().get(0).users()).isEqualTo(1);
      }
      assertThat(cache.contents().get(0).users()).isZero();
      assertThat(cache.contents().get(0).bytes()).isPositive();
      assertThat(cache.unload("one")).isTrue();
      assertThat(cache.contents()).isEmpty();
      assertThat(cache.loads()).isEqualTo(1);
      assertThat(cache.unloads()).isEqualTo(1);
      assertThat(cache.unload("two")).as("never loaded").isTrue();
    }
  }

  @Test
  void lease_ofMissingStyle_failsForEachCallerAnew() {
    try (StyleCache cache = cache(Optional.empty())) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> cache.lease(full("four"))).isInstanceOf(NoSuchStyle.class);
      }
      assertThat(cache.loaded()).isEmpty();
    }
  }

  @Test
  void unloadIdle_takesTheOneUnusedForLongest() {
    try (StyleCache cache = cache(Optional.empty())) {
      cache.lease(full("one")).close();
      cache.lease(full("two")).close();
      cache.lease(full("three")).close();
      cache.lease(full("one")).close();
      assertThat(cache.unloadIdle()).isTrue();
      assertThat(cache.loaded()).containsExactly(full("one"), full("three"));
      assertThat(cache.unloadIdle()).isTrue();
      assertThat(cache.loaded()).containsExactly(full("one"));
    }
  }

  @Test
  void unloadIdle_ofLeasedStyles_doesNothing() {
    try (StyleCache cache = cache(Optional.empty());
        StyleCache.Lease lease = cache.lease(full("one"))) {
      assertThat(cache.unloadIdle()).isFalse();
      assertThat(cache.loaded()).containsExactly(full("one"));
      assertThat(lease.style().hasHead()).isFalse();
    }
  }

  @Test
  void needs_ofALoadedStyle_areNotReadAgain() {
    try (StyleCache cache = cache(Optional.empty())) {
      StyleNeeds read = cache.needs(full("one"));
      cache.lease(full("one")).close();
      store.remove("one");
      assertThat(cache.needs(full("one"))).isEqualTo(read);
      assertThat(cache.unloadIdle()).isTrue();
      assertThatThrownBy(() -> cache.needs(full("one"))).isInstanceOf(NoSuchStyle.class);
    }
  }

  @Test
  void bytes_areThoseOfTheLoadedStyles() {
    try (StyleCache cache = cache(Optional.empty())) {
      cache.lease(full("one")).close();
      long one = cache.bytes();
      assertThat(one).isEqualTo(cache.needs(full("one")).fixedBytes()).isPositive();
      cache.lease(full("two")).close();
      assertThat(cache.bytes()).isEqualTo(2 * one);
      assertThat(cache.bytesOfOthers(full("two"))).isEqualTo(one);
      assertThat(cache.bytesOfOthers(full("three"))).isEqualTo(2 * one);
    }
  }

  @Test
  void cache_withIdleTime_unloadsByItself() throws InterruptedException {
    try (StyleCache cache = cache(Optional.of(Duration.ofMillis(50)));
        StyleCache.Lease kept = cache.lease(full("one"))) {
      cache.lease(full("two")).close();
      for (int i = 0; i < 500 && cache.loaded().contains(full("two")); i++) {
        Thread.sleep(10);
      }
      assertThat(cache.loaded()).containsExactly(full("one"));
      assertThat(kept.style().manifest().name()).isEqualTo("one");
    }
  }

  @Test
  void lease_ofClosedCache_isRefused() {
    StyleCache cache = cache(Optional.empty());
    cache.close();
    assertThatThrownBy(() -> cache.lease(full("one")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the style cache is closed");
  }

  private StyleCache cache(Optional<Duration> idle) {
    return new StyleCache(
        new StyleSource(store, Optional.empty()),
        new NetworkCosts(
            folder.resolve("memory.json"),
            () -> ExecutionTarget.onProcessor(1),
            OptionalLong::empty),
        () -> ExecutionTarget.onProcessor(1),
        BatchingPolicy.ALONE,
        idle);
  }
}
