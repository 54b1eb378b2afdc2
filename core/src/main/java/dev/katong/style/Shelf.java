package dev.katong.style;

import dev.katong.NativeMemory;
import dev.katong.memory.NativeHeap;
import dev.katong.network.Placement;
import dev.katong.network.Together;
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
 * until it has been idle for long or its memory is needed; never unloaded while it is leased. Two
 * variants of one style are two places. Safe for use by several threads.
 */
public final class Shelf implements AutoCloseable {
  private final StyleStore store;
  private final NetworkCosts costs;
  private final Supplier<Placement> place;
  private final Together together;
  private final Map<StyleKey, Place> places = new LinkedHashMap<>();
  private final @Nullable ScheduledExecutorService sweeper;
  private long loads;
  private long unloads;
  private boolean closed;

  /** One style on the shelf, loaded or being loaded. */
  private static final class Place {
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
   * An empty shelf.
   *
   * @param store where styles come from
   * @param costs what networks take
   * @param place where networks run; asked when one is loaded
   * @param together how pictures share the runs of the networks
   * @param idle after how long a style that nobody uses is unloaded; empty for never
   */
  public Shelf(
      StyleStore store,
      NetworkCosts costs,
      Supplier<Placement> place,
      Together together,
      Optional<Duration> idle) {
    this.store = store;
    this.costs = costs;
    this.place = place;
    this.together = together;
    this.sweeper = idle.map(this::sweeper).orElse(null);
  }

  private ScheduledExecutorService sweeper(Duration idle) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "katong-shelf");
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
   * What a style says of itself, with all its variants. Of a style that is loaded, nothing is read
   * again.
   *
   * @param nameOrPath as {@link StyleStore#find} takes it
   */
  public StyleManifest manifest(String nameOrPath) {
    StyleManifest known;
    synchronized (this) {
      known =
          places.entrySet().stream()
              .filter(entry -> entry.getKey().style().equals(nameOrPath))
              .map(entry -> entry.getValue().manifest)
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(null);
    }
    return known == null ? store.manifest(nameOrPath) : known;
  }

  /**
   * What a style says of itself, and what its networks take. Networks of which that is not known
   * are measured. Of a style that is loaded, nothing is read again.
   */
  public StyleNeeds needs(StyleKey key) {
    Place place;
    synchronized (this) {
      place = places.get(key);
    }
    StyleNeeds known = place == null ? null : place.needs;
    if (known != null) {
      return known;
    }
    return costs.of(
        manifest(key.style()), key.variant(), () -> store.find(key.style()).drawnBy(key.variant()));
  }

  /** A style, loaded if it is not yet. It stays loaded as long as the lease is open. */
  public Lease lease(StyleKey key) {
    Place place;
    boolean mine;
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the shelf is closed");
      }
      Place present = places.get(key);
      mine = present == null;
      place = present == null ? new Place() : present;
      places.put(key, place);
      place.leases++;
    }
    if (mine) {
      load(key, place);
    }
    try {
      return new Lease(place.style.join(), place);
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  private void load(StyleKey key, Place place) {
    try {
      StylePack whole = store.find(key.style());
      StylePack pack = whole.drawnBy(key.variant());
      place.needs = costs.of(whole.manifest(), key.variant(), () -> pack);
      place.manifest = whole.manifest();
      place.style.complete(Style.load(pack, this.place.get(), together));
      synchronized (this) {
        loads++;
      }
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        places.remove(key, place);
      }
      place.style.completeExceptionally(e);
    }
  }

  /** A loaded style in use. */
  public final class Lease implements AutoCloseable {
    private final Style style;
    private final Place place;
    private boolean returned;

    private Lease(Style style, Place place) {
      this.style = style;
      this.place = place;
    }

    /** Owned by the shelf. */
    public Style style() {
      return style;
    }

    @Override
    public void close() {
      synchronized (Shelf.this) {
        if (!returned) {
          returned = true;
          place.leases--;
          place.lastUse = System.nanoTime();
          if (closed && place.leases == 0) {
            style.close();
          }
        }
      }
    }
  }

  /** The loaded styles. */
  public synchronized List<StyleKey> loaded() {
    return List.copyOf(places.keySet());
  }

  /** The loaded styles, and those being loaded, with what they take. */
  public synchronized List<LoadedStyle> contents() {
    long now = System.nanoTime();
    return places.entrySet().stream()
        .map(
            entry -> {
              Place place = entry.getValue();
              Duration idle = Duration.ofNanos(place.leases > 0 ? 0 : now - place.lastUse);
              return new LoadedStyle(
                  entry.getKey().style(),
                  entry.getKey().variant(),
                  place.bytes(),
                  place.leases,
                  idle);
            })
        .toList();
  }

  /** How often a style was loaded. */
  public synchronized long loads() {
    return loads;
  }

  /** How often a style was unloaded. */
  public synchronized long unloads() {
    return unloads;
  }

  /** What all loaded styles take, in bytes. */
  public synchronized long bytes() {
    return places.values().stream().mapToLong(Place::bytes).sum();
  }

  /** What the styles but one take that are in use and cannot be unloaded, in bytes. */
  public synchronized long bytesLeasedBeside(StyleKey key) {
    return places.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(key) && !entry.getValue().idle())
        .mapToLong(entry -> entry.getValue().bytes())
        .sum();
  }

  /** What the loaded styles but one take, in bytes. */
  public synchronized long bytesBeside(StyleKey key) {
    Place place = places.get(key);
    return bytes() - (place == null ? 0 : place.bytes());
  }

  /**
   * Unloads the style that has been idle for longest.
   *
   * @return whether there was one
   */
  public synchronized boolean unloadIdle() {
    // Only differences of these times mean something.
    long now = System.nanoTime();
    Optional<StyleKey> oldest =
        places.entrySet().stream()
            .filter(entry -> entry.getValue().idle())
            .min(Comparator.comparingLong(entry -> entry.getValue().lastUse - now))
            .map(Map.Entry::getKey);
    oldest.ifPresent(key -> unload(List.of(key)));
    return oldest.isPresent();
  }

  /**
   * Unloads all variants of a style, if nobody uses it.
   *
   * @return whether it is not loaded now
   */
  public synchronized boolean unload(String style) {
    unload(idle((key, place) -> key.style().equals(style)));
    return places.keySet().stream().noneMatch(key -> key.style().equals(style));
  }

  /** Unloads all styles that nobody uses. */
  public synchronized void unloadAllIdle() {
    unloadIdleFor(Duration.ZERO);
  }

  private synchronized void unloadIdleFor(Duration idle) {
    long now = System.nanoTime();
    unload(idle((key, place) -> now - place.lastUse >= idle.toNanos()));
  }

  private List<StyleKey> idle(BiPredicate<StyleKey, Place> which) {
    return places.entrySet().stream()
        .filter(entry -> entry.getValue().idle() && which.test(entry.getKey(), entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void unload(List<StyleKey> keys) {
    for (StyleKey key : keys) {
      Place place = places.remove(key);
      if (place != null) {
        unloads++;
        place.style.join().close();
      }
    }
    if (!keys.isEmpty()) {
      // Of what is freed malloc gives nothing back by itself.
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
        places.values().stream().filter(Place::idle).map(place -> place.style.join()).toList();
    places.clear();
    NativeMemory.release(idle);
  }
}
