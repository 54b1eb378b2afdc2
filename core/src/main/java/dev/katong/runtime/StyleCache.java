package dev.katong.runtime;

import dev.katong.memory.NativeHeap;
import dev.katong.memory.NativeMemory;
import dev.katong.network.BatchingPolicy;
import dev.katong.network.ExecutionTarget;
import dev.katong.style.NetworkCosts;
import dev.katong.style.Style;
import dev.katong.style.StyleKey;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleNeeds;
import dev.katong.style.StylePack;
import dev.katong.style.StyleSource;
import dev.katong.style.StyleVariant;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The loaded styles. Each is loaded at its first use, by one caller while the others wait, and kept
 * until it has been idle for long or its memory is needed; never unloaded while it is leased. Each
 * variant of a style is cached by itself. Safe for use by several threads.
 */
public final class StyleCache implements AutoCloseable {
  private final StyleSource source;
  private final NetworkCosts costs;
  private final Supplier<ExecutionTarget> target;
  private final BatchingPolicy batching;
  private final Map<StyleKey, CachedStyle> styles = new LinkedHashMap<>();
  private final @Nullable ScheduledExecutorService sweeper;
  private long loads;
  private long unloads;
  private boolean closed;

  /** One style, loaded or being loaded. */
  private static final class CachedStyle {
    final CompletableFuture<Style> style = new CompletableFuture<>();
    volatile @Nullable StyleManifest manifest;
    volatile @Nullable StyleNeeds needs;
    int leases;
    long lastUse = System.nanoTime();

    boolean idle() {
      return leases == 0 && style.isDone();
    }

    long bytes() {
      StyleNeeds known = needs;
      return known == null ? 0 : known.fixedBytes();
    }
  }

  /**
   * Creates an empty cache.
   *
   * @param source the source of styles
   * @param costs the memory of networks
   * @param target the device for a network that is loaded now
   * @param batching the way in which pictures share the runs of the networks
   * @param idle the time after which an unused style is unloaded; empty for never
   */
  public StyleCache(
      StyleSource source,
      NetworkCosts costs,
      Supplier<ExecutionTarget> target,
      BatchingPolicy batching,
      Optional<Duration> idle) {
    this.source = source;
    this.costs = costs;
    this.target = target;
    this.batching = batching;
    this.sweeper = idle.map(this::sweeper).orElse(null);
  }

  private ScheduledExecutorService sweeper(Duration idle) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "katong-styles");
              thread.setDaemon(true);
              return thread;
            });
    long period = Math.max(10, idle.toMillis() / 4);
    var unused =
        executor.scheduleWithFixedDelay(
            () -> unloadIdleFor(idle), period, period, TimeUnit.MILLISECONDS);
    return executor;
  }

  /**
   * The manifest of a style, with all its variants. The manifest of a loaded style is not read
   * again.
   *
   * @param nameOrPath as {@link dev.katong.style.StyleStore#find} takes it
   */
  public StyleManifest manifest(String nameOrPath) {
    return manifest(new StyleKey(nameOrPath, StyleVariant.FULL));
  }

  /** The manifest of a style that has a variant, if there is one. */
  private StyleManifest manifest(StyleKey key) {
    StyleManifest known;
    synchronized (this) {
      known =
          styles.entrySet().stream()
              .filter(entry -> entry.getKey().style().equals(key.style()))
              .map(entry -> entry.getValue().manifest)
              .filter(Objects::nonNull)
              // The variant may have been made after the style was loaded.
              .filter(style -> style.draws(key.variant()))
              .findFirst()
              .orElse(null);
    }
    return known == null ? source.manifest(key.style()) : known;
  }

  /**
   * The manifest of a style that can draw in half precision, as {@link StyleSource#halved} gives
   * it.
   */
  public Optional<StyleManifest> halved(String nameOrPath) {
    return source.halved(nameOrPath);
  }

  /**
   * The manifest of a style and the memory of its networks. Networks whose memory is not known are
   * measured. The manifest of a loaded style is not read again.
   */
  public StyleNeeds needs(StyleKey key) {
    CachedStyle cached;
    synchronized (this) {
      cached = styles.get(key);
    }
    StyleNeeds known = cached == null ? null : cached.needs;
    if (known != null) {
      return known;
    }
    return costs.of(
        manifest(key), key.variant(), () -> source.find(key.style()).drawnBy(key.variant()));
  }

  /** A style, loaded if it is not yet. It stays loaded as long as the lease is open. */
  public Lease lease(StyleKey key) {
    CachedStyle cached;
    boolean mine;
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the style cache is closed");
      }
      CachedStyle present = styles.get(key);
      mine = present == null;
      cached = present == null ? new CachedStyle() : present;
      styles.put(key, cached);
      cached.leases++;
    }
    if (mine) {
      load(key, cached);
    }
    try {
      return new Lease(cached.style.join(), cached);
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  private void load(StyleKey key, CachedStyle cached) {
    try {
      StylePack whole = source.find(key.style());
      StylePack pack = whole.drawnBy(key.variant());
      cached.needs = costs.of(whole.manifest(), key.variant(), () -> pack);
      cached.manifest = whole.manifest();
      cached.style.complete(Style.load(pack, target.get(), batching));
      synchronized (this) {
        loads++;
      }
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        styles.remove(key, cached);
      }
      cached.style.completeExceptionally(e);
    }
  }

  /** A loaded style in use. */
  public final class Lease implements AutoCloseable {
    private final Style style;
    private final CachedStyle cached;
    private boolean returned;

    private Lease(Style style, CachedStyle cached) {
      this.style = style;
      this.cached = cached;
    }

    /** The style, owned by the cache. */
    public Style style() {
      return style;
    }

    @Override
    public void close() {
      synchronized (StyleCache.this) {
        if (!returned) {
          returned = true;
          cached.leases--;
          cached.lastUse = System.nanoTime();
          if (closed && cached.leases == 0) {
            style.close();
          }
        }
      }
    }
  }

  /** The loaded styles. */
  public synchronized List<StyleKey> loaded() {
    return List.copyOf(styles.keySet());
  }

  /** The loaded styles, and those being loaded, with what they take. */
  public synchronized List<LoadedStyle> contents() {
    long now = System.nanoTime();
    return styles.entrySet().stream()
        .map(
            entry -> {
              CachedStyle cached = entry.getValue();
              Duration idle = Duration.ofNanos(cached.leases > 0 ? 0 : now - cached.lastUse);
              return new LoadedStyle(
                  entry.getKey().style(),
                  entry.getKey().variant(),
                  cached.bytes(),
                  cached.leases,
                  idle);
            })
        .toList();
  }

  /** The count of styles loaded so far. */
  public synchronized long loads() {
    return loads;
  }

  /** The count of styles unloaded so far. */
  public synchronized long unloads() {
    return unloads;
  }

  /** The memory of all loaded styles, in bytes. */
  public synchronized long bytes() {
    return styles.values().stream().mapToLong(CachedStyle::bytes).sum();
  }

  /** The memory of all other styles that are in use and cannot be unloaded, in bytes. */
  public synchronized long bytesLeasedBeside(StyleKey key) {
    return styles.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(key) && !entry.getValue().idle())
        .mapToLong(entry -> entry.getValue().bytes())
        .sum();
  }

  /** The memory of all other loaded styles, in bytes. */
  public synchronized long bytesOfOthers(StyleKey key) {
    CachedStyle cached = styles.get(key);
    return bytes() - (cached == null ? 0 : cached.bytes());
  }

  /**
   * Unloads the style that has been idle for longest.
   *
   * @return true if there was one
   */
  public synchronized boolean unloadIdle() {
    // Only differences of these times mean something.
    long now = System.nanoTime();
    Optional<StyleKey> oldest =
        styles.entrySet().stream()
            .filter(entry -> entry.getValue().idle())
            .min(Comparator.comparingLong(entry -> entry.getValue().lastUse - now))
            .map(Map.Entry::getKey);
    oldest.ifPresent(key -> unload(List.of(key)));
    return oldest.isPresent();
  }

  /**
   * Unloads all variants of a style that are not in use.
   *
   * @return true if none of them is loaded now
   */
  public synchronized boolean unload(String style) {
    unload(idle((key, cached) -> key.style().equals(style)));
    return styles.keySet().stream().noneMatch(key -> key.style().equals(style));
  }

  /** Unloads all styles that are not in use. */
  public synchronized void unloadAllIdle() {
    unloadIdleFor(Duration.ZERO);
  }

  private synchronized void unloadIdleFor(Duration idle) {
    long now = System.nanoTime();
    unload(idle((key, cached) -> now - cached.lastUse >= idle.toNanos()));
  }

  private List<StyleKey> idle(BiPredicate<StyleKey, CachedStyle> which) {
    return styles.entrySet().stream()
        .filter(entry -> entry.getValue().idle() && which.test(entry.getKey(), entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void unload(List<StyleKey> keys) {
    for (StyleKey key : keys) {
      CachedStyle cached = styles.remove(key);
      if (cached != null) {
        unloads++;
        cached.style.join().close();
      }
    }
    if (!keys.isEmpty()) {
      // Malloc does not return freed memory to the system by itself.
      NativeHeap.trim();
    }
  }

  /** Unloads all styles; one that is still leased is unloaded when it is returned. */
  @Override
  public synchronized void close() {
    closed = true;
    if (sweeper != null) {
      sweeper.shutdownNow();
    }
    List<Style> idle =
        styles.values().stream()
            .filter(CachedStyle::idle)
            .map(cached -> cached.style.join())
            .toList();
    styles.clear();
    NativeMemory.release(idle);
  }
}
